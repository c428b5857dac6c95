package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// marked is the content of a line with a mark before it: a fold or a check box.
type marked struct {
	symbol      string // of the assets; empty for none
	symbolColor fyne.ThemeColorName
	edge        float32 // of the symbol's place, in dp
	box         bool    // a border around the symbol; without it the symbol is flush
	label       string
	color       fyne.ThemeColorName
	focused     bool
}

// markedWidget is a widget that is drawn this way.
type markedWidget interface {
	fyne.Widget
	Theme() fyne.Theme
}

func newMarkedRenderer(w markedWidget, state func() marked) fyne.WidgetRenderer {
	r := &markedRenderer{widget: w, state: state, box: newPlate(w), ring: unseen(), symbol: NewSymbol("", 14, ColorInk)}
	r.draw(w.Size())
	return r
}

type markedRenderer struct {
	widget markedWidget
	state  func() marked
	box    *plate
	ring   *canvas.Rectangle
	symbol *Symbol
	texts  []fyne.CanvasObject
	drawn  fyne.Size // the size it was drawn for
}

func (r *markedRenderer) run(l look, m marked) run {
	return run{text: m.label, size: l.size(SizeText), color: m.color}
}

// indent returns where the label begins.
func (r *markedRenderer) indent(l look, m marked) float32 {
	if m.box {
		return l.dp(m.edge + 8)
	}
	return l.dp(m.edge)
}

func (r *markedRenderer) MinSize() fyne.Size {
	l, m := lookOf(r.widget), r.state()
	label := r.run(l, m)
	width := float32(0)
	if given := r.widget.Size().Width; given > 0 {
		width = max(given-r.indent(l, m), 1)
	}
	return fyne.NewSize(min(longestWord(label), l.dp(120))+r.indent(l, m), max(flow(width, label).height, l.dp(20))+l.dp(8))
}

// Layout draws again only if the size has changed: Fyne lays out a widget whenever it finds new
// objects in it, and drawing creates some.
func (r *markedRenderer) Layout(size fyne.Size) {
	if size != r.drawn {
		r.draw(size)
	}
}

func (r *markedRenderer) draw(size fyne.Size) {
	r.drawn = size
	l, m := lookOf(r.widget), r.state()
	label := flow(max(size.Width-r.indent(l, m), 1), r.run(l, m))
	r.texts = label.draw(l)
	shift(r.texts, r.indent(l, m), l.dp(4))
	line := measure(r.run(l, m), "x").size.Height
	edge := l.dp(m.edge)
	y := l.dp(4.5) + (line-edge)/2
	x := float32(0)
	if !m.box {
		x = -l.dp(4) // the drawing is centred in its place
	}
	r.box.Hidden = !m.box
	if m.box {
		l.plate(r.box, ColorField, ColorFieldBorder, l.hair(), 4)
		place(r.box.Raster, 0, y, edge, edge)
	}
	r.symbol.Set(m.symbol, m.symbolColor)
	r.symbol.Hidden = m.symbol == ""
	place(r.symbol, x, y, edge, edge)
	// The ring extends a little: the line has no padding of its own and is flush with what is above
	// it.
	l.drawRing(r.ring, m.focused, false, fyne.NewSize(min(r.indent(l, m)+label.width, size.Width)+l.dp(12), size.Height))
	r.ring.Move(fyne.NewPos(-l.dp(6), 0))
}

func (r *markedRenderer) Refresh() {
	r.draw(r.widget.Size())
	repaint(r.widget)
}

func (r *markedRenderer) Objects() []fyne.CanvasObject {
	return append([]fyne.CanvasObject{r.box.Raster, r.symbol, r.ring}, r.texts...)
}

func (r *markedRenderer) Destroy() {}
