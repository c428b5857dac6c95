package ui

import "testing"

// TestNothingWaitsForTheEndOfTheLoop: Fyne has a hook that it may never run, and would wait for.
func TestNothingWaitsForTheEndOfTheLoop(t *testing.T) {
	app := newApp(t)
	stopped, known := app.Lifecycle().(interface{ OnStopped() func() })
	if !known {
		t.Fatal("Fyne names its hook otherwise now")
	}
	stopped.(hooked).SetOnStoppedHookExecuted(func() {})
	if _, err := New(Options{App: app, Desk: &fakeDesk{view: emptyView()}}); err != nil {
		t.Fatal(err)
	}
	if stopped.OnStopped() != nil {
		t.Error("the end of the loop waits for a hook")
	}
}
