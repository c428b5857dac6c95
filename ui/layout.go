package ui

import "fyne.io/fyne/v2"

// Sizes in device-independent units. Spacing goes in steps of 4.
const (
	// slightly less than 1024 × 600, because a window has a frame
	leastWidth, leastHeight = 1000, 560

	barHeight  = 56
	formWidest = 391 // at 1280
	formLeast  = 356 // a UUID fits into its field
	phoneWidth = 236
	wideFrom   = 1200 // from this width on the phone is next to the tabs
	lowUnder   = 680  // under this height the gaps are smaller
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
		top = height + a.gap
	}
	if a.foot != nil && a.foot.Visible() {
		height := heightFor(a.foot, size.Width)
		a.foot.Resize(fyne.NewSize(size.Width, height))
		a.foot.Move(fyne.NewPos(0, size.Height-height))
		bottom -= height + a.gap
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
			least.Height += size.Height + a.gap
		}
	}
	return least
}

// frame lays out the whole window: the bar, the strip of notices, the form at the left, the status
// above the tabs, and in demo the phone at the right, where there is room for it.
type frame struct {
	bar, notices, form, edge, status, tabs, phone fyne.CanvasObject

	least  func() float32 // the height that the status card leaves to the tabs
	core   func() float32 // … and what it leaves where the words to say on the phone need more
	urgent func() float32 // the height that these words need, with what is above them
	// onTurn is called when the phone moves next to the tabs or into them, and when the window
	// becomes low or high
	onTurn  func(wide, low bool)
	wide    bool
	low     bool
	laidOut bool
}

func (f *frame) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{f.bar, f.notices, f.form, f.edge, f.status, f.tabs, f.phone}
}

func (f *frame) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(leastWidth, leastHeight)
}

func (f *frame) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	f.turn(size.Width >= wideFrom, size.Height < lowUnder)
	gap := float32(20)
	if f.low {
		gap = 12
	}

	f.bar.Resize(fyne.NewSize(size.Width, barHeight))
	f.bar.Move(fyne.NewPos(0, 0))
	y := float32(barHeight)
	if f.notices.Visible() {
		height := heightFor(f.notices, size.Width)
		f.notices.Resize(fyne.NewSize(size.Width, height))
		f.notices.Move(fyne.NewPos(0, y))
		y += height
	}

	width := min(max(size.Width*formWidest/1280, formLeast), formWidest)
	f.form.Resize(fyne.NewSize(width, size.Height-y))
	f.form.Move(fyne.NewPos(0, y))
	f.edge.Resize(fyne.NewSize(1, size.Height-y))
	f.edge.Move(fyne.NewPos(width, y))

	left, right := width+1+gap, size.Width-gap
	if f.phone.Visible() {
		f.phone.Resize(fyne.NewSize(phoneWidth, size.Height-y-2*gap))
		f.phone.Move(fyne.NewPos(right-phoneWidth, y+gap))
		right -= phoneWidth + gap
	}
	top, bottom := y+gap, size.Height-gap
	between := min(gap, 16)
	room := bottom - top - between
	height := min(heightFor(f.status, right-left), max(room-f.least(), min(room-f.core(), f.urgent())))
	f.status.Resize(fyne.NewSize(right-left, height))
	f.status.Move(fyne.NewPos(left, top))
	top += height + between
	f.tabs.Resize(fyne.NewSize(right-left, bottom-top))
	f.tabs.Move(fyne.NewPos(left, top))
}

// turn notifies the window when it becomes wide enough to have the phone next to the tabs, or too
// narrow for that, and when it becomes low or high.
func (f *frame) turn(wide, low bool) {
	if f.laidOut && f.wide == wide && f.low == low {
		return
	}
	f.laidOut, f.wide, f.low = true, wide, low
	f.onTurn(wide, low)
}

// equal puts objects of equal width next to each other, aligned at the top.
type equal struct{ gap float32 }

func (e equal) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	n := float32(len(objects))
	width := (size.Width - e.gap*(n-1)) / n
	for i, o := range objects {
		o.Resize(fyne.NewSize(width, heightFor(o, width)))
		o.Move(fyne.NewPos(float32(i)*(width+e.gap), 0))
	}
}

func (e equal) MinSize(objects []fyne.CanvasObject) fyne.Size {
	least := fyne.Size{}
	for _, o := range objects {
		least = least.Max(o.MinSize())
	}
	n := float32(len(objects))
	return fyne.NewSize(least.Width*n+e.gap*(n-1), least.Height)
}
