package kit

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
)

// groupList shows options below the headings of their groups. One option is the current one: the
// arrow keys, Home, End, PageUp and PageDown move it, and a letter moves it to the next option that
// begins with it. Headings can't be chosen.
type groupList struct {
	focusable
	options  []Option
	selected string
	current  int     // of options
	most     float32 // the greatest width; longer labels are cut
	choose   func(value string)
	leave    func()
	reveal   func(from, to float32) // scrolls a part into view
}

var (
	_ fyne.Focusable    = (*groupList)(nil)
	_ fyne.Tappable     = (*groupList)(nil)
	_ desktop.Hoverable = (*groupList)(nil)
)

func newGroupList(keys *Keys, options []Option, selected string, choose func(string), leave func(), reveal func(from, to float32)) *groupList {
	g := &groupList{
		focusable: focusable{keys: keys}, options: options, selected: selected, current: max(indexOf(options, selected), 0),
		choose: choose, leave: leave, reveal: reveal,
	}
	g.ExtendBaseWidget(g)
	return g
}

// page is how many options PageUp and PageDown move by.
const page = 8

// TypedKey moves through the options, chooses one or closes the list.
func (g *groupList) TypedKey(ev *fyne.KeyEvent) {
	switch {
	case g.keys.TypedKey(ev):
	case isPress(ev):
		if g.keys.firstPress(ev) {
			g.choose(g.options[g.current].Value)
		}
	case ev.Name == fyne.KeyEscape:
		if g.keys.firstPress(ev) { // held down, it must not act on what is below
			g.leave()
		}
	case ev.Name == fyne.KeyDown:
		g.goTo(g.current + 1)
	case ev.Name == fyne.KeyUp:
		g.goTo(g.current - 1)
	case ev.Name == fyne.KeyPageDown:
		g.goTo(g.current + page)
	case ev.Name == fyne.KeyPageUp:
		g.goTo(g.current - page)
	case ev.Name == fyne.KeyHome:
		g.goTo(0)
	case ev.Name == fyne.KeyEnd:
		g.goTo(len(g.options) - 1)
	}
}

// TypedRune moves to the next option that begins with a letter.
func (g *groupList) TypedRune(typed rune) {
	if at, found := nextBeginning(len(g.options), g.current, typed, func(i int) string { return g.options[i].Label }); found {
		g.goTo(at)
	}
}

// nextBeginning returns the next of n labels after the current one, around to that, that begins
// with a letter, small or capital.
func nextBeginning(n, current int, letter rune, label func(int) string) (at int, found bool) {
	for i := range n {
		at = (current + 1 + i) % n
		if first, _ := utf8.DecodeRuneInString(label(at)); unicode.ToLower(first) == unicode.ToLower(letter) {
			return at, true
		}
	}
	return current, false
}

// goTo makes an option the current one, limited to the first and the last.
func (g *groupList) goTo(index int) {
	g.mark(min(max(index, 0), len(g.options)-1))
	from, to := g.span(g.current)
	line := lookOf(g).dp(groupLine)
	g.reveal(from-line, to+line) // with a line above and below
}

func (g *groupList) mark(index int) {
	if g.current != index {
		g.current = index
		g.Refresh()
	}
}

// Tapped chooses an option.
func (g *groupList) Tapped(ev *fyne.PointEvent) {
	if at := g.at(ev.Position.Y); at >= 0 {
		g.choose(g.options[at].Value)
	}
}

// MouseIn makes the option under the pointer current.
func (g *groupList) MouseIn(ev *desktop.MouseEvent) { g.MouseMoved(ev) }

// MouseMoved makes the option under the pointer current.
func (g *groupList) MouseMoved(ev *desktop.MouseEvent) {
	if at := g.at(ev.Position.Y); at >= 0 {
		g.mark(at)
	}
}

// MouseOut does nothing.
func (g *groupList) MouseOut() {}

// heads reports whether an option has a heading above it.
func (g *groupList) heads(index int) bool {
	return g.options[index].Group != "" && (index == 0 || g.options[index-1].Group != g.options[index].Group)
}

// at returns the option at a height, or -1.
func (g *groupList) at(y float32) int {
	for i := range g.options {
		from, to := g.span(i)
		if g.heads(i) {
			from += g.headHeight(i)
		}
		if y >= from && y < to {
			return i
		}
	}
	return -1
}

// span returns the vertical extent of an option, including the heading of its group if it is the
// first one.
func (g *groupList) span(index int) (from, to float32) {
	line := lookOf(g).dp(groupLine)
	for i := range g.options[:index+1] {
		from = to
		if g.heads(i) {
			to += g.headHeight(i)
		}
		to += line
	}
	return from, to
}

const (
	groupLine = 30 // the height of an option
	groupHead = 28 // the height of a heading, and of the gap before it
	groupGap  = 6
	groupMark = 24 // the column of the tick
)

func (g *groupList) headHeight(index int) float32 {
	height := lookOf(g).dp(groupHead)
	if index > 0 {
		height += lookOf(g).dp(groupGap)
	}
	return height
}

// CreateRenderer is for Fyne.
func (g *groupList) CreateRenderer() fyne.WidgetRenderer {
	r := &groupListRenderer{list: g, mark: unseen(), tick: NewSymbol("check", 16, ColorInk)}
	r.objects = []fyne.CanvasObject{r.mark, r.tick}
	for i, o := range g.options {
		head := NewText(o.Group, Style{Size: SizeSmall, Color: ColorSoft, Bold: true, Fit: Cut})
		head.Hidden = !g.heads(i)
		label := NewText(strings.TrimPrefix(o.Badge+" · "+o.Label, " · "), Style{Fit: Cut})
		r.heads, r.labels = append(r.heads, head), append(r.labels, label)
		r.objects = append(r.objects, head, label)
	}
	r.draw()
	return r
}

type groupListRenderer struct {
	list          *groupList
	mark          *canvas.Rectangle
	tick          *Symbol
	heads, labels []*Text
	objects       []fyne.CanvasObject
}

func (r *groupListRenderer) MinSize() fyne.Size {
	l := lookOf(r.list)
	widest := float32(0)
	for i := range r.labels {
		widest = max(widest, r.labels[i].run(l).width(), r.heads[i].run(l).width())
	}
	_, height := r.list.span(len(r.list.options) - 1)
	return fyne.NewSize(min(widest+l.dp(groupMark+24), r.list.most), height)
}

func (r *groupListRenderer) Layout(size fyne.Size) {
	l := lookOf(r.list)
	line, left := l.dp(groupLine), l.dp(8+groupMark)
	width := size.Width - left - l.dp(12)
	r.tick.Hidden = indexOf(r.list.options, r.list.selected) < 0
	for i := range r.labels {
		_, to := r.list.span(i)
		height := r.labels[i].MinSize().Height
		place(r.labels[i], left, to-line+(line-height)/2, width, height)
		if !r.heads[i].Hidden {
			height = r.heads[i].MinSize().Height
			place(r.heads[i], left, to-line-height-l.dp(2), width, height)
		}
		if r.list.options[i].Value == r.list.selected {
			place(r.tick, l.dp(8), to-line+(line-l.dp(16))/2, l.dp(16), l.dp(16))
		}
	}
	_, to := r.list.span(r.list.current)
	place(r.mark, 0, to-line, size.Width, line)
}

func (r *groupListRenderer) draw() { lookOf(r.list).fill(r.mark, ColorAccentPale, 6) }

func (r *groupListRenderer) Refresh() {
	r.draw()
	r.Layout(r.list.Size())
	repaint(r.list)
}

func (r *groupListRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *groupListRenderer) Destroy() {}
