package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Sizes of an open list or menu, in dp.
const (
	unfoldedMargin  = 8 // least, to the edges of the window
	unfoldedPadding = 6 // around what it holds
)

// unfolded is an open list or an open menu. It covers the whole window, and shows what it holds
// somewhere there, on a ground of its own.
type unfolded interface {
	fyne.Widget
	Theme() fyne.Theme
	// narrow limits the width of what it holds.
	narrow(most float32)
	// place returns where the ground is in a window, and how large: at most as large as wanted, or
	// as wide as what it belongs to.
	place(l look, window, wants fyne.Size) (fyne.Position, fyne.Size)
}

// PlaceUnfolded puts an open list or menu where the object that it belongs to is now: Fyne lays out
// what lies over the window before the window itself, so that it was placed where the object was
// in the size before.
func PlaceUnfolded(on fyne.Canvas) {
	for _, over := range on.Overlays().List() {
		if open, is := over.(unfolded); is {
			open.Refresh()
		}
	}
}

// unfoldedRenderer draws the ground and what lies on it, which scrolls in a lower window.
type unfoldedRenderer struct {
	of     unfolded
	ground *plate
	scroll *container.Scroll
}

func newUnfoldedRenderer(of unfolded, scroll *container.Scroll) *unfoldedRenderer {
	r := &unfoldedRenderer{of: of, ground: newPlate(of), scroll: scroll}
	r.draw()
	return r
}

func (r *unfoldedRenderer) MinSize() fyne.Size { return fyne.Size{} }

func (r *unfoldedRenderer) Layout(window fyne.Size) {
	l := lookOf(r.of)
	edges, padding := 2*l.dp(unfoldedMargin), l.dp(unfoldedPadding)
	r.of.narrow(window.Width - edges - 2*padding)
	at, size := r.of.place(l, window, r.scroll.Content.MinSize().AddWidthHeight(2*padding, 2*padding))
	place(r.ground.Raster, at.X, at.Y, size.Width, size.Height)
	place(r.scroll, at.X+padding, at.Y+padding, size.Width-2*padding, size.Height-2*padding)
}

func (r *unfoldedRenderer) draw() {
	l := lookOf(r.of)
	l.plate(r.ground, ColorCard, ColorFieldBorder, l.hair(), 8)
}

func (r *unfoldedRenderer) Refresh() {
	r.draw()
	r.Layout(r.of.Size())
	r.scroll.Refresh()
	repaint(r.of)
}

func (r *unfoldedRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground.Raster, r.scroll}
}

func (r *unfoldedRenderer) Destroy() {}
