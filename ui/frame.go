package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/ui/kit"
)

// frame lays out the whole window in one of its modes. As designed these are the bar, the strip of
// notices, the form at the left with its foot, the status above the tabs, and in demo the phone at
// the right, where there is room for it.
type frame struct {
	bar, notices, form, foot, edge, status, tabs, side, phone fyne.CanvasObject

	splitter fyne.CanvasObject // between the status and the tabs
	split    split

	ground fyne.CanvasObject // the colour below the foot
	papers fyne.CanvasObject // note and receipt, which a low window has next to Done
	fold   fyne.CanvasObject // the line that the locked form is folded to in one column

	foldBar func(width float32) // puts into the menu what doesn't fit into the bar
	least   func() float32      // the height that the status card leaves to the tabs
	core    func() float32      // … and what it leaves where the words to say on the phone need more
	urgent  func() float32      // the height that these words need, with what is above them
	// high is the height that the tabs like in one column, in a window that shows a height at once
	high   func(width, seen float32) float32
	sideIn func(width float32) bool // draws what stands beside the status, if anything can
	onTurn func(turned)
	onSize func() // the window has another size

	locked bool // from Start until Done
	ended  bool // there is an outcome
	open   bool // the fold is
	sided  bool // something can stand beside the status

	turned  turned
	laidOut bool
	sized   fyne.Size         // the size it was laid out for last
	page    *container.Scroll // what is one column
	sheet   *fyne.Container   // … and is in the scroll
	paged   float32           // its height
	away    *fyne.Container   // what has no place now, hidden: a new theme reaches only what the window holds
	root    *fyne.Container
}

// turned is how a window is arranged: what changes it has parts drawn again.
type turned struct {
	mode   mode
	locked bool
	ended  bool
	open   bool
	beside bool // the phone is next to the tabs, and not among them
	low    bool
	lowest bool
	slim   bool // hardly wide enough for the tabs beside the status
	tiny   bool
}

// tight reports whether there is so little room that everything in a card is closer together.
func (t turned) tight() bool {
	return t.mode == modeNarrow || t.mode == modeLow && (t.lowest || t.slim)
}

// build makes the container that the frame lays out.
func (f *frame) build() *fyne.Container {
	f.sheet = container.New(sheet{f})
	f.page = container.NewVScroll(f.sheet)
	f.away = container.NewWithoutLayout()
	f.away.Hide()
	// the window paints the background
	f.root = container.New(f, f.objects(modeUsual)...)
	return f.root
}

// objects returns what the window holds in a mode, in the order of the Tab key.
func (f *frame) objects(in mode) []fyne.CanvasObject {
	switch in {
	case modeNarrow:
		return []fyne.CanvasObject{f.bar, f.page, f.ground, f.edge, f.foot}
	case modeLow:
		return []fyne.CanvasObject{f.bar, f.notices, f.status, f.tabs, f.phone, f.papers, f.foot}
	}
	return []fyne.CanvasObject{f.bar, f.notices, f.ground, f.form, f.foot, f.edge, f.status, f.splitter, f.tabs, f.side, f.phone}
}

// column returns what is in the one column of a narrow window, from top to bottom: until Start the
// form comes first, and then what the operator waits for.
func (f *frame) column() []fyne.CanvasObject {
	if f.locked {
		return []fyne.CanvasObject{f.notices, f.status, f.fold, f.form, f.tabs}
	}
	return []fyne.CanvasObject{f.notices, f.form, f.status, f.tabs}
}

// without returns the parts of the window that are in none of some lists.
func (f *frame) without(lists ...[]fyne.CanvasObject) []fyne.CanvasObject {
	held := slices.Concat(lists...)
	return slices.DeleteFunc(append(f.objects(modeUsual), f.papers, f.fold), func(o fyne.CanvasObject) bool { return slices.Contains(held, o) })
}

func (f *frame) MinSize([]fyne.CanvasObject) fyne.Size {
	return leastSize()
}

