package ui

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// TestNothingCoversAnOutcome: what asks about an open request, or only informs, closes for it, at
// the desk and in a presentation. Then the keys are the outcome's.
func TestNothingCoversAnOutcome(t *testing.T) {
	for name, opens := range map[string]func(w *Window){
		"the list of keys":                  func(w *Window) { keyboardOf(w).key(fyne.KeyF1, 0) },
		"whether to close":                  (*Window).askToClose,
		"a warning before it is presented":  (*Window).warnOfPresenting,
		"whether to close, over the keys":   func(w *Window) { w.openKeys(); w.askToClose() },
		"whether to close, over the cancel": func(w *Window) { w.escape(); w.askToClose() },
	} {
		for _, presented := range []bool{false, true} {
			w, d := open(t, waitingView(), plainShape())
			if presented {
				w.beginPresentation(true)
			} else if name == "whether to close, over the cancel" {
				continue // at the desk Esc cancels at once
			}
			opens(w)
			if len(w.window.Canvas().Overlays().List()) == 0 {
				t.Fatalf("%s: nothing opens", name)
			}
			become(w, d, verifiedView())
			if open := w.window.Canvas().Overlays().List(); len(open) > 0 || w.question != nil || w.listed != nil || w.warning != nil {
				t.Errorf("%s, presented %t: %d dialogs cover the outcome", name, presented, len(open))
			}
			d.forget()
			keyboardOf(w).ctrlEnter(0)
			if calls := d.called(); !slices.Contains(calls, "Done") {
				t.Errorf("%s, presented %t: Ctrl+Enter called %v", name, presented, calls)
			}
		}
	}
}

// TestAQuestionAboutNothingCloses: a request can end without an outcome.
func TestAQuestionAboutNothingCloses(t *testing.T) {
	w, d := open(t, waitingView(), plainShape())
	w.askToClose()
	become(w, d, filledView())
	if w.question != nil || len(w.window.Canvas().Overlays().List()) > 0 {
		t.Error("it still asks whether to close over a request")
	}
}

// TestAnOpenListStaysAtItsPlace: Fyne lays out what lies over a window before the window itself.
func TestAnOpenListStaysAtItsPlace(t *testing.T) {
	w, _ := open(t, emptyView(), plainShape())
	driver := fyne.CurrentApp().Driver()
	opened := func() fyne.Position {
		var at fyne.Position
		walk(w.window.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
			if scroll, is := o.(*container.Scroll); is {
				at = driver.AbsolutePositionForObject(scroll)
			}
		})
		return at
	}
	for name, of := range map[string]interface {
		fyne.CanvasObject
		fyne.Tappable
	}{"the environments": w.screen.bar.environment, "the menu": w.screen.bar.more} {
		of.Tapped(nil)
		off := func() fyne.Position { return opened().Subtract(driver.AbsolutePositionForObject(of)) }
		want := off()
		for _, size := range []fyne.Size{{Width: 640, Height: 700}, {Width: leastWidth, Height: leastHeight}, {Width: 1280, Height: 800}} {
			w.window.Resize(size)
			if got := off(); size.Width == 1280 && got != want || got.X > want.X+1 {
				t.Errorf("%s in %v: %v off, before %v", name, size, got, want)
			}
		}
		keyboardOf(w).key(fyne.KeyEscape, 0)
	}
}
