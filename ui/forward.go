package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"

	"ringback/ui/native"
)

// forwardEvery is the shortest time between two requests to come to the front.
const forwardEvery = time.Second

// ComeForward brings the window to the front, because another start has handed something to it. It
// does so once a second at most: a flood of links must not fight with the operator for the focus.
func (w *Window) ComeForward() {
	if w.gone.Load() || !w.forwarded.IsZero() && time.Since(w.forwarded) < forwardEvery {
		return
	}
	w.forwarded = time.Now()
	on, ok := w.window.(driver.NativeWindow)
	if !ok {
		w.window.RequestFocus()
		return
	}
	on.RunNative(w.comeForward)
}

// comeForward does so in a window system.
func (w *Window) comeForward(system any) {
	switch at := system.(type) {
	case driver.X11WindowContext:
		w.toFront(at.WindowHandle)
	case driver.WindowsWindowContext:
		w.toFront(at.HWND)
	case driver.WaylandWindowContext: // no program may raise a window there
		if w.behind {
			w.app.SendNotification(fyne.NewNotification(w.words.get("notification.heading"), w.words.get("notification.handed_over")))
		}
	default:
		w.window.RequestFocus()
	}
}

// toFront asks the window system, and the toolkit if that fails.
func (w *Window) toFront(window uintptr) {
	w.inBackground(func() { // it ends when the system has answered
		if native.ToFront(window) != nil {
			w.do(func() {
				if !w.gone.Load() {
					w.window.RequestFocus()
				}
			})
		}
	})
}
