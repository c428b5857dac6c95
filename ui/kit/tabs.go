package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Tabs is a strip of tab labels. It only reports which one was chosen; the caller shows the
// content. The arrow keys, Home and End move between them.
type Tabs struct {
	choice
	room tabRoom // as it was drawn last
	gap  float32 // … and the gap between two labels
}

// The gaps between labels, in dp: usually, and between small ones where there is room for it, and
// the least.
const (
	tabsApart   = 24
	tabsClose   = 16
	tabsClosest = 6
)

// tabRoom is how much room a strip has for its labels.
type tabRoom int

// The steps: whole hints, their last key only, labels alone, and small labels close together.
const (
	tabsWhole tabRoom = iota
	tabsBrief
	tabsBare
	tabsSmall
)

var (
	_ fyne.Focusable = (*Tabs)(nil)
	_ fyne.Tappable  = (*Tabs)(nil)
)

// NewTabs returns a strip. choose is called when the user chooses another tab, and not for
// SetSelected.
func NewTabs(keys *Keys, options []Option, selected string, choose func(value string)) *Tabs {
	t := &Tabs{choice: newChoice(keys, options, selected, choose)}
	t.ExtendBaseWidget(t)
	return t
}

// Tapped chooses the tapped tab.
func (t *Tabs) Tapped(ev *fyne.PointEvent) {
	l := lookOf(t)
	x := float32(0)
	for i, o := range t.options {
		width := t.width(l, o, t.room)
		if ev.Position.X >= x-t.gap/2 && ev.Position.X < x+width+t.gap/2 {
			takeFocus(t)
			t.takeAt(i)
			return
		}
		x += width + t.gap
	}
}

// TypedKey asks the key table first; the arrow keys, Home and End choose, and others scroll.
func (t *Tabs) TypedKey(ev *fyne.KeyEvent) {
	if t.keys.TypedKey(ev) {
		return
	}
	switch ev.Name {
	case fyne.KeyLeft:
		t.takeAt(t.at() - 1)
	case fyne.KeyRight:
		t.takeAt(t.at() + 1)
	case fyne.KeyHome:
		t.takeAt(0)
	case fyne.KeyEnd:
		t.takeAt(len(t.options) - 1)
	default:
		t.keys.turn(ev)
	}
}

// leastGap returns the least gap between two tabs.
func (t *Tabs) leastGap(l look, room tabRoom) float32 {
	if room == tabsSmall {
		return l.dp(tabsClosest)
	}
	return l.dp(tabsApart)
}

// runs returns the label of a tab, and the key that chooses it.
func (t *Tabs) runs(l look, o Option, chosen bool, room tabRoom) []run {
	label := run{text: o.Label, size: l.size(SizeText), color: ColorSoft}
	if room == tabsSmall {
		label.size = l.size(SizeSmall)
	}
	if chosen {
		label.color, label.style.Bold = ColorInk, true
	}
	if o.Hint == "" || room >= tabsBare {
		return []run{label}
	}
	hint := o.Hint
	if room == tabsBrief {
		hint = hint[strings.LastIndex(hint, "+")+1:]
	}
	return []run{label, {text: "\u00a0" + hint, size: l.size(SizeSmall), color: ColorSoft}}
}

// needs returns the width that all tabs need.
func (t *Tabs) needs(l look, room tabRoom) float32 {
	width := t.leastGap(l, room) * float32(max(len(t.options)-1, 0))
	for _, o := range t.options {
		width += t.width(l, o, room)
	}
	return width
}

// width returns the width of a tab while it is chosen, so that a choice doesn't move the tabs.
func (t *Tabs) width(l look, o Option, room tabRoom) float32 {
	return flow(0, t.runs(l, o, true, room)...).width
}

// roomIn returns how much room a strip of a width has, and the gap between two tabs there.
func (t *Tabs) roomIn(l look, width float32) (room tabRoom, gap float32) {
	for room = tabsWhole; room < tabsSmall && t.needs(l, room) > width; {
		room++
	}
	gap = t.leastGap(l, room)
	if gaps := len(t.options) - 1; room == tabsSmall && gaps > 0 {
		spare := (width - t.needs(l, room)) / float32(gaps)
		gap += min(max(spare, 0), l.dp(tabsClose-tabsClosest))
	}
	return room, gap
}

// CreateRenderer is for Fyne.
func (t *Tabs) CreateRenderer() fyne.WidgetRenderer {
	r := &tabsRenderer{tabs: t, line: unseen(), mark: unseen(), ring: unseen()}
	r.draw(t.Size())
	return r
}

type tabsRenderer struct {
	tabs             *Tabs
	line, mark, ring *canvas.Rectangle
	texts            []fyne.CanvasObject
	drawn            fyne.Size // the size it was drawn for
}

func (r *tabsRenderer) MinSize() fyne.Size {
	l := lookOf(r.tabs)
	return fyne.NewSize(r.tabs.needs(l, tabsSmall), l.dp(44))
}

// Layout draws again only if the size has changed: Fyne lays out a widget whenever it finds new
// objects in it, and drawing creates some.
func (r *tabsRenderer) Layout(size fyne.Size) {
	if size != r.drawn {
		r.draw(size)
	}
}

func (r *tabsRenderer) draw(size fyne.Size) {
	r.drawn = size
	l := lookOf(r.tabs)
	r.tabs.room, r.tabs.gap = r.tabs.roomIn(l, size.Width)
	l.fill(r.line, ColorLine, 0)
	l.fill(r.mark, ColorAccent, 0)
	place(r.line, 0, size.Height-l.hair(), size.Width, l.hair())
	r.mark.Hidden, r.ring.Hidden, r.texts = true, true, nil
	x := float32(0)
	for _, o := range r.tabs.options {
		width := r.tabs.width(l, o, r.tabs.room)
		label := flow(0, r.tabs.runs(l, o, o.Value == r.tabs.selected, r.tabs.room)...)
		texts := label.draw(l)
		shift(texts, x, l.dp(9))
		r.texts = append(r.texts, texts...)
		if o.Value == r.tabs.selected {
			r.mark.Hidden = false
			place(r.mark, x, size.Height-l.dp(3), width, l.dp(3))
			l.drawRing(r.ring, r.tabs.focused, false, fyne.NewSize(width+l.dp(16), label.height+l.dp(10)))
			r.ring.Move(fyne.NewPos(x-l.dp(8), l.dp(4)))
		}
		x += width + r.tabs.gap
	}
}

func (r *tabsRenderer) Refresh() {
	r.draw(r.tabs.Size())
	repaint(r.tabs)
}

func (r *tabsRenderer) Objects() []fyne.CanvasObject {
	return append([]fyne.CanvasObject{r.line, r.mark, r.ring}, r.texts...)
}

func (r *tabsRenderer) Destroy() {}
