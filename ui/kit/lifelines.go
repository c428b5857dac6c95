package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// lifelineHeads shows the names above a [Sequence]. It can't have the focus.
type lifelineHeads struct {
	widget.BaseWidget
	sequence *Sequence
}

func newLifelineHeads(s *Sequence) *lifelineHeads {
	h := &lifelineHeads{sequence: s}
	h.ExtendBaseWidget(h)
	return h
}

// CreateRenderer is for Fyne.
func (h *lifelineHeads) CreateRenderer() fyne.WidgetRenderer {
	r := &lifelineHeadsRenderer{heads: h}
	for range h.sequence.lines {
		box, name := newPlate(h), canvas.NewText("", color.Transparent)
		r.boxes, r.names = append(r.boxes, box), append(r.names, name)
		r.objects = append(r.objects, box.Raster, name)
	}
	r.draw(h.Size())
	return r
}

type lifelineHeadsRenderer struct {
	heads   *lifelineHeads
	boxes   []*plate
	names   []*canvas.Text
	objects []fyne.CanvasObject
	drawn   fyne.Size // the size it was drawn for
}

func (r *lifelineHeadsRenderer) MinSize() fyne.Size {
	l := lookOf(r.heads)
	return fyne.NewSize(l.dp(300), measure(run{size: l.size(SizeSmall)}, "x").size.Height+l.dp(8))
}

// Layout draws again only if the size has changed.
func (r *lifelineHeadsRenderer) Layout(size fyne.Size) {
	if size != r.drawn {
		r.draw(size)
	}
}

func (r *lifelineHeadsRenderer) draw(size fyne.Size) {
	r.drawn = size
	s, l := r.heads.sequence, lookOf(r.heads)
	width := s.headWidth(l, size.Width)
	for i, line := range s.lines {
		x := s.lifelineAt(l, i, size.Width)
		name := run{text: line.Label, size: l.size(SizeSmall), color: ColorInk, style: fyne.TextStyle{Bold: true}}
		if line.Unseen {
			name.color = ColorSoft
			l.plate(r.boxes[i], "", ColorFieldBorder, l.hair(), 6)
		} else {
			l.plate(r.boxes[i], ColorField, "", 0, 6)
		}
		place(r.boxes[i].Raster, x-width/2, 0, width, size.Height)
		name.text = cut(name, width-l.dp(8))
		write(l, r.names[i], name)
		least := r.names[i].MinSize()
		place(r.names[i], x-least.Width/2, (size.Height-least.Height)/2, least.Width, least.Height)
	}
}

// write sets an existing text to a run.
func write(l look, text *canvas.Text, r run) {
	ink := l.color(r.color)
	style, source := fontOf(r.text, r.style)
	if text.Text == r.text && text.Color == ink && text.TextSize == r.size && text.TextStyle == style {
		return
	}
	text.Text, text.Color, text.TextSize, text.TextStyle, text.FontSource = r.text, ink, r.size, style, source
	text.Refresh()
}

func (r *lifelineHeadsRenderer) Refresh() {
	r.draw(r.heads.Size())
	repaint(r.heads)
}

func (r *lifelineHeadsRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *lifelineHeadsRenderer) Destroy()                     {}
