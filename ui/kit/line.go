package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Line is a thin dividing line as long as its place. It can't have the focus.
type Line struct{ widget.BaseWidget }

// NewLine returns a line. Its size decides whether it is horizontal or vertical.
func NewLine() *Line {
	l := &Line{}
	l.ExtendBaseWidget(l)
	return l
}

// CreateRenderer is for Fyne.
func (l *Line) CreateRenderer() fyne.WidgetRenderer {
	r := &lineRenderer{line: l, rectangle: unseen()}
	r.Refresh()
	return r
}

type lineRenderer struct {
	line      *Line
	rectangle *canvas.Rectangle
}

func (r *lineRenderer) MinSize() fyne.Size    { return fyne.NewSquareSize(lookOf(r.line).hair()) }
func (r *lineRenderer) Layout(size fyne.Size) { r.rectangle.Resize(size) }
func (r *lineRenderer) Refresh()              { lookOf(r.line).fill(r.rectangle, ColorLine, 0) }
func (r *lineRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.rectangle}
}
func (r *lineRenderer) Destroy() {}
