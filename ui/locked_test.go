package ui

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"ringback/ui/desk"
)

// changesRequest reports whether a call of the desk could change the request.
func changesRequest(call string) bool {
	for _, allowed := range []string{
		"Start", "Cancel", "Done", "SelectPlatform", "SelectStyle", "SetLanguage", "SetTheme", "SetHideNetwork",
		"Approve", "Refuse", "SetScenario", "DismissNotice", "DismissOffer", "OpenJournal", "CloseJournal", "Reveal", "Conceal", "OpenDecoder", "CloseDecoder", "Diagnose", "CloseDiagnosis",
		"Report", "TakeBackReport", "AskControlCode",
	} {
		if call == allowed || strings.HasPrefix(call, allowed+" ") {
			return false
		}
	}
	return true
}

// disturb does to a widget everything that keys, clipboard and mouse can do.
func disturb(w *Window, f fyne.Focusable) {
	clipboard := w.app.Clipboard()
	clipboard.SetContent("pasted")
	focusOn(w, f)
	for _, r := range "aø1" {
		f.TypedRune(r)
	}
	if s, ok := f.(fyne.Shortcutable); ok {
		s.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clipboard})
		s.TypedShortcut(&fyne.ShortcutSelectAll{})
		s.TypedShortcut(&fyne.ShortcutCut{Clipboard: clipboard})
		s.TypedShortcut(&fyne.ShortcutUndo{})
		s.TypedShortcut(&fyne.ShortcutRedo{})
	}
	for _, key := range []fyne.KeyName{
		fyne.KeyBackspace, fyne.KeyDelete, fyne.KeyLeft, fyne.KeyRight, fyne.KeyUp, fyne.KeyDown, fyne.KeySpace, fyne.KeyReturn,
	} {
		f.TypedKey(&fyne.KeyEvent{Name: key})
	}
	if tapped, ok := f.(fyne.Tappable); ok {
		size := f.(fyne.CanvasObject).Size()
		for _, x := range []float32{2, size.Width / 2, size.Width - 2} {
			test.TapAt(tapped, fyne.NewPos(x, size.Height/2))
		}
	}
	// If a menu opened anyway, choose from it.
	for range 3 {
		overlay := w.window.Canvas().Overlays().Top()
		if overlay == nil {
			break
		}
		if focused := w.window.Canvas().Focused(); focused != nil {
			for range 2 { // past the first, which may be the one in use
				focused.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
			}
			if k, ok := focused.(desktop.Keyable); ok {
				k.KeyDown(&fyne.KeyEvent{Name: fyne.KeyReturn}) // a new press
			}
			focused.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		}
		w.window.Canvas().Overlays().Remove(overlay)
	}
}

func TestNothingGetsPastALockedForm(t *testing.T) {
	for _, view := range oneIn(oneScreenIn, []desk.View{waitingView(), startingView(), verifiedView(), notVerifiedView("person", desk.Value{})}) {
		w, d := open(t, view, plainShape())
		for i, f := range focusables(w) {
			t.Run(fmt.Sprintf("%s %d %T", view.State, i, f), func(t *testing.T) {
				d.forget()
				disturb(w, f)
				for _, call := range d.called() {
					if changesRequest(call) {
						t.Errorf("while the form is locked the desk was asked for %s", call)
					}
				}
			})
		}
		w.Changed()
		if person, text := w.screen.form.person.entry.Text, w.screen.form.text.entry.Text; person != samplePerson || text != sampleText {
			t.Errorf("in %s the form shows %q and %q, not what was sent", view.State, person, text)
		}
	}
}

func TestAnUnlockedFormReachesTheDesk(t *testing.T) {
	view := filledView()
	view.Form.IPFolded = false
	view.Form.ReturnURL.Value = "https://nordby.example/back"
	w, d := open(t, view, plainShape())
	for _, f := range focusables(w) {
		disturb(w, f)
	}
	asked := strings.Join(d.called(), "\n") + "\n"
	for _, want := range []string{
		"SetCaller", "SetPerson", "SetText", "NewCode", "SetIP", "SetCase", "SetReturnURL", "SelectEnvironment", "SetAction", "SetAppOS", "SetEncoding",
	} {
		if !strings.Contains(asked, want) {
			t.Errorf("the desk never heard of %s: the test of the locked form would prove nothing about it", want)
		}
	}
}

func TestALockedFormShowsWhatWasSentEvenOverNewerTyping(t *testing.T) {
	w, d := open(t, filledView(), plainShape())
	entry := w.screen.form.text.entry
	test.Type(entry, "typed too late ")
	sent := waitingView()
	sent.Settings = w.drawn.Settings
	d.set(sent)
	w.Changed()
	if entry.Text != sampleText {
		t.Errorf("the locked form shows %q, want what was sent: %q", entry.Text, sampleText)
	}
}

func TestAnOlderEchoLeavesNewerTypingAlone(t *testing.T) {
	w, d := open(t, filledView(), plainShape())
	entry := w.screen.form.text.entry
	entry.Set("")
	test.Type(entry, "ab")
	behind := filledView()
	behind.Settings = w.drawn.Settings
	behind.Form.Text.Value = "a"
	d.set(behind)
	w.Changed()
	if entry.Text != "ab" {
		t.Errorf("an echo of %q overwrote what was typed: the field holds %q", "a", entry.Text)
	}
	behind.Form.Text.Value = "Kode 1234, Nordby Kommune" // the desk made a new code
	d.set(behind)
	w.Changed()
	if entry.Text != behind.Form.Text.Value {
		t.Errorf("the desk filled in %q, and the field holds %q", behind.Form.Text.Value, entry.Text)
	}
}

func TestAMenuThatWasOpenWhenTheFormWasLocked(t *testing.T) {
	w, d := open(t, filledView(), plainShape())
	w.screen.bar.environment.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	menu := w.window.Canvas().Overlays().Top()
	if menu == nil {
		t.Fatal("the environment's menu didn't open")
	}
	locked := waitingView()
	locked.Settings = w.drawn.Settings
	d.set(locked)
	w.Changed()
	d.forget()
	if focused := w.window.Canvas().Focused(); focused != nil {
		for range 3 {
			focused.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
		}
		focused.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	}
	for _, call := range d.called() {
		if changesRequest(call) {
			t.Errorf("a menu from before the lock asked for %s", call)
		}
	}
}
