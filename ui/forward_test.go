package ui

import (
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"fyne.io/fyne/v2/test"
)

// focusCounter counts how often a window asks for the focus.
type focusCounter struct {
	fyne.Window
	asked int
}

func (f *focusCounter) RequestFocus() { f.asked++ }

// TestComesForwardOnceASecond: a flood of links doesn't fight with the operator for the focus.
func TestComesForwardOnceASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, _ := open(t, filledView(), plainShape())
		window := &focusCounter{Window: w.window}
		w.window = window
		for range 5 {
			w.ComeForward()
		}
		if window.asked != 1 {
			t.Errorf("%d times at once", window.asked)
		}
		time.Sleep(forwardEvery)
		w.ComeForward()
		if window.asked != 2 {
			t.Errorf("%d times, a second later", window.asked)
		}
		time.Sleep(forwardEvery)
		w.gone.Store(true)
		w.ComeForward()
		if window.asked != 2 {
			t.Error("a closed window comes forward")
		}
		w.gone.Store(false)
	})
}

// TestWaylandIsNotified with fixed words, where no program may raise a window.
func TestWaylandIsNotified(t *testing.T) {
	w, _ := open(t, filledView(), plainShape())
	w.behind = true
	fyne.SetCurrentApp(w.app.(measuredApp).App) // whose notifications Fyne's assertions read
	words := fyne.NewNotification("Ringback", "A link or another program has something for this window.")
	test.AssertNotificationSent(t, words, func() { w.comeForward(driver.WaylandWindowContext{}) })
	w.behind = false
	test.AssertNotificationSent(t, nil, func() { w.comeForward(driver.WaylandWindowContext{}) })
}
