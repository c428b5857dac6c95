package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
)

// haloWidth is how far a [Halo] extends beyond what it is around, in dp.
const haloWidth = 4

// Halo lets something that takes no keys, such as the card of an outcome, have the focus: it shows
// the ring around it, and knows no keys but the table's.
type Halo struct {
	focusable
	label func() string // see SetLabel; may be nil
}

var (
	_ fyne.Focusable = (*Halo)(nil)
	_ fyne.Tappable  = (*Halo)(nil)
)

// NewHalo returns a halo. See [NewHaloed].
func NewHalo(keys *Keys) *Halo {
	h := &Halo{focusable: focusable{keys: keys}}
	h.ExtendBaseWidget(h)
	return h
}

// SetLabel sets what a screen reader says of what the halo is around.
func (h *Halo) SetLabel(label func() string) { h.label = label }

// NewHaloed puts a halo around an object.
func NewHaloed(h *Halo, o fyne.CanvasObject) *fyne.Container {
	return container.New(haloed{}, h, o)
}

// Tapped takes the focus.
func (h *Halo) Tapped(*fyne.PointEvent) { takeFocus(h) }

// TypedKey asks the key table, and scrolls.
func (h *Halo) TypedKey(ev *fyne.KeyEvent) {
	if !h.keys.TypedKey(ev) {
		h.keys.turn(ev)
	}
}

// CreateRenderer is for Fyne.
func (h *Halo) CreateRenderer() fyne.WidgetRenderer {
	r := &haloRenderer{halo: h, ring: unseen()}
	r.Layout(h.Size())
	return r
}

type haloRenderer struct {
	halo *Halo
	ring *canvas.Rectangle
}

func (r *haloRenderer) MinSize() fyne.Size { return fyne.Size{} }

func (r *haloRenderer) Layout(size fyne.Size) {
	l := lookOf(r.halo)
	l.drawRing(r.ring, r.halo.focused, false, size)
	r.ring.CornerRadius = l.dp(12 + haloWidth)
}

func (r *haloRenderer) Refresh() {
	r.Layout(r.halo.Size())
	repaint(r.halo)
}

func (r *haloRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.ring} }

func (r *haloRenderer) Destroy() {}

// haloed lays out a halo and what it is around.
type haloed struct{}

func (haloed) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	out := currentLook().dp(haloWidth)
	place(objects[0], -out, -out, size.Width+2*out, size.Height+2*out)
	place(objects[1], 0, 0, size.Width, size.Height)
}

func (haloed) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[1].MinSize() }
