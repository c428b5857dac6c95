package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// backdrop is a rectangle in the colours of the theme.
type backdrop struct {
	widget.BaseWidget
	draw func(look, *canvas.Rectangle)
}

func newBackdrop(draw func(look, *canvas.Rectangle)) *backdrop {
	b := &backdrop{draw: draw}
	b.ExtendBaseWidget(b)
	return b
}

// CreateRenderer is for Fyne.
func (b *backdrop) CreateRenderer() fyne.WidgetRenderer {
	r := &backdropRenderer{backdrop: b, rectangle: unseen()}
	b.draw(lookOf(b), r.rectangle)
	return r
}

type backdropRenderer struct {
	backdrop  *backdrop
	rectangle *canvas.Rectangle
}

func (r *backdropRenderer) MinSize() fyne.Size { return fyne.Size{} }

func (r *backdropRenderer) Layout(size fyne.Size) { place(r.rectangle, 0, 0, size.Width, size.Height) }

func (r *backdropRenderer) Refresh() {
	r.backdrop.draw(lookOf(r.backdrop), r.rectangle)
	r.rectangle.Refresh()
	repaint(r.backdrop)
}

func (r *backdropRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.rectangle} }

func (r *backdropRenderer) Destroy() {}
