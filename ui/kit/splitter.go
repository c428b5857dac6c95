package kit

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
)

// Split is what a [Splitter] moves: the border of two parts, one above the other.
type Split interface {
	// At returns where the border is, in units from the top of both.
	At() float32
	// MoveTo moves it as near to a place as both parts allow.
	MoveTo(at float32)
	// Reset gives it the place that it has without the user.
	Reset()
}

// Splitter is the handle between two parts, one above the other: dragged with the mouse, or moved
// with Up, Down, Home and End. A double click and Enter put it back.
type Splitter struct {
	focusable
	label   string
	split   Split
	hovered bool
	dragged bool
	pulled  float32 // where the mouse has dragged it, also beyond where it can be
}

var (
	_ fyne.Focusable      = (*Splitter)(nil)
	_ fyne.Draggable      = (*Splitter)(nil)
	_ fyne.DoubleTappable = (*Splitter)(nil)
	_ desktop.Mouseable   = (*Splitter)(nil)
	_ desktop.Hoverable   = (*Splitter)(nil)
	_ desktop.Cursorable  = (*Splitter)(nil)
)

// Sizes of the handle, in dp.
const (
	gripWidth, gripHeight = 32, 3
	gripRing              = 12 // how far the ring of the focus is from it, at both sides
	splitStep             = 16 // of a key
)

// NewSplitter returns a splitter. The label says to a screen reader what it is between.
func NewSplitter(keys *Keys, label string, split Split) *Splitter {
	s := &Splitter{focusable: focusable{keys: keys}, label: label, split: split}
	s.ExtendBaseWidget(s)
	return s
}

// TypedKey asks the key table first.
func (s *Splitter) TypedKey(ev *fyne.KeyEvent) {
	if s.keys.TypedKey(ev) {
		return
	}
	step := lookOf(s).dp(splitStep)
	switch ev.Name {
	case fyne.KeyUp:
		s.split.MoveTo(s.split.At() - step)
	case fyne.KeyDown:
		s.split.MoveTo(s.split.At() + step)
	case fyne.KeyHome:
		s.split.MoveTo(0)
	case fyne.KeyEnd:
		s.split.MoveTo(math.MaxFloat32)
	case fyne.KeyReturn, fyne.KeyEnter:
		s.split.Reset()
	}
}

// Dragged moves the border with the mouse. Beyond what the parts allow it stays, until the mouse
// comes back to it.
func (s *Splitter) Dragged(ev *fyne.DragEvent) {
	if !s.dragged {
		s.dragged, s.pulled = true, s.split.At()
	}
	s.pulled += ev.Dragged.DY
	s.split.MoveTo(s.pulled)
}

// DragEnd ends a drag.
func (s *Splitter) DragEnd() {
	s.dragged = false
	s.Refresh()
}

// DoubleTapped puts the border back.
func (s *Splitter) DoubleTapped(*fyne.PointEvent) { s.split.Reset() }

// MouseDown takes the focus, so that the keyboard goes on from there.
func (s *Splitter) MouseDown(*desktop.MouseEvent) { takeFocus(s) }

// MouseUp does nothing.
func (s *Splitter) MouseUp(*desktop.MouseEvent) {}

// MouseIn highlights the handle.
func (s *Splitter) MouseIn(*desktop.MouseEvent) { s.hovered = true; s.Refresh() }

// MouseMoved does nothing.
func (s *Splitter) MouseMoved(*desktop.MouseEvent) {}

// MouseOut removes the highlight.
func (s *Splitter) MouseOut() { s.hovered = false; s.Refresh() }

// Cursor says that it moves up and down.
func (s *Splitter) Cursor() desktop.Cursor { return desktop.VResizeCursor }

// CreateRenderer is for Fyne.
func (s *Splitter) CreateRenderer() fyne.WidgetRenderer {
	r := &splitterRenderer{splitter: s, grip: unseen(), ring: unseen()}
	r.Layout(s.Size())
	return r
}

type splitterRenderer struct {
	splitter   *Splitter
	grip, ring *canvas.Rectangle
}

func (r *splitterRenderer) MinSize() fyne.Size { return fyne.Size{} }

func (r *splitterRenderer) Layout(size fyne.Size) {
	s := r.splitter
	l := lookOf(s)
	width, height := l.dp(gripWidth), l.dp(gripHeight)
	color := ColorFieldBorder
	if s.hovered || s.dragged || s.focused {
		color = ColorSoft
	}
	l.fill(r.grip, color, gripHeight/2.0)
	place(r.grip, (size.Width-width)/2, (size.Height-height)/2, width, height)
	around, in := l.dp(gripRing), l.dp(1) // off the edges of what it is between
	l.drawRing(r.ring, s.focused, false, fyne.NewSize(width+2*around, max(size.Height-2*in, 0)))
	r.ring.CornerRadius = l.dp(6)
	r.ring.Move(fyne.NewPos((size.Width-width)/2-around, in))
}

func (r *splitterRenderer) Refresh() {
	r.Layout(r.splitter.Size())
	repaint(r.splitter)
}

func (r *splitterRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.grip, r.ring} }

func (r *splitterRenderer) Destroy() {}
