package ui

import "testing"

// TestCtrlQClosesTheWindow also from a dialog.
func TestCtrlQClosesTheWindow(t *testing.T) {
	for _, dialog := range []func(*Window){func(*Window) {}, (*Window).openAbout, (*Window).openKeys} {
		w, _ := open(t, emptyView(), plainShape())
		dialog(w)
		keyboardOf(w).bound(keyQuit, 0)
		if !w.gone.Load() {
			t.Error("the window stays")
		}
	}
}

// TestCtrlQAsksWhileARequestIsOpen from every widget that can have the focus. The key that asked
// doesn't answer, however often it is pressed.
func TestCtrlQAsksWhileARequestIsOpen(t *testing.T) {
	w, _ := open(t, waitingView(), plainShape())
	k := keyboardOf(w)
	for i, f := range append(focusables(w), nil) {
		focusOn(w, f)
		for range 3 {
			k.bound(keyQuit, 0)
		}
		if w.gone.Load() || w.question == nil {
			t.Fatalf("%d %T: closed: %t; asks: %t", i, f, w.gone.Load(), w.question != nil)
		}
		w.question.Dismiss()
	}
}
