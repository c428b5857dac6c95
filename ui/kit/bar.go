package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Bar shows how much of a time span is left. It moves only when its value is set. It can't have the
// focus.
type Bar struct {
	widget.BaseWidget
	value float64
	tone  string
}

// NewBar returns a full bar.
func NewBar(tone string) *Bar {
	b := &Bar{value: 1, tone: tone}
	b.ExtendBaseWidget(b)
	return b
}

// SetValue says how much is left, from 0 to 1.
func (b *Bar) SetValue(value float64) {
	value = min(max(value, 0), 1)
	if b.value != value {
		b.value = value
		b.Refresh()
	}
}

// CreateRenderer is for Fyne.
func (b *Bar) CreateRenderer() fyne.WidgetRenderer {
	r := &barRenderer{bar: b, track: unseen(), left: unseen()}
	r.draw()
	return r
}

type barRenderer struct {
	bar         *Bar
	track, left *canvas.Rectangle
}

func (r *barRenderer) MinSize() fyne.Size {
	l := lookOf(r.bar)
	return fyne.NewSize(l.dp(80), l.dp(8))
}

func (r *barRenderer) Layout(size fyne.Size) {
	height := r.MinSize().Height
	y := (size.Height - height) / 2
	place(r.track, 0, y, size.Width, height)
	// The filled part stays at least as wide as it is high, so that its round ends are whole.
	width := max(size.Width*float32(r.bar.value), height)
	place(r.left, 0, y, width, height)
	r.left.Hidden = r.bar.value == 0
}

func (r *barRenderer) draw() {
	l := lookOf(r.bar)
	l.fill(r.track, ColorField, 4)
	text, _ := ToneColor(r.bar.tone)
	l.fill(r.left, text, 4)
}

func (r *barRenderer) Refresh() {
	r.draw()
	r.Layout(r.bar.Size())
	repaint(r.bar)
}

func (r *barRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.track, r.left} }
func (r *barRenderer) Destroy()                     {}
