package ui

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
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
