package ui

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// touchEvery is how often the desk is told that somebody is there, at most.
const touchEvery = 5 * time.Second

// toucher is told that somebody is there.
type toucher interface {
	Touch()
}

// touch tells the desk that somebody is there: personal data stays while it is looked at.
func (w *Window) touch() {
	if now := time.Now(); now.Sub(w.touched) >= touchEvery {
		w.touched = now
		w.desk.Touch()
	}
}

// presence lies under everything and notices the mouse. What is pressed tells the desk by itself.
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

// MouseIn notices the mouse.
func (p *presence) MouseIn(*desktop.MouseEvent) { p.moved() }

// MouseMoved notices the mouse.
func (p *presence) MouseMoved(*desktop.MouseEvent) { p.moved() }

// MouseOut is for Fyne.
func (p *presence) MouseOut() {}

// CreateRenderer is for Fyne: there is nothing to see.
func (p *presence) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(color.Transparent))
}
