package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Segmented chooses one of a few options that are all visible. The arrow keys move between them.
type Segmented struct {
	choice
	small bool
}

var (
	_ fyne.Focusable = (*Segmented)(nil)
	_ fyne.Tappable  = (*Segmented)(nil)
)

// NewSegmented returns a segmented choice. choose is called when the user chooses another option,
// and not for SetSelected.
func NewSegmented(keys *Keys, options []Option, selected string, choose func(value string)) *Segmented {
	s := &Segmented{choice: newChoice(keys, options, selected, choose)}
	s.ExtendBaseWidget(s)
	return s
}

// NewSmallSegmented returns a lower one, for a choice between two ways of showing the same thing.
func NewSmallSegmented(keys *Keys, options []Option, selected string, choose func(value string)) *Segmented {
	s := NewSegmented(keys, options, selected, choose)
	s.small = true
	return s
}

// look returns its text size and its least height, in dp.
func (s *Segmented) look() (size fyne.ThemeSizeName, least float32) {
	if s.small {
		return SizeSmall, 30
	}
	return SizeText, 40
}

// Tapped chooses the tapped option.
func (s *Segmented) Tapped(ev *fyne.PointEvent) {
	if s.Disabled() || len(s.options) == 0 {
		return
	}
	takeFocus(s)
	s.takeAt(s.under(ev.Position.X))
}

// under returns the option at a distance from the left.
func (s *Segmented) under(x float32) int {
	l := lookOf(s)
	widths := s.segments(l, s.Size().Width)
	x -= l.dp(3)
	for i, width := range widths {
		if x -= width; x < 0 {
			return i
		}
	}
	return len(widths) - 1
}

// TypedKey asks the key table first; Left and Right choose, and others scroll.
func (s *Segmented) TypedKey(ev *fyne.KeyEvent) {
	if s.keys.TypedKey(ev) {
		return
	}
	by := 0
	switch ev.Name {
	case fyne.KeyLeft, fyne.KeyUp:
		by = -1
	case fyne.KeyRight, fyne.KeyDown:
		by = 1
	default:
		s.keys.turn(ev)
		return
	}
	if !s.Disabled() {
		s.takeAt(s.at() + by)
	}
}

// CreateRenderer is for Fyne.
func (s *Segmented) CreateRenderer() fyne.WidgetRenderer {
	r := &segmentedRenderer{choice: s, ground: newBacking(s), thumb: newBacking(s), ring: unseen()}
	r.draw(s.Size())
	return r
}

type segmentedRenderer struct {
	choice        *Segmented
	ground, thumb backing
	ring          *canvas.Rectangle
	texts         []fyne.CanvasObject
	drawn         fyne.Size // the size it was drawn for
}

func (r *segmentedRenderer) run(l look, o Option) run {
	label := r.choice.label(l, o)
	label.style.Bold = false
	if o.Value == r.choice.selected {
		label.style.Bold = true
		if !r.choice.Disabled() {
			label.color = ColorInk
		}
	}
	return label
}

// label returns an option's label as it is measured: bold, so that a choice changes neither height
// nor width.
func (s *Segmented) label(l look, o Option) run {
	size, _ := s.look()
	return run{text: o.Label, size: l.size(size), color: ColorSoft, style: fyne.TextStyle{Bold: true}}
}

// segments returns the widths of the segments; the thumb is smaller by its inset. They are equal if
// each label fits. If one doesn't, but all labels together do, each gets what it needs and an equal
// share of the rest.
func (s *Segmented) segments(l look, width float32) []float32 {
	widths := make([]float32, len(s.options))
	if len(widths) == 0 {
		return widths
	}
	width -= l.dp(6)
	equal := width / float32(len(widths))
	needed, widest := float32(0), float32(0)
	for i, o := range s.options {
		// a little more than draw leaves at both ends
		widths[i] = flow(0, s.label(l, o)).width + l.dp(10)
		needed, widest = needed+widths[i], max(widest, widths[i])
	}
	for i := range widths {
		if widest <= equal || needed > width {
			widths[i] = equal
		} else {
			widths[i] += (width - needed) / float32(len(widths))
		}
	}
	return widths
}

// labelHeight returns the height of the tallest label: labels wrap where there is little room.
func (s *Segmented) labelHeight(l look, width float32) float32 {
	height, widths := float32(0), s.segments(l, width)
	for i, o := range s.options {
		height = max(height, flow(max(widths[i]-l.dp(8), 0), s.label(l, o)).height)
	}
	return height
}

func (r *segmentedRenderer) MinSize() fyne.Size {
	l := lookOf(r.choice)
	_, least := r.choice.look()
	widest := float32(0)
	for _, o := range r.choice.options {
		widest = max(widest, longestWord(r.choice.label(l, o)))
	}
	width := (widest+l.dp(12))*float32(len(r.choice.options)) + l.dp(6)
	given := r.choice.Size().Width
	if given == 0 {
		return fyne.NewSize(width, l.dp(least))
	}
	return fyne.NewSize(width, max(r.choice.labelHeight(l, given)+l.dp(least-22), l.dp(least)))
}

// Layout draws again only if the size has changed: Fyne lays out a widget whenever it finds new
// objects in it, and drawing creates some.
func (r *segmentedRenderer) Layout(size fyne.Size) {
	if size != r.drawn {
		r.draw(size)
	}
}

func (r *segmentedRenderer) draw(size fyne.Size) {
	r.drawn = size
	l := lookOf(r.choice)
	r.ground.draw(l, ColorField, 8)
	r.thumb.draw(l, ColorCard, 6)
	r.ground.place(0, 0, size.Width, size.Height)
	l.drawRing(r.ring, r.choice.focused, false, size)
	inset := l.dp(3)
	selected := r.choice.at()
	if selected < 0 {
		r.thumb.hide()
	}
	r.texts = nil
	x := inset
	for i, width := range r.choice.segments(l, size.Width) {
		if i == selected {
			r.thumb.place(x, inset, width, max(size.Height-2*inset, 0))
		}
		label := flow(max(width-l.dp(8), 0), r.run(l, r.choice.options[i]))
		texts := label.draw(l)
		centreLines(texts, width)
		shift(texts, x, (size.Height-label.height)/2)
		r.texts = append(r.texts, texts...)
		x += width
	}
}

func (r *segmentedRenderer) Refresh() {
	r.draw(r.choice.Size())
	repaint(r.choice)
}

func (r *segmentedRenderer) Objects() []fyne.CanvasObject {
	return slices.Concat(r.ground.objects(), r.thumb.objects(), []fyne.CanvasObject{r.ring}, r.texts)
}

func (r *segmentedRenderer) Destroy() {}
