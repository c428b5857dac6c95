package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Ground lies under the widgets of a window or a dialog. It notices mouse movements, and the clicks
// that no widget takes. It leaves the focus where it is: Fyne takes it away at such a click, at its
// beginning and at its end, and what is typed next would go nowhere.
type Ground struct {
	widget.BaseWidget
	canvas fyne.Canvas
	do     func(func())
	moved  func()
}

var (
	_ desktop.Hoverable = (*Ground)(nil)
	_ desktop.Mouseable = (*Ground)(nil)
)

// NewGround returns a ground. do runs a function on Fyne's goroutine, later. moved is called when
// the mouse moves over it, and may be nil.
func NewGround(c fyne.Canvas, do func(func()), moved func()) *Ground {
	g := &Ground{canvas: c, do: do, moved: moved}
	g.ExtendBaseWidget(g)
	return g
}

// MouseIn reports mouse activity.
func (g *Ground) MouseIn(ev *desktop.MouseEvent) { g.MouseMoved(ev) }

// MouseMoved reports mouse activity.
func (g *Ground) MouseMoved(*desktop.MouseEvent) {
	if g.moved != nil {
		g.moved()
	}
}

// MouseOut is for Fyne.
func (g *Ground) MouseOut() {}

// MouseDown gives the focus back after the beginning of a click.
func (g *Ground) MouseDown(*desktop.MouseEvent) { g.keepFocus() }

// MouseUp gives the focus back after the end of a click.
func (g *Ground) MouseUp(*desktop.MouseEvent) { g.keepFocus() }

func (g *Ground) keepFocus() {
	focused, top := g.canvas.Focused(), g.canvas.Overlays().Top()
	if focused == nil {
		return
	}
	g.do(func() {
		if g.canvas.Focused() == nil && g.canvas.Overlays().Top() == top {
			g.canvas.Focus(focused)
		}
	})
}

// CreateRenderer returns an invisible renderer.
func (g *Ground) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(color.Transparent))
}
