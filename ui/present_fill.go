package ui

import (
	"time"

	"fyne.io/fyne/v2"

	"ringback/ui/native"
)

// filling is how a presentation came to fill a screen.
type filling struct {
	before native.Place // where the window was, if that is known
	known  bool
	size   fyne.Size // … and how large
	back   bool      // it is on its way back to there
	round  int       // which presentation it is: what an earlier one still waited for is void
}

// settled is how long the window system takes at most to arrange windows.
const settled = time.Second

// fillScreen has the presentation fill the screen: the second one where there are two. A window
// that is still on its way back from there is where it was before, and as large.
func (w *Window) fillScreen(size fyne.Size) {
	if !w.filling.back {
		w.filling.size, w.filling.known = size, false
	}
	if w.prompter != nil || !w.screens.second() {
		w.fillAfterLook(func() { w.window.SetFullScreen(true) })
		return
	}
	w.openPrompter()
	p := w.prompter
	w.fillAfterLook(func() {
		w.screens.fillSecond()
		w.later(settled, func() { w.partWindows(p) })
	})
}

// fillAfterLook notes where the window is, in order to bring it back there, and then fills the
// screen: the toolkit forgets the place.
func (w *Window) fillAfterLook(fill func()) {
	f := &w.filling
	f.round++
	round, handle, where := f.round, w.beyond.handle, w.beyond.where
	if handle == 0 || f.back {
		fill()
		return
	}
	w.inBackground(func() {
		before, known := where(handle, placePatience)
		w.do(func() {
			if f.round == round && w.presented != nil && !w.gone.Load() {
				f.before, f.known = before, known && !before.Full
				if f.known { // the program may end before the presentation does
					w.setPlace(f.size, before)
				}
				fill()
			}
		})
	})
}

// leaveScreen brings the window back to where it was before it filled a screen.
func (w *Window) leaveScreen() {
	f := &w.filling
	f.round++
	if !w.window.FullScreen() {
		return
	}
	if f.known {
		w.moveTo(w.window, f.before) // as soon as it doesn't fill the screen any more
	}
	w.window.SetFullScreen(false)
	w.window.Resize(f.size) // otherwise it stays as large as the screen
	w.backFromFullScreen()
	f.back = true
	round := f.round
	w.later(settled, func() {
		if f.round != round || w.gone.Load() {
			return
		}
		f.back = false
		if f.known {
			w.moveTo(w.window, f.before) // some window managers put it into a corner first
		}
	})
}
