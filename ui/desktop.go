package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2/driver"
	"fyne.io/fyne/v2/driver/desktop"

	"ringback/ui/native"
)

// beyond is what the window asks of the window system because the toolkit doesn't know it, and the
// toolkit's part of the same. Tests put their own functions in place of these.
type beyond struct {
	handle uintptr // of the window; 0 where the window system isn't asked: on Wayland and macOS
	// last is closed when the window system has been asked what it was asked for last; nil at first
	last <-chan struct{}

	// where is the window, in pixels
	where func(window uintptr, bound time.Duration) (native.Place, bool)
	// the rest waits for the window system, so it isn't for Fyne's goroutine
	urgent   func(window uintptr, urgent bool, bound time.Duration) error
	maximise func(window uintptr, bound time.Duration) error
	endAbove func(window uintptr, bound time.Duration) error
	// … as do these, for what plays sounds
	canPlay func() bool
	play    func(ctx context.Context, wav []byte) error
	// keepAbove is for Fyne's goroutine; nil where the toolkit can't
	keepAbove func()
}

// desktopPatience bounds how long the window system is waited for where nobody waits.
const desktopPatience = 5 * time.Second

// newBeyond returns what there is to ask about a window.
func newBeyond(window any) beyond {
	b := beyond{
		where: native.PlaceOf, urgent: native.SetUrgent, maximise: native.Maximise, endAbove: native.EndAbove,
		canPlay: native.CanPlay, play: native.Play,
	}
	if asked, ok := window.(desktop.Window); ok {
		b.keepAbove = asked.RequestAlwaysOnTop
	}
	return b
}

// handleOf returns the handle of a window of a window system that can be asked, or 0.
func handleOf(system any) uintptr {
	switch at := system.(type) {
	case driver.X11WindowContext:
		return at.WindowHandle
	case driver.WindowsWindowContext:
		return at.HWND
	}
	return 0
}

// askSystem asks the window system in the background, one thing after the other. Where it can't be
// asked nothing happens.
func (w *Window) askSystem(ask func(window uintptr)) {
	window, before, done := w.beyond.handle, w.beyond.last, make(chan struct{})
	if window == 0 {
		return
	}
	w.beyond.last = done
	w.inBackground(func() {
		defer close(done)
		if before != nil {
			<-before
		}
		ask(window)
	})
}

// setUrgent marks the window as urgent in the task bar, or takes the mark away. Window systems do
// that by themselves as the window comes to the front, except for the mark that older window
// managers know.
func (w *Window) setUrgent(urgent bool) {
	if w.urgent == urgent {
		return
	}
	w.urgent = urgent
	set := w.beyond.urgent
	w.askSystem(func(window uintptr) { _ = set(window, urgent, desktopPatience) })
}

// canBeAbove reports whether the window can be kept above all others, and no longer.
func (w *Window) canBeAbove() bool { return w.beyond.keepAbove != nil && w.beyond.handle != 0 }

// toggleAbove keeps the window above all others, or no longer. The next window starts without.
func (w *Window) toggleAbove() {
	w.above = !w.above
	if w.above {
		w.keptAbove = true
		w.beyond.keepAbove()
		return
	}
	w.endAbove()
}

// endAbove lets others cover the window again. What fails leaves it as it was.
func (w *Window) endAbove() {
	end := w.beyond.endAbove
	w.askSystem(func(window uintptr) {
		if end(window, desktopPatience) != nil {
			w.do(func() { w.above = true })
		}
	})
}

// backFromFullScreen lets others cover the window again if they may: the toolkit, which doesn't
// know that, has just put it above them.
func (w *Window) backFromFullScreen() {
	if w.keptAbove && !w.above {
		w.endAbove()
	}
}
