package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// list is what [Rows] and [Sequence] share: Fyne's list with a key table, which is asked first, and
// a focus ring.
type list struct {
	widget.List
	keys    *Keys
	current int // the current row
	focused bool
}

// FocusGained shows the ring.
func (l *list) FocusGained() {
	l.focused = !l.keys.behind()
	if l.focused {
		l.List.FocusGained()
	}
	l.Refresh()
	l.keys.gotFocus()
}

// FocusLost hides the ring.
func (l *list) FocusLost() {
	l.focused = false
	l.List.FocusLost()
	l.Refresh()
}

// KeyDown passes the event to the key table.
func (l *list) KeyDown(ev *fyne.KeyEvent) { l.keys.KeyDown(ev) }

// KeyUp passes the event to the key table.
func (l *list) KeyUp(ev *fyne.KeyEvent) { l.keys.KeyUp(ev) }

// TypedRune passes the character on: a list takes no text.
func (l *list) TypedRune(r rune) { l.keys.typedRune(r) }

// move handles a key in a list: the arrow keys, Home and End move, Enter and Space choose.
func (l *list) move(ev *fyne.KeyEvent) {
	switch oneEnter(ev.Name) {
	case fyne.KeyReturn:
		l.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	case fyne.KeyHome:
		l.Highlight(0)
	case fyne.KeyEnd:
		l.Highlight(l.Length() - 1)
	default:
		l.TypedKey(ev)
	}
}

// listRenderer adds the ring to Fyne's list.
type listRenderer struct {
	fyne.WidgetRenderer
	list    *list
	measure func()  // measures the columns
	outset  float32 // how far the rows and the ring extend at both sides, in dp
	around  float32 // how far the ring extends at the top and the bottom
	ring    *canvas.Rectangle
	objects []fyne.CanvasObject
}

func (l *list) renderer(measure func(), outset, around float32) fyne.WidgetRenderer {
	r := &listRenderer{WidgetRenderer: l.CreateRenderer(), list: l, measure: measure, outset: outset, around: around, ring: unseen()}
	r.objects = append(slices.Clone(r.WidgetRenderer.Objects()), r.ring)
	r.draw()
	return r
}

func (r *listRenderer) draw() {
	l := lookOf(r.list)
	l.drawRing(r.ring, r.list.focused, false, r.list.Size().AddWidthHeight(2*l.dp(r.outset), 2*r.around))
	r.ring.Move(fyne.NewPos(-l.dp(r.outset), -r.around))
}

func (r *listRenderer) Layout(size fyne.Size) {
	outset := lookOf(r.list).dp(r.outset)
	r.WidgetRenderer.Layout(size.AddWidthHeight(2*outset, 0))
	for _, o := range r.WidgetRenderer.Objects() {
		o.Move(fyne.NewPos(-outset, 0))
	}
	r.draw()
}

func (r *listRenderer) Refresh() {
	r.measure()
	r.WidgetRenderer.Refresh()
	// Fyne's list has just reset its size, without the extension
	r.Layout(r.list.Size())
}

func (r *listRenderer) Objects() []fyne.CanvasObject { return r.objects }
