package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// cardBack draws the ground of a card.
type cardBack struct {
	widget.BaseWidget
	ground cardGround
}

func newCardBack(ground cardGround) *cardBack {
	b := &cardBack{ground: ground}
	b.ExtendBaseWidget(b)
	return b
}

// CreateRenderer is for Fyne.
func (b *cardBack) CreateRenderer() fyne.WidgetRenderer {
	r := &cardBackRenderer{back: b}
	switch {
	case b.ground.large:
		r.slab, r.rounded = newSlab(), unseen()
		r.objects = []fyne.CanvasObject{r.rounded}
	case b.ground.radius == 0:
		r.plain = newPlain()
		r.objects = []fyne.CanvasObject{r.plain}
	case b.ground.border != "":
		r.plate = newPlate(b)
		r.objects = []fyne.CanvasObject{r.plate.Raster}
	default:
		r.rounded = unseen()
		r.objects = []fyne.CanvasObject{r.rounded}
	}
	r.draw()
	return r
}

// cardBackRenderer draws one of four; a large one as a slab where that looks the same.
type cardBackRenderer struct {
	back    *cardBack
	slab    *slab
	plain   *canvas.Image
	plate   *plate
	rounded *canvas.Rectangle
	objects []fyne.CanvasObject
}

func (r *cardBackRenderer) draw() {
	l, ground := lookOf(r.back), r.back.ground
	line, width := ground.border, l.hair()
	if line == "" {
		line, width = ground.fill, 0
	}
	if r.slab != nil {
		r.slab.draw(l.color(ground.fill), l.color(line), width, l.dp(ground.radius))
	}
	switch {
	case r.plain != nil:
		paintPlain(r.plain, l.color(ground.fill))
	case r.plate != nil:
		l.plate(r.plate, ground.fill, line, width, ground.radius)
	default:
		l.field(r.rounded, ground.fill, line, width, ground.radius)
	}
}

func (r *cardBackRenderer) MinSize() fyne.Size { return fyne.Size{} }

func (r *cardBackRenderer) Layout(size fyne.Size) {
	if r.slab != nil {
		r.slab.place(0, 0, size.Width, size.Height)
	}
	place(r.objects[0], 0, 0, size.Width, size.Height)
}

func (r *cardBackRenderer) Refresh() {
	r.draw()
	repaint(r.back)
}

// Objects are asked for whenever the window is painted: its scale can have changed since.
func (r *cardBackRenderer) Objects() []fyne.CanvasObject {
	if r.slab != nil && r.slab.fits(scaleOf(r.back), r.back.Size().Width) {
		return r.slab.all
	}
	return r.objects
}

func (r *cardBackRenderer) Destroy() {}
