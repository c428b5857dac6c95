package ui

import (
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"ringback/ui/native"
)

// Place is where the window is on this machine.
type Place struct {
	Width, Height float32 // in units; 0: as designed
	X, Y          int     // in pixels, if Placed
	Placed        bool
	Maximised     bool // what is above is what it has when it no longer is
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
	now Place // as it was seen last
	// save saves it, and may take a while; nil if nobody does
	save func(Place)
	// seen is what is to be saved; nil if nothing is
	seen atomic.Pointer[Place]
	// saving is locked by whoever saves
	saving sync.Mutex
}

// askForPlace asks for the place where the window was. On Wayland the compositor decides.
func (w *Window) askForPlace() {
	if asked, ok := w.window.(desktop.Window); ok && w.place.now.Placed {
		asked.RequestPosition(w.place.now.X, w.place.now.Y)
	}
}

// askToBeMaximised asks for the size of a window that was maximised. What it was before, it has
// when it no longer is.
func (w *Window) askToBeMaximised() {
	if w.place.now.Maximised {
		maximise := w.beyond.maximise
		w.askSystem(func(window uintptr) { _ = maximise(window, desktopPatience) })
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
	if w.beyond.handle == 0 {
		p.Width, p.Height = size.Width, size.Height
		return p
	}
	at, ok := w.beyond.where(w.beyond.handle, placePatience)
	if !ok {
		return p
	}
	p.Maximised = at.Maximised
	if !at.Full {
		p.Width, p.Height = size.Width, size.Height
		p.X, p.Y, p.Placed = at.X, at.Y, true
	}
	return p
}

// notePlace notes where the window is, while it is there.
func (w *Window) notePlace() {
	if w.open && !w.gone.Load() {
		w.place.now = w.look()
		w.place.seen.Store(new(w.place.now))
	}
}

// setPlace notes where the window was last, and how large.
func (w *Window) setPlace(size fyne.Size, at native.Place) {
	p := &w.place.now
	p.Width, p.Height, p.X, p.Y, p.Placed, p.Maximised = size.Width, size.Height, at.X, at.Y, true, at.Maximised
	w.place.seen.Store(new(*p))
}

// share returns the status's share of its height and that of the tabs below it; 0: as designed.
func (w *Window) share() float32 { return w.place.now.Split }

// keepShare changes it. It is saved with the place of the window.
func (w *Window) keepShare(share float32) { w.place.now.Split = share }

// KeepPlace saves where the window was seen last. It may be called from any goroutine.
func (w *Window) KeepPlace() {
	w.place.saving.Lock()
	defer w.place.saving.Unlock()
	if seen := w.place.seen.Load(); seen != nil && w.place.save != nil {
		w.place.save(*seen)
	}
}
