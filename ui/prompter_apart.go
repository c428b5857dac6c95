package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"fyne.io/fyne/v2/driver/desktop"

	"ringback/ui/native"
)

// partWindows puts the two windows on two screens where the presentation covers the small one. That
// is where the toolkit fills the first screen: it tells screens apart by their names, which two of
// one make share, and under X only some window managers fill another screen than a window is on.
// Where nothing else is free, there is no second screen to speak of, and the small window closes.
func (w *Window) partWindows(p *prompter) {
	own := uintptr(0)
	if on, ok := p.window.(driver.NativeWindow); ok && w.prompter == p {
		on.RunNative(func(system any) { own = handleOf(system) })
	}
	if own == 0 || w.beyond.handle == 0 || w.gone.Load() {
		return // Wayland and macOS don't say
	}
	filled := w.window.Canvas().Size()
	wide, high := w.window.Canvas().PixelCoordinateForPosition(fyne.NewPos(filled.Width, filled.Height))
	width, _ := p.window.Canvas().PixelCoordinateForPosition(fyne.NewPos(p.window.Canvas().Size().Width, 0))
	handle, where, screens := w.beyond.handle, w.beyond.where, w.screens
	w.inBackground(func() {
		big, known := where(handle, placePatience)
		small, also := where(own, placePatience)
		if !known || !also || !within(small, big, wide, high) {
			return
		}
		at, free := freePlace(big, wide, high, func(at native.Place) bool { return screens.shows(at, width) })
		w.do(func() {
			if w.prompter == p && !w.gone.Load() {
				w.part(p, big, at, free)
			}
		})
	})
}

// part moves one of two windows from the screen that both are on to a free place: the presentation
// from the first screen, which is the presenter's, and the small window from any other.
func (w *Window) part(p *prompter, big, at native.Place, free bool) {
	switch {
	case !free:
		w.endPrompter()
	case big.X == 0 && big.Y == 0:
		w.window.SetFullScreen(false)
		w.moveTo(w.window, at)
		w.later(settled, func() {
			if w.prompter == p && !w.gone.Load() {
				w.window.SetFullScreen(true) // the screen that it is on
			}
		})
	default:
		w.moveTo(p.window, at)
	}
}

// moveTo asks for a place of a window.
func (w *Window) moveTo(window fyne.Window, at native.Place) {
	if moves, ok := window.(desktop.Window); ok {
		moves.RequestPosition(at.X, at.Y)
	}
}

// within reports whether a place lies in a rectangle.
func within(at, corner native.Place, wide, high int) bool {
	return at.X >= corner.X && at.X < corner.X+wide && at.Y >= corner.Y && at.Y < corner.Y+high
}

// besideBy is how far from its edge the small window is on its screen, in pixels.
const besideBy = 40

// freePlace returns a place on a screen next to the one that is filled.
func freePlace(filled native.Place, wide, high int, shows func(native.Place) bool) (at native.Place, found bool) {
	x, y := filled.X+besideBy, filled.Y+besideBy
	for _, at := range []native.Place{{X: x + wide, Y: y}, {X: x - wide, Y: y}, {X: x, Y: y + high}, {X: x, Y: y - high}} {
		if shows(at) {
			return at, true
		}
	}
	return native.Place{}, false
}
