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

// presence lies under all widgets and notices mouse movements. Key presses and clicks notify the
// desk on their own.
type presence struct {
	widget.BaseWidget
	moved func()
}

var _ desktop.Hoverable = (*presence)(nil)

func newPresence(moved func()) *presence {
	p := &presence{moved: moved}
	p.ExtendBaseWidget(p)
	return p
}

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