func (f *frame) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	f.turn(turned{
		mode: modeOf(size, textFactor(), f.locked), locked: f.locked, ended: f.ended, open: f.open,
		beside: size.Width >= dp(wideFrom), low: size.Height < dp(lowUnder), lowest: size.Height < dp(lowestUnder),
		tiny: size.Height < dp(tinyUnder), slim: size.Width < dp(slimUnder),
	})
	f.foldBar(size.Width)
	f.sided = f.sideIn(size.Width)
	place(f.bar, 0, 0, size.Width, f.barHeight())
	if f.turned.mode == modeNarrow {
		f.layPage(size)
	} else {
		f.layColumns(size)
	}
	if f.sized != size {
		f.sized = size
		f.onSize()
	}
}

// turn arranges the window otherwise, and has its parts drawn for that.
func (f *frame) turn(to turned) {
	if f.laidOut && f.turned == to {
		return
	}
	before := f.turned
	f.laidOut, f.turned = true, to
	show(f.form, to.mode != modeLow && (to.mode != modeNarrow || !to.locked || to.open))
	show(f.fold, to.mode == modeNarrow && to.locked)
	f.showSplitter()
	f.root.Objects, f.sheet.Objects = f.objects(to.mode), nil
	if to.mode == modeNarrow {
		f.sheet.Objects = f.column()
	}
	f.away.Objects = f.without(f.root.Objects, f.sheet.Objects)
	f.root.Objects = append(f.root.Objects, f.away)
	f.onTurn(to)
	if before.locked != to.locked || before.ended != to.ended || before.mode != to.mode {
		f.page.Offset = fyne.Position{}
	}
	f.root.Refresh()
}

// gap returns the gap between the parts.
func (f *frame) gap() float32 {
	switch {
	case f.turned.lowest && f.turned.mode == modeLow, f.turned.tiny:
		return dp(6)
	case f.turned.low || f.turned.mode == modeNarrow:
		return dp(12)
	}
	return dp(20)
}

// barHeight is the height of the bar, which is lower in the lowest windows.
func (f *frame) barHeight() float32 {
	switch {
	case f.turned.tiny:
		return dp(barTiny)
	case f.turned.lowest:
		return dp(barLowest)
	}
	return dp(barHeight)
}

func (f *frame) layColumns(size fyne.Size) {
	gap, y := f.gap(), f.barHeight()
	if f.notices.Visible() {
		height := heightFor(f.notices, size.Width)
		place(f.notices, 0, y, size.Width, height)
		y += height
	}
	left, right := gap, size.Width-gap
	wide := f.turned.mode == modeWide
	if f.phone.Visible() && !wide {
		place(f.phone, right-dp(phoneWidth), y+gap, dp(phoneWidth), size.Height-y-2*gap)
		right -= dp(phoneWidth) + gap
	}
	if f.turned.mode == modeLow {
		f.layLow(fyne.NewPos(left, y+gap), fyne.NewPos(right, size.Height-gap), gap)
		return
	}
	width := min(max(size.Width*formWidest/1280, dp(formLeast)), dp(formWidest))
	foot := heightFor(f.foot, width)
	place(f.ground, 0, y, width, size.Height-y)
	place(f.form, 0, y, width, size.Height-y-foot)
	place(f.foot, 0, size.Height-foot, width, foot)
	place(f.edge, width, y, 1, size.Height-y)

	left = width + 1 + gap
	top, bottom := y+gap, size.Height-gap
	if wide {
		right = f.layWide(fyne.NewPos(left, top), fyne.NewPos(right, bottom), gap)
	}
	between := min(gap, dp(16))
	height := f.divide(right-left, bottom-top-between)
	place(f.status, left, top, right-left, height)
	place(f.splitter, left, top+height, right-left, between)
	top += height + between
	place(f.tabs, left, top, right-left, bottom-top)
}

// The widths of the columns of a very wide window: at most, and at least where both are shown.
const (
	columnMost  = 900
	columnLeast = 600
	sideLeast   = 480
)

