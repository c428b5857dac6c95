package ui

import "time"

// paintedFor is how long the toolkit keeps at most what it painted, and measured, when it is no
// longer in the window: a minute, and then some until it looks.
const paintedFor = 75 * time.Second

// forgetPainted has the toolkit let go of what was shown of a person. It keeps texts and their
// pictures for a while, and throws away what is old only when it paints; but a window in which
// nothing happens isn't painted.
func (w *Window) forgetPainted() {
	w.later(paintedFor, func() {
		if !w.gone.Load() {
			w.window.Canvas().Refresh(w.screen.root)
		}
	})
}
