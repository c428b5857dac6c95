package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// chooser is the open list of a [Select]. It is as wide as its labels need,
// within the window, and scrolls. It covers the whole window; a click outside the list closes it.
type chooser struct {
	widget.BaseWidget
	choice *Select
	canvas fyne.Canvas
	list   *groupList
	scroll *container.Scroll
	shut   bool
}

var (
	_ fyne.Tappable          = (*chooser)(nil)
	_ fyne.SecondaryTappable = (*chooser)(nil)
	_ desktop.Hoverable      = (*chooser)(nil) // so that nothing below it is hovered
)

// openChooser opens the list of a select. The key table is off while it is open.
func openChooser(s *Select) {
	on := fyne.CurrentApp().Driver().CanvasForObject(s)
	if on == nil || len(s.options) == 0 {
		return
	}
	c := &chooser{choice: s, canvas: on}
	c.list = newGroupList(s.keys, s.options, s.selected, c.choose, c.close, c.reveal)
	c.scroll = container.NewVScroll(c.list)
	c.ExtendBaseWidget(c)
	s.keys.Suspend()
	on.Overlays().Add(c)
	c.Resize(on.Size())
	on.Focus(c.list)
	c.centre()
}

func (c *chooser) choose(value string) {
	c.close()
	c.choice.pick(value)
}

// close closes the list and returns the focus to the select.
func (c *chooser) close() {
	if c.shut {
		return
	}
	c.shut = true
	c.canvas.Overlays().Remove(c)
	c.choice.keys.Resume()
	if fyne.CurrentApp().Driver().CanvasForObject(c.choice) == c.canvas {
		c.canvas.Focus(c.choice)
	}
}

// reveal scrolls a part of the list into view.
func (c *chooser) reveal(from, to float32) {
	scrollTo(c.scroll, from, to)
}

// centre scrolls the selected option to the middle.
func (c *chooser) centre() {
	from, to := c.list.span(c.list.current)
	scrollAt(c.scroll, (from+to-c.scroll.Size().Height)/2)
}

// Tapped closes the list: the tap was outside it.
func (c *chooser) Tapped(*fyne.PointEvent) { c.close() }

// TappedSecondary closes the list: the tap was outside it.
func (c *chooser) TappedSecondary(*fyne.PointEvent) { c.close() }

// MouseIn does nothing.
func (c *chooser) MouseIn(*desktop.MouseEvent) {}

// MouseMoved does nothing.
func (c *chooser) MouseMoved(*desktop.MouseEvent) {}

// MouseOut does nothing.
func (c *chooser) MouseOut() {}

// CreateRenderer is for Fyne.
func (c *chooser) CreateRenderer() fyne.WidgetRenderer { return newUnfoldedRenderer(c, c.scroll) }

// chooserHighest is the greatest height, in dp: the list should not look like a second window.
const chooserHighest = 460

func (c *chooser) narrow(most float32) { c.list.most = most }

// place puts the list below the select or, if there is more room, above it.
func (c *chooser) place(l look, window, wants fyne.Size) (fyne.Position, fyne.Size) {
	margin, gap := l.dp(unfoldedMargin), l.dp(4)
	width := min(max(wants.Width, c.choice.Size().Width), window.Width-2*margin)
	height := min(wants.Height, l.dp(chooserHighest), window.Height-2*margin)

	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(c.choice)
	below := at.Y + c.choice.Size().Height + gap
	y := below
	if room := window.Height - margin - below; room < height {
		y = at.Y - gap - height
		if y < margin {
			y = max(window.Height-margin-height, margin)
		}
	}
	x := max(min(at.X, window.Width-margin-width), margin)
	return fyne.NewPos(x, y), fyne.NewSize(width, height)
}
