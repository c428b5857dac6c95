package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// menuLines are the items of an open menu, one below the other.
type menuLines struct {
	widget.BaseWidget
	menu *menu
	most float32 // the greatest width; longer labels are cut
}

var (
	_ fyne.Tappable     = (*menuLines)(nil)
	_ desktop.Hoverable = (*menuLines)(nil)
)

func newMenuLines(m *menu) *menuLines {
	s := &menuLines{menu: m}
	s.ExtendBaseWidget(s)
	return s
}

// menuSeparator is the height of a separator, in dp.
const menuSeparator = 13

// span returns the vertical extent of an item.
func (s *menuLines) span(index int) (from, to float32) {
	l := lookOf(s)
	for _, item := range s.menu.items[:index+1] {
		from = to
		if item.Label == "" {
			to += l.dp(menuSeparator)
		} else {
			to += l.dp(groupLine)
		}
	}
	return from, to
}

// at returns the item at a height, or -1.
func (s *menuLines) at(y float32) int {
	for i, item := range s.menu.items {
		if from, to := s.span(i); item.Label != "" && y >= from && y < to {
			return i
		}
	}
	return -1
}

// Tapped chooses an item. A separator isn't one.
func (s *menuLines) Tapped(ev *fyne.PointEvent) {
	if at := s.at(ev.Position.Y); at >= 0 {
		s.menu.choose(at)
	}
}

// MouseIn marks the item under the pointer.
func (s *menuLines) MouseIn(ev *desktop.MouseEvent) { s.MouseMoved(ev) }

// MouseMoved marks the item under the pointer.
func (s *menuLines) MouseMoved(ev *desktop.MouseEvent) { s.menu.mark(s.at(ev.Position.Y)) }

// MouseOut marks none.
func (s *menuLines) MouseOut() { s.menu.mark(-1) }

// CreateRenderer is for Fyne.
func (s *menuLines) CreateRenderer() fyne.WidgetRenderer {
	r := &menuLinesRenderer{lines: s, mark: unseen(), edge: 12}
	r.objects = []fyne.CanvasObject{r.mark}
	if slices.ContainsFunc(s.menu.items, func(i MenuItem) bool { return i.Checked }) {
		r.edge = 8 + groupMark
	}
	for _, item := range s.menu.items {
		line := menuLine{}
		switch {
		case item.Label == "":
			line.separator = unseen()
			r.objects = append(r.objects, line.separator)
		case item.Disabled:
			line.label = NewText(item.Label, Style{Fit: Cut, Color: ColorSoft})
		default:
			line.label = NewText(item.Label, Style{Fit: Cut})
		}
		if line.label != nil {
			r.objects = append(r.objects, line.label)
		}
		if item.Checked {
			line.tick = NewSymbol("check", 16, ColorInk)
			r.objects = append(r.objects, line.tick)
		}
		r.drawn = append(r.drawn, line)
	}
	r.draw()
	return r
}

// menuLine is what is drawn of an item: a separator, or a label and perhaps a tick.
type menuLine struct {
	separator *canvas.Rectangle
	label     *Text
	tick      *Symbol
}

type menuLinesRenderer struct {
	lines   *menuLines
	mark    *canvas.Rectangle
	drawn   []menuLine
	edge    float32 // where the labels begin, in dp
	objects []fyne.CanvasObject
}

func (r *menuLinesRenderer) MinSize() fyne.Size {
	l := lookOf(r.lines)
	widest := float32(0)
	for _, line := range r.drawn {
		if line.label != nil {
			widest = max(widest, line.label.run(l).width())
		}
	}
	_, height := r.lines.span(len(r.drawn) - 1)
	return fyne.NewSize(min(widest+l.dp(r.edge+12), r.lines.most), height)
}

func (r *menuLinesRenderer) Layout(size fyne.Size) {
	l := lookOf(r.lines)
	left := l.dp(r.edge)
	for i, line := range r.drawn {
		from, to := r.lines.span(i)
		if line.separator != nil {
			place(line.separator, 0, from+(to-from-l.hair())/2, size.Width, l.hair())
			continue
		}
		height := line.label.MinSize().Height
		place(line.label, left, from+(to-from-height)/2, size.Width-left-l.dp(12), height)
		if line.tick != nil {
			place(line.tick, l.dp(8), from+(to-from-l.dp(16))/2, l.dp(16), l.dp(16))
		}
	}
	if r.mark.Hidden = r.lines.menu.now < 0 || r.lines.menu.now >= len(r.drawn); !r.mark.Hidden {
		from, to := r.lines.span(r.lines.menu.now)
		place(r.mark, 0, from, size.Width, to-from)
	}
}

func (r *menuLinesRenderer) draw() {
	l := lookOf(r.lines)
	l.fill(r.mark, ColorAccentPale, 6)
	for _, line := range r.drawn {
		if line.separator != nil {
			l.fill(line.separator, ColorLine, 0)
		}
	}
}

func (r *menuLinesRenderer) Refresh() {
	r.draw()
	r.Layout(r.lines.Size())
	repaint(r.lines)
}

func (r *menuLinesRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *menuLinesRenderer) Destroy() {}