// layWide places what stands right of the status in a very wide window, and returns where the
// status ends. That is the same whether there is anything beside it or not.
func (f *frame) layWide(from, to fyne.Position, gap float32) float32 {
	room := to.X - from.X
	if f.phone.Visible() {
		room -= dp(phoneWidth) + gap
	}
	column := min(room, dp(columnMost))
	end := from.X + column
	if f.sided {
		column = min(max(room-gap-dp(sideLeast), dp(columnLeast)), dp(columnMost))
		x, width := from.X+column+gap, min(room-gap-column, dp(columnMost))
		place(f.side, x, from.Y, width, to.Y-from.Y)
		end = x + width
	}
	if f.phone.Visible() {
		place(f.phone, end+gap, from.Y, dp(phoneWidth), to.Y-from.Y)
	}
	return from.X + column
}

// hasSide reports whether a window of a width has room for another card beside the status.
func hasSide(to turned, width float32, phone bool) bool {
	room := inDp(width) - formWidest - 1 - 2*20
	if phone {
		room -= phoneWidth + 20
	}
	return to.mode == modeWide && room >= columnLeast+20+sideLeast
}

// lowStatus is the part of the width that the status has next to the tabs.
const lowStatus = 0.54

// ringed is a gap next to the status in which the ring of its focus has room.
const ringed = 12

// layLow puts the status next to the tabs, each with the whole height, and below the tabs what ends
// a case: the note, the receipt and Done.
func (f *frame) layLow(from, to fyne.Position, gap float32) {
	across := max(gap, dp(ringed))
	width := (to.X - from.X - across) * lowStatus
	place(f.status, from.X, from.Y, width, to.Y-from.Y)
	left, bottom := from.X+width+across, to.Y
	if f.foot.Visible() {
		foot := heightFor(f.foot, to.X-left)
		bottom -= foot
		if f.papers.Visible() {
			own := f.papers.MinSize()
			x := left + dp(papersOut)
			place(f.papers, x, bottom+(foot-own.Height)/2, own.Width, own.Height)
			x += own.Width + across
			place(f.foot, x, bottom, to.X-x, foot)
		} else {
			place(f.foot, left, bottom, to.X-left, foot)
		}
		bottom -= gap
	}
	place(f.tabs, left, from.Y, to.X-left, bottom-from.Y)
}

// layPage puts everything below each other, and the foot below that, where it stays.
func (f *frame) layPage(size fyne.Size) {
	bottom := size.Height
	show(f.edge, f.foot.Visible())
	if f.foot.Visible() {
		foot := heightFor(f.foot, size.Width)
		bottom -= foot
		place(f.ground, 0, bottom, size.Width, foot)
		place(f.foot, 0, bottom, size.Width, foot)
		place(f.edge, 0, bottom, size.Width, 1)
	}
	show(f.ground, f.foot.Visible())
	place(f.page, 0, f.barHeight(), size.Width, bottom-f.barHeight())
	before := f.paged
	f.laySheet(size.Width)
	if f.paged != before {
		f.page.Refresh()
	}
}

// laySheet lays out the one column.
func (f *frame) laySheet(width float32) {
	gap, y := f.gap(), float32(0)
	for _, o := range f.column() {
		if !o.Visible() {
			continue
		}
		if o == f.form || o == f.notices { // they reach from edge to edge
			height := heightFor(o, width)
			place(o, 0, y, width, height)
			y += height
			continue
		}
		inner := width - 2*gap
		height := heightFor(o, inner)
		if o == f.tabs {
			height = f.high(inner, f.page.Size().Height-2*gap)
		}
		y += gap
		place(o, gap, y, inner, height)
		y += height
	}
	f.paged = y + gap
}

// reveal scrolls an object of the one column into view.
func (f *frame) reveal(o fyne.CanvasObject) {
	if f.turned.mode != modeNarrow || slices.Contains(f.objects(modeNarrow), o) || !holds(f.sheet, o) {
		return
	}
	revealIn(f.page, o)
}

// turnPage scrolls the one column by pages, up if negative: not all that it shows can have the
// focus.
func (f *frame) turnPage(pages float32) {
	if f.turned.mode == modeNarrow {
		kit.ScrollPages(f.page, pages)
	}
}

// sheet is the layout of the one column: the frame does it.
type sheet struct{ f *frame }

func (s sheet) Layout([]fyne.CanvasObject, fyne.Size) {}

func (s sheet) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, s.f.paged) }
