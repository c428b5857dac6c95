package kit

import (
	"fyne.io/fyne/v2"
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
	r := &cardBackRenderer{back: b, slab: newSlab()}
	r.draw()
	return r
}

type cardBackRenderer struct {
	back *cardBack
	slab *slab
}

func (r *cardBackRenderer) draw() {
	l, ground := lookOf(r.back), r.back.ground
	line, width := ground.fill, float32(0)
	if ground.border != "" {
		line, width = ground.border, 1
	}
	r.slab.draw(l.color(ground.fill), l.color(line), width, ground.radius)
}

func (r *cardBackRenderer) MinSize() fyne.Size { return fyne.Size{} }

func (r *cardBackRenderer) Layout(size fyne.Size) {
	if r.back.ground.radius == 0 {
		place(r.slab.middle, 0, 0, size.Width, size.Height)
		return
	}
	r.slab.place(0, 0, size.Width, size.Height)
}

func (r *cardBackRenderer) Refresh() {
	r.draw()
	repaint(r.back)
}

func (r *cardBackRenderer) Objects() []fyne.CanvasObject {
	if r.back.ground.radius == 0 {
		return []fyne.CanvasObject{r.slab.middle}
	}
	return r.slab.all
}

func (r *cardBackRenderer) Destroy() {}
