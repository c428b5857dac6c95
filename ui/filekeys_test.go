package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

	"ringback/ui/kit"
)

// tab presses the Tab key as the desktop driver does.
func (k keyboard) tab() {
	if taker, ok := k.canvas.Focused().(fyne.Tabbable); ok && taker.AcceptsTab() {
		k.canvas.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyTab})
		return
	}
	k.canvas.FocusNext()
}

// askFor opens a file dialog: one that saves, or one that opens.
func askFor(w *Window, save bool) *fileAsk {
	ask := &fileAsk{}
	if save {
		ask.saveAs(w, w.keys, "receipt.pdf", ".pdf", receiptUnsaved, func(fyne.URIWriteCloser) {})
	} else {
		ask.show(w, w.keys, dialog.NewFileOpen(func(fyne.URIReadCloser, error) {}, w.window))
	}
	return ask
}

// TestEscClosesAFileDialog wherever the Tab key takes the focus.
func TestEscClosesAFileDialog(t *testing.T) {
	w, d := open(t, waitingView(), plainShape())
	k := keyboardOf(w)
	for _, save := range []bool{true, false} {
		for tabs := range 14 {
			ask := askFor(w, save)
			for range tabs {
				k.tab()
			}
			focused := w.window.Canvas().Focused()
			k.key(fyne.KeyEscape, 3)
			if ask.dialog != nil || w.window.Canvas().Overlays().Top() != nil || w.keys.Suspended() {
				t.Fatalf("save %v: after %d times Tab, on %T, Esc leaves the dialog open", save, tabs, focused)
			}
			if calls := d.called(); len(calls) > 0 {
				t.Fatalf("save %v: the Esc that closes the dialog also does %q", save, calls)
			}
		}
	}
}

// TestTabGoesThroughAFileDialog: each stop is one key, and the way comes back to its beginning.
func TestTabGoesThroughAFileDialog(t *testing.T) {
	w, _ := open(t, waitingView(), plainShape())
	k := keyboardOf(w)
	askFor(w, true)
	first, ok := w.window.Canvas().Focused().(*kit.Entry)
	if !ok || first.Text != "receipt.pdf" {
		t.Fatalf("%T has the focus", w.window.Canvas().Focused())
	}
	seen := map[fyne.Focusable]bool{}
	for range 40 {
		k.tab()
		now := w.window.Canvas().Focused()
		if now == fyne.Focusable(first) {
			break
		}
		if _, relay := now.(*kit.Relay); !relay || seen[now] {
			t.Fatalf("Tab comes to %T, for the second time: %v", now, seen[now])
		}
		seen[now] = true
	}
	if w.window.Canvas().Focused() != fyne.Focusable(first) || len(seen) < 6 {
		t.Errorf("after %d stops the focus is on %T", len(seen), w.window.Canvas().Focused())
	}
}

// TestTheNameOfAFileIsOneInBothFields: ours and the one that Fyne reads.
func TestTheNameOfAFileIsOneInBothFields(t *testing.T) {
	w, _ := open(t, waitingView(), plainShape())
	saved := ""
	var ask fileAsk
	ask.saveAs(w, w.keys, "receipt.pdf", ".pdf", receiptUnsaved, func(to fyne.URIWriteCloser) {
		saved = to.URI().Name()
		_ = to.Close()
	})
	folder := t.TempDir()
	ask.dialog.SetLocation(listable(t, folder))
	name := w.window.Canvas().Focused().(*kit.Entry)
	name.SetText("other.pdf")
	keyboardOf(w).key(fyne.KeyReturn, 0)
	if saved != "other.pdf" || ask.dialog != nil {
		t.Errorf("Enter saved %q", saved)
	}
}

// TestEnterPressesTheButtonThatHasTheFocus, and not the main one.
func TestEnterPressesTheButtonThatHasTheFocus(t *testing.T) {
	w, _ := open(t, waitingView(), plainShape())
	ask, k := askFor(w, true), keyboardOf(w)
	for range 30 {
		k.tab()
		if relay, ok := w.window.Canvas().Focused().(*kit.Relay); ok {
			if button, ok := relay.To().(*widget.Button); ok && button.Text == "Cancel" {
				k.key(fyne.KeyReturn, 0)
				break
			}
		}
	}
	if ask.dialog != nil || w.window.Canvas().Overlays().Top() != nil {
		t.Error("Enter on Cancel leaves the dialog open, or asks something")
	}
}

// TestCtrlQAsksInAFileDialog, as everywhere.
func TestCtrlQAsksInAFileDialog(t *testing.T) {
	for _, save := range []bool{true, false} {
		w, _ := open(t, waitingView(), plainShape())
		ask := askFor(w, save)
		keyboardOf(w).bound(keyQuit, 0)
		if w.question == nil || ask.dialog == nil {
			t.Fatalf("save %v: nobody asks whether to close", save)
		}
		w.question.Dismiss()
		keyboardOf(w).key(fyne.KeyEscape, 0)
		if ask.dialog != nil || w.keys.Suspended() {
			t.Errorf("save %v: after the question Esc leaves the dialog open", save)
		}
	}
}

// TestEscAnswersTheQuestionOfAFileDialog, and not the dialog below it.
func TestEscAnswersTheQuestionOfAFileDialog(t *testing.T) {
	w, _ := open(t, waitingView(), plainShape())
	ask := askFor(w, true)
	below := w.window.Canvas().Overlays().Top()
	dialog.ShowConfirm("Overwrite?", "Are you sure?", func(bool) {}, w.window)
	keyboardOf(w).key(fyne.KeyReturn, 0)
	if w.window.Canvas().Overlays().Top() == below {
		t.Error("Enter presses a button below the question")
	}
	keyboardOf(w).key(fyne.KeyEscape, 0)
	if ask.dialog == nil || w.window.Canvas().Overlays().Top() != below {
		t.Error("Esc closes the dialog with its question, or nothing")
	}
}

// TestAListThatWasClickedTakesKeys: a click focuses Fyne's own list.
func TestAListThatWasClickedTakesKeys(t *testing.T) {
	w, _ := open(t, waitingView(), plainShape())
	ask := askFor(w, false)
	var places *widget.List
	eachIn(w.window.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if list, ok := o.(*widget.List); ok && places == nil {
			places = list
		}
	})
	w.window.Canvas().Focus(places)
	places.UnselectAll()
	places.Select(0)
	if _, ok := w.window.Canvas().Focused().(*kit.Relay); !ok {
		t.Errorf("%T has the focus", w.window.Canvas().Focused())
	}
	keyboardOf(w).key(fyne.KeyEscape, 0)
	if ask.dialog != nil {
		t.Error("Esc leaves the dialog open")
	}
}
