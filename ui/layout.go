package ui

import (
	"fyne.io/fyne/v2"

	"ringback/ui/kit"
)

// Sizes in dp of the design. Spacing goes in steps of 4.
const (
	leastWidth, leastHeight = 480, 400
	leastLow                = 270 // the least height where the texts are larger

	barHeight   = 56
	barLowest   = 48  // in the lowest windows
	barTiny     = 42  // where there is room for a few lines only
	formWidest  = 391 // at 1280
	formLeast   = 356 // a UUID fits into its field
	phoneWidth  = 236
	wideFrom    = 1200 // from this width on the phone is next to the tabs
	lowestUnder = 520  // under this height the bar is lower, too
	tinyUnder   = 320  // under this height only what to say on the phone is next to the word of the state
	slimUnder   = 960  // under this width status and tabs beside each other have narrower edges
	lowUnder    = 680  // under this height the gaps are smaller, and fewer notices show at once
)

// heightFor returns the height that an object needs at a width. Wrapped text knows it only once it
// has that width.
func heightFor(o fyne.CanvasObject, width float32) float32 {
	if size := o.Size(); size.Width != width {
		o.Resize(fyne.NewSize(width, size.Height))
	}
	return o.MinSize().Height
}

// settle lays containers out again: their own size may be unchanged although texts in them changed
// their heights.
func settle(containers ...*fyne.Container) {
	for _, c := range containers {
		c.Layout.Layout(c.Objects, c.Size())
	}
}

// above puts a head over a body, which takes the remaining height, and a foot below it.
type above struct {
	gap              float32
	head, body, foot fyne.CanvasObject // head and foot may be nil
}

func (a above) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	top, bottom := float32(0), size.Height
	if a.head != nil && a.head.Visible() {
		height := heightFor(a.head, size.Width)
		a.head.Resize(fyne.NewSize(size.Width, height))
		a.head.Move(fyne.NewPos(0, 0))
		top = height + kit.Dp(a.gap)
	}
	if a.foot != nil && a.foot.Visible() {
		height := heightFor(a.foot, size.Width)
		a.foot.Resize(fyne.NewSize(size.Width, height))
		a.foot.Move(fyne.NewPos(0, size.Height-height))
		bottom -= height + kit.Dp(a.gap)
	}
	a.body.Resize(fyne.NewSize(size.Width, max(bottom-top, 0)))
	a.body.Move(fyne.NewPos(0, top))
}

func (a above) MinSize([]fyne.CanvasObject) fyne.Size {
	least := a.body.MinSize()
	for _, o := range []fyne.CanvasObject{a.head, a.foot} {
		if o != nil && o.Visible() {
			size := o.MinSize()
			least.Width = max(least.Width, size.Width)
			least.Height += size.Height + kit.Dp(a.gap)
		}
	}
	return least
}

// equal puts objects of equal width next to each other, aligned at the top: as many on a line as
// are not too narrow.
type equal struct {
	gap   float32
	lines *float32 // the height of the lines that were laid out last
}

// equalLeast is the least width of one of several lines' objects, in dp.
const equalLeast = 110

func newEqual(gap float32) equal { return equal{gap, new(float32)} }

// columns returns how many objects are on a line: so many that no word of a caption is broken.
func (e equal) columns(width float32, objects []fyne.CanvasObject) int {
	least := float32(equalLeast)
	for _, o := range objects {
		if field, ok := o.(*kit.Field); ok {
			least = max(least, inDp(field.Narrowest()))
		}
	}
	fit := int((inDp(width) + e.gap) / (least + e.gap))
	return max(min(fit, len(objects)), 1)
}

func (e equal) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	columns, gap := e.columns(size.Width, objects), kit.Dp(e.gap)
	width := (size.Width - gap*float32(columns-1)) / float32(columns)
	y, line := float32(0), float32(0)
	for i, o := range objects {
		if i > 0 && i%columns == 0 {
			y, line = y+line+gap, 0
		}
		height := heightFor(o, width)
		place(o, float32(i%columns)*(width+gap), y, width, height)
		line = max(line, height)
	}
	*e.lines = y + line
}

func (e equal) MinSize(objects []fyne.CanvasObject) fyne.Size {
	least := fyne.Size{}
	for _, o := range objects {
		least = least.Max(o.MinSize())
	}
	return fyne.NewSize(least.Width, max(least.Height, *e.lines))
}

// buttonLines is how buttons stand next to each other where they may not fit on one line.
func buttonLines() kit.Lines { return kit.Lines{Gap: 8, Between: 4, Whole: true} }
