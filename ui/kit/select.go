package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// SelectKind is where a [Select] is used.
type SelectKind int

// The kinds.
const (
	SelectField SelectKind = iota // in a form, with the border of a field
	SelectBar                     // in the bar of the window, without border: the environment
	SelectPlain                   // a soft word with an arrow: the language
)

// Select chooses one of several options from a list. Enter, Space or Down opens it.
type Select struct {
	choice
	kind    SelectKind
	hovered bool
	problem string
}

var (
	_ fyne.Focusable    = (*Select)(nil)
	_ fyne.Tappable     = (*Select)(nil)
	_ desktop.Hoverable = (*Select)(nil)
)

// NewSelect returns a select. choose is called when the user chooses another option, and not for
// [Select.SetSelected].
func NewSelect(keys *Keys, kind SelectKind, options []Option, selected string, choose func(value string)) *Select {
	s := &Select{choice: newChoice(keys, options, selected, choose), kind: kind}
	s.ExtendBaseWidget(s)
	return s
}

// SetProblem marks the select as invalid. [Field] shows the text.
func (s *Select) SetProblem(problem string) {
	if s.problem != problem {
		s.problem = problem
		s.Refresh()
	}
}

// current returns the selected option, or an empty one.
func (s *Select) current() Option {
	if i := s.at(); i >= 0 {
		return s.options[i]
	}
	return Option{}
}

// Tapped opens the menu.
func (s *Select) Tapped(*fyne.PointEvent) {
	if s.Disabled() {
		return
	}
	takeFocus(s)
	s.open()
}

// TypedKey asks the key table first; Enter, Space and Down open the menu, and others scroll.
func (s *Select) TypedKey(ev *fyne.KeyEvent) {
	switch {
	case s.keys.TypedKey(ev):
	case !isPress(ev) && ev.Name != fyne.KeyDown:
		s.keys.turn(ev)
	case !s.Disabled() && s.keys.firstPress(ev):
		s.open()
	}
}

func (s *Select) open() { openChooser(s) }

// pick handles the user's choice. It ignores a choice from a menu that was still open when the form
// was locked.
func (s *Select) pick(value string) {
	if !s.Disabled() {
		s.take(value)
	}
}

// MouseIn highlights the select.
func (s *Select) MouseIn(*desktop.MouseEvent) { s.hovered = true; s.Refresh() }

// MouseMoved does nothing.
func (s *Select) MouseMoved(*desktop.MouseEvent) {}

// MouseOut removes the highlight.
func (s *Select) MouseOut() { s.hovered = false; s.Refresh() }

// CreateRenderer is for Fyne.
func (s *Select) CreateRenderer() fyne.WidgetRenderer {
	r := &selectRenderer{
		choice: s, ground: newPlate(s),
		badge: NewBadge("", ToneNeutral), label: NewText("", Style{Fit: Cut}), arrow: NewSymbol("chevron-down", 16, ColorInk),
	}
	r.draw()
	return r
}

type selectRenderer struct {
	choice *Select
	ground *plate
	badge  *Badge
	label  *Text
	arrow  *Symbol
}

func (r *selectRenderer) padding(l look) float32 {
	if r.choice.kind == SelectPlain {
		return l.dp(10)
	}
	return l.dp(12)
}

// The widest that an option makes a select, in dp: what doesn't fit in its place is cut off, and
// pushes nothing off the screen. The menu has the whole of it.
const (
	mostInField = 160
	mostInBar   = 236 // badge included
)

// MinSize is the size of the widest option, so that a choice doesn't move its neighbours, up to a
// limit.
func (r *selectRenderer) MinSize() fyne.Size {
	l := lookOf(r.choice)
	widest, height := float32(0), l.dp(34)
	if r.choice.kind == SelectField {
		height = l.dp(42)
	}
	for _, o := range r.choice.options {
		width := fyne.MeasureText(o.Label, l.size(SizeText), fyne.TextStyle{}).Width
		if o.Badge != "" {
			width += badgeWidth(l, o.Badge, o.Tone) + l.dp(10)
		}
		widest = max(widest, width)
	}
	switch r.choice.kind {
	case SelectPlain:
		widest = r.label.run(l).width()
	case SelectBar:
		widest = min(widest, l.dp(mostInBar))
	default:
		widest = min(widest, l.dp(mostInField))
	}
	return fyne.NewSize(widest+2*r.padding(l)+l.dp(24), height)
}

func (r *selectRenderer) Layout(size fyne.Size) {
	l := lookOf(r.choice)
	place(r.ground.Raster, 0, 0, size.Width, size.Height)
	x, right := r.padding(l), size.Width-r.padding(l)
	if r.choice.current().Badge != "" {
		least := r.badge.MinSize()
		place(r.badge, x, (size.Height-least.Height)/2, least.Width, least.Height)
		x += least.Width + l.dp(10)
	}
	height := r.label.MinSize().Height
	place(r.arrow, right-l.dp(16), (size.Height-l.dp(16))/2, l.dp(16), l.dp(16))
	place(r.label, x, (size.Height-height)/2, max(right-l.dp(20)-x, 0), height)
}

func (r *selectRenderer) draw() {
	l := lookOf(r.choice)
	current := r.choice.current()
	r.badge.Hidden = current.Badge == ""
	r.badge.Set(current.Badge, current.Tone)
	ink := ColorInk
	if r.choice.kind == SelectPlain || r.choice.Disabled() {
		ink = ColorSoft
	}
	r.label.SetColor(ink)
	r.label.Set(current.Label)
	r.arrow.Set("chevron-down", ink)

	line, width := ColorFieldBorder, l.hair()
	switch {
	case r.choice.focused:
		line, width = ColorAccent, l.dp(ringWidth)
	case r.choice.problem != "":
		line = ColorProblem
	case r.choice.kind == SelectBar && l.edged():
		line = ColorEdge
	case r.choice.kind != SelectField:
		width = 0 // no line
	}
	fill, filled := ColorField, r.choice.kind != SelectPlain || r.choice.hovered && !r.choice.Disabled()
	if !filled {
		fill = ColorCard // it is on the bar
	}
	l.plate(r.ground, fill, line, width, 8)
	r.ground.Hidden = !filled && width == 0
}

func (r *selectRenderer) Refresh() {
	r.draw()
	r.Layout(r.choice.Size())
	repaint(r.choice)
}

func (r *selectRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground.Raster, r.badge, r.label, r.arrow}
}

func (r *selectRenderer) Destroy() {}
