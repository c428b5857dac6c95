package ui

import "time"

// paintedFor is how long the toolkit caches at most what it has painted and measured once it is no
// longer in the window: a minute, and some time until it checks.
const paintedFor = 75 * time.Second

// forgetPainted makes the toolkit drop cached texts and images about a person. It drops old ones
// only when it paints, and an idle window isn't painted.
func (w *Window) forgetPainted() {
	w.later(paintedFor, func() {
		if !w.gone.Load() {
			w.window.Canvas().Refresh(w.screen.root)
		}
	})
}
