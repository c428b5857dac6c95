package ui

import (
	"time"

	"ringback/ui/kit"
)

// touchEvery is the least time between two calls of [toucher.Touch].
const touchEvery = 5 * time.Second

// toucher is notified when the user is active.
type toucher interface {
	Touch()
}

// touch notifies the desk that the user is active, so that personal data isn't cleared while it is
// being read. Key presses and clicks notify the desk on their own.
func (w *Window) touch() {
	if now := time.Now(); now.Sub(w.touched) >= touchEvery {
		w.touched = now
		w.desk.Touch()
	}
}

// newGround returns what lies under all widgets of the window.
func (w *Window) newGround() *kit.Ground { return kit.NewGround(w.window.Canvas(), w.do, w.touch) }
