package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"fyne.io/fyne/v2/driver/desktop"

	"ringback/ui/native"
)

// Place is where the window is on this machine.
type Place struct {
	Width, Height float32 // in units; 0: as designed
	X, Y          int     // in pixels, if Placed
	Placed        bool
	// Split is the status's share of its height and that of the tabs below it; 0: as designed
	Split float32
}

// The size of a window that nobody has resized.
const (
	designedWidth  = 1280
	designedHeight = 800
)

// size returns the size of the window, never below the least.
func (p Place) size() fyne.Size {
	if p.Width <= 0 || p.Height <= 0 {
		return fyne.NewSize(designedWidth, designedHeight)
	}
	return fyne.NewSize(p.Width, p.Height).Max(leastSize())
}

// placePatience bounds how long a closing window waits for the window system.
const placePatience = 300 * time.Millisecond

// placing is what keeps the place of the window.
type placing struct {
	now Place // as it was kept last
	// keep saves it, and may take a while; nil if nobody does
	keep func(Place)
	// where asks the window system, in pixels
	where  func(handle uintptr, bound time.Duration) (native.Place, bool)
	handle uintptr // 0 where the window system doesn't say
}

// handleOf returns the handle of a window whose place the window system tells, or 0.
func handleOf(system any) uintptr {
	switch at := system.(type) {
	case driver.X11WindowContext:
		return at.WindowHandle
	case driver.WindowsWindowContext:
		return at.HWND
	}
	return 0
}

// askForPlace asks for the place where the window was. On Wayland the compositor decides.
func (w *Window) askForPlace() {
	if asked, ok := w.window.(desktop.Window); ok && w.place.now.Placed {
		asked.RequestPosition(w.place.now.X, w.place.now.Y)
	}
}

// look returns the place of the window as it is now. What a maximised window, a minimised one or a
// presentation has isn't a place to come back to.
func (w *Window) look() Place {
	p := w.place.now
	if w.presented != nil || w.minimised || w.window.FullScreen() {
		return p
	}
	size := w.window.Canvas().Size()
	if w.place.handle == 0 {
		p.Width, p.Height = size.Width, size.Height
		return p
	}
	if at, ok := w.place.where(w.place.handle, placePatience); ok && !at.Full {
		p.Width, p.Height = size.Width, size.Height
		p.X, p.Y, p.Placed = at.X, at.Y, true
	}
	return p
}

// keepPlace saves where the window is, before it closes.
func (w *Window) keepPlace() {
	if w.place.keep == nil || !w.open {
		return
	}
	w.place.now = w.look()
	w.place.keep(w.place.now)
}

// share returns the status's share of its height and that of the tabs below it; 0: as designed.
func (w *Window) share() float32 { return w.place.now.Split }

// keepShare changes it. It is saved with the place of the window.
func (w *Window) keepShare(share float32) { w.place.now.Split = share }

// shut closes the window.
func (w *Window) shut() {
	w.keepPlace()
	w.window.Close()
}
