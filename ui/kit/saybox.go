package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// sayEdge is the width of the line at the left, sayPadding the space next to the words, and
// sayCorner the radius at the right, in dp.
const (
	sayEdge    = 4
	sayPadding = 16
	sayCorner  = 8
)

// SayBox shows what the operator should say on the phone: a caption, the words with the check code
// enlarged, and below, in a soft colour, what to say in addition. It can't have the focus.
type SayBox struct {
	widget.BaseWidget
	caption, text, code, more string
}

// NewSayBox returns an empty box.
func NewSayBox() *SayBox {
	s := &SayBox{}
	s.ExtendBaseWidget(s)
	return s
}

// Set changes the caption and the words. The code is enlarged in the words; it may be empty.
func (s *SayBox) Set(caption, text, code string) {
	if s.caption != caption || s.text != text || s.code != code {
		s.caption, s.text, s.code = caption, text, code
		s.Refresh()
	}
}

// SetMore sets what to say in addition, below the words; empty for nothing.
func (s *SayBox) SetMore(text string) {
	if s.more != text {
		s.more = text
		s.Refresh()
	}
}

// CreateRenderer is for Fyne.
func (s *SayBox) CreateRenderer() fyne.WidgetRenderer {
	r := &sayRenderer{say: s, ground: unseen(), right: unseen(), edge: unseen()}
	r.draw(s.Size())
	return r
}

type sayRenderer struct {
	say    *SayBox
	ground *canvas.Rectangle
	edge   *canvas.Rectangle
	right  *canvas.Rectangle // it has the round corners
	texts  []fyne.CanvasObject
	drawn  fyne.Size // the size it was drawn for
}

// runs returns the words with the code in them.
func (r *sayRenderer) runs(l look) []run {
	words := run{text: r.say.text, size: l.size(SizeSay), color: ColorInk}
	before, after, found := strings.Cut(r.say.text, r.say.code)
	if r.say.code == "" || !found {
		return []run{words}
	}
	code := run{text: r.say.code, size: l.size(SizeCode), color: ColorInk, style: fyne.TextStyle{Bold: true}}
	code.spacing = code.size * 0.1
	words.text = before
	rest := words
	rest.text = after
	return []run{words, code, rest}
}

// paragraphs returns the caption, the words and what to say in addition, broken to a width.
func (r *sayRenderer) paragraphs(l look, width float32) []paragraph {
	var all []paragraph
	if r.say.caption != "" {
		all = append(all, flow(width, run{text: r.say.caption, size: l.size(SizeSmall), color: ColorSoft}))
	}
	all = append(all, flow(width, r.runs(l)...))
	if r.say.more != "" {
		all = append(all, flow(width, run{text: r.say.more, size: l.size(SizeText), color: ColorSoft}))
	}
	return all
}

func (r *sayRenderer) MinSize() fyne.Size {
	l := lookOf(r.say)
	width := l.dp(240)
	if given := r.say.Size().Width; given > 0 {
		width = given
	}
	height := l.dp(24) - l.dp(4)
	for _, p := range r.paragraphs(l, r.textWidth(l, width)) {
		height += p.height + l.dp(4)
	}
	return fyne.NewSize(l.dp(200), height)
}

// textWidth returns the width left for the text.
func (r *sayRenderer) textWidth(l look, width float32) float32 {
	return max(width-l.dp(sayEdge+2*sayPadding), 1)
}

// Layout draws again only if the size has changed: Fyne lays out a widget whenever it finds new
// objects in it, and drawing creates some.
func (r *sayRenderer) Layout(size fyne.Size) {
	if size != r.drawn {
		r.draw(size)
	}
}

func (r *sayRenderer) draw(size fyne.Size) {
	r.drawn = size
	l := lookOf(r.say)
	l.fill(r.ground, ColorField, 0)
	l.fill(r.right, ColorField, 0)
	corner := l.dp(sayCorner)
	r.right.TopRightCornerRadius, r.right.BottomRightCornerRadius = corner, corner
	l.fill(r.edge, ColorAccent, 0)
	place(r.ground, 0, 0, max(size.Width-corner, 0), size.Height)
	place(r.right, size.Width-corner-slabSeam, 0, corner+slabSeam, size.Height)
	place(r.edge, 0, 0, l.dp(sayEdge), size.Height)
	r.texts = nil
	y := l.dp(12)
	for _, p := range r.paragraphs(l, r.textWidth(l, size.Width)) {
		texts := p.draw(l)
		shift(texts, l.dp(sayEdge+sayPadding), y)
		r.texts = append(r.texts, texts...)
		y += p.height + l.dp(4)
	}
}

func (r *sayRenderer) Refresh() {
	r.draw(r.say.Size())
	repaint(r.say)
}

func (r *sayRenderer) Objects() []fyne.CanvasObject {
	return append([]fyne.CanvasObject{r.right, r.ground, r.edge}, r.texts...)
}

func (r *sayRenderer) Destroy() {}
