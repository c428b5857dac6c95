package ui

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// touchEvery is the least time between two calls of [toucher.Touch].
const touchEvery = 5 * time.Second

// toucher is notified when the user is active.
type toucher interface {
	Touch()
}

// touch notifies the desk that the user is active, so that personal data isn't cleared while it is
// being read.
func (w *Window) touch() {
	if now := time.Now(); now.Sub(w.touched) >= touchEvery {
		w.touched = now
		w.desk.Touch()
	}
}

// presence lies under all widgets. It notices mouse movements, and clicks that no widget takes. Key
// presses and other clicks notify the desk on their own.
type presence struct {
	widget.BaseWidget
	moved   func()
	clicked func() // before Fyne takes the focus away
}

var (
	_ desktop.Hoverable = (*presence)(nil)
	_ desktop.Mouseable = (*presence)(nil)
)

func newPresence(w *Window) *presence {
	p := &presence{moved: w.touch, clicked: w.keepFocus}
	p.ExtendBaseWidget(p)
	return p
}

// keepFocus leaves the focus where it is: Fyne takes it away at every click on empty space, and
// what is typed next would go nowhere.
func (w *Window) keepFocus() {
	focused := w.window.Canvas().Focused()
	if focused == nil {
		return
	}
	w.do(func() {
		if c := w.window.Canvas(); !w.gone.Load() && c.Focused() == nil && c.Overlays().Top() == nil {
			c.Focus(focused)
		}
	})
}

// MouseDown notices a click on empty space.
func (p *presence) MouseDown(*desktop.MouseEvent) { p.clicked() }

// MouseUp notices its end, at which Fyne takes the focus away once more.
func (p *presence) MouseUp(*desktop.MouseEvent) { p.clicked() }

// MouseIn reports mouse activity.
func (p *presence) MouseIn(*desktop.MouseEvent) { p.moved() }

// MouseMoved reports mouse activity.
func (p *presence) MouseMoved(*desktop.MouseEvent) { p.moved() }

// MouseOut is for Fyne.
func (p *presence) MouseOut() {}

// CreateRenderer returns an invisible renderer.
func (p *presence) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(color.Transparent))
}
