package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/ui/kit"
)

// Where the card of the status has little room, its edges and the gaps between its parts are
// narrower, by these many dp.
const (
	tightEdge = 11
	tightGap  = 6
)

// arrange adapts the card to an arrangement of the window: in one column and in the lowest windows
// everything in it is closer together. In one column the person's report is next to the note and
// the receipt. Where there is room for a few lines only, what to say on the phone comes right after
// the word until there is an outcome: "Waiting" says most of the sentence.
func (s *status) arrange(to turned) {
	in := to.mode
	s.mode = in
	tight := to.tight()
	s.tight = tight
	s.facts.beside(in == modeNarrow || in == modeLow)
	s.tile.SetSmall(tight)
	gap := float32(statusGap)
	if tight {
		gap = tightGap
	}
	s.column.Layout = kit.NewColumn(gap).Layout
	s.reports.Layout = kit.NewColumn(6).Layout
	if tight && in == modeLow { // its few words leave room for the button beside them
		s.reports.Layout = kit.NewStretchRow(12, 0).Layout
	}
	s.sayFirst.always = in == modeNarrow
	parts := s.parts
	s.words.Objects = []fyne.CanvasObject{s.title, s.sentence, s.warning}
	if in == modeNarrow && to.tiny && !to.ended {
		parts = slices.Insert(slices.Clone(parts), 1, fyne.CanvasObject(s.sentence), fyne.CanvasObject(s.warning))
		s.words.Objects = []fyne.CanvasObject{s.title}
	}
	if in == modeLow { // there they are next to Done
		parts = parts[:len(parts)-1]
	}
	s.sayFirst.set(parts)
	note, receipt := s.w.words.key("copy_note"), s.w.words.key("receipt")
	s.reportRow.Objects, s.buttons.Objects = []fyne.CanvasObject{s.report}, []fyne.CanvasObject{s.note, s.receipt}
	if in == modeLow || in == modeNarrow {
		note, receipt = "", ""
	}
	if in == modeNarrow {
		s.reportRow.Objects, s.buttons.Objects = nil, []fyne.CanvasObject{s.report, s.note, s.receipt}
	}
	s.note.Set(s.note.Label(), note)
	s.receipt.Set(s.receipt.Label(), receipt)
	s.card.Refresh()
}

// edged lays out the card's content, which reaches into the card's padding where there is little
// room.
type edged struct{ tight *bool }

func (e edged) out() float32 {
	if *e.tight {
		return dp(tightEdge)
	}
	return 0
}

func (e edged) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	out := e.out()
	for _, o := range objects {
		place(o, -out, -out, size.Width+2*out, size.Height+2*out)
	}
}

func (e edged) MinSize(objects []fyne.CanvasObject) fyne.Size {
	out := e.out()
	return objects[0].MinSize().SubtractWidthHeight(2*out, 2*out)
}

// papersOut is how far the buttons of the note and the receipt reach out of their place, in dp.
const papersOut = 10

// outset has the labels of the buttons below an outcome begin where the rest of the card begins: a
// plain button has 10 dp of padding and no ground. One with a ground begins there itself.
type outset struct{ s *status }

func (o outset) inset() fyne.Layout {
	if s := o.s; s.mode == modeNarrow && s.report.Visible() {
		return kit.NewInset(2, 0, 0, 0, s.buttons).Layout
	}
	return kit.NewInset(-8, 0, -4, -papersOut, o.s.buttons).Layout
}

func (o outset) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	o.inset().Layout(objects, size)
}

func (o outset) MinSize(objects []fyne.CanvasObject) fyne.Size { return o.inset().MinSize(objects) }

// title is the line of the word, with the badge before it and the age after it. Where they don't
// fit, badge and age are on a line below the word.
type title struct{ folded bool }

// titleGap is the gap between the parts of the line, in dp.
const titleGap = 12

func newTitle(badge, word, age fyne.CanvasObject) *fyne.Container {
	return container.New(&title{}, badge, word, age)
}

func (t *title) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	t.folded = t.needs(objects) > size.Width
	badge, word, age := objects[0], objects[1], objects[2]
	high := word.MinSize().Height
	x, y := float32(0), float32(0)
	if t.folded {
		place(word, 0, 0, size.Width, high)
		y, high = high, t.second(objects)
	}
	middle := func(o fyne.CanvasObject, x, width float32) {
		own := o.MinSize().Height
		place(o, x, y+(high-own)/2, width, own)
	}
	if badge.Visible() {
		middle(badge, 0, badge.MinSize().Width)
		x = badge.MinSize().Width + dp(titleGap)
	}
	if t.folded {
		middle(age, x, min(age.MinSize().Width, max(size.Width-x, 0)))
		return
	}
	width := float32(0)
	if age.Visible() {
		width = age.MinSize().Width
		middle(age, size.Width-width, width)
		width += dp(titleGap)
	}
	middle(word, x, size.Width-x-width)
}

// needs returns the width of all parts on one line.
func (t *title) needs(objects []fyne.CanvasObject) float32 {
	needed := -dp(titleGap)
	for _, o := range objects {
		if o.Visible() {
			needed += o.MinSize().Width + dp(titleGap)
		}
	}
	return needed
}

// second returns the height of the second line.
func (t *title) second(objects []fyne.CanvasObject) float32 {
	high := float32(0)
	for _, o := range []fyne.CanvasObject{objects[0], objects[2]} {
		if o.Visible() {
			high = max(high, o.MinSize().Height)
		}
	}
	return high
}

func (t *title) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(0, objects[1].MinSize().Height)
	for _, o := range objects {
		if o.Visible() {
			size.Width = max(size.Width, o.MinSize().Width)
			size.Height = max(size.Height, o.MinSize().Height)
		}
	}
	if t.folded {
		size.Height = objects[1].MinSize().Height + t.second(objects)
	}
	return size
}
