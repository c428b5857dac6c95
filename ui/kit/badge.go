package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Badge shows the kind of an environment as a word and a colour. It can't have the focus.
type Badge struct {
	widget.BaseWidget
	text *Text
	tone string
}

// NewBadge returns a badge with a word in a tone.
func NewBadge(text, tone string) *Badge {
	b := &Badge{text: NewText(text, badgeStyle(tone)), tone: tone}
	b.ExtendBaseWidget(b)
	return b
}

// badgeWidth returns how wide a badge is. To make one and ask it would leave it in Fyne's caches
// for a minute, and a select measures its badges for each frame.
func badgeWidth(l look, text, tone string) float32 {
	word := &Text{text: text, style: badgeStyle(tone)}
	return word.run(l).width() + l.dp(16)
}

func badgeStyle(tone string) Style {
	text, _ := ToneColor(tone)
	return Style{Size: SizeSmall, Bold: true, Spaced: true, Color: text}
}

// Set changes word and tone.
func (b *Badge) Set(text, tone string) {
	if b.text.Text() == text && b.tone == tone {
		return
	}
	b.tone = tone
	b.text.SetStyle(badgeStyle(tone))
	b.text.Set(text)
	b.Refresh()
}

// CreateRenderer is for Fyne.
func (b *Badge) CreateRenderer() fyne.WidgetRenderer {
	r := &badgeRenderer{badge: b, ground: unseen()}
	r.Refresh()
	return r
}

type badgeRenderer struct {
	badge  *Badge
	ground *canvas.Rectangle
}

func (r *badgeRenderer) MinSize() fyne.Size {
	l := lookOf(r.badge)
	return r.badge.text.MinSize().AddWidthHeight(l.dp(16), l.dp(4))
}

func (r *badgeRenderer) Layout(size fyne.Size) {
	l := lookOf(r.badge)
	least := r.MinSize()
	text := r.badge.text.MinSize()
	y := (size.Height - least.Height) / 2
	place(r.ground, 0, y, least.Width, least.Height)
	// The text includes the space after the last letter: half of it is moved to the left.
	place(r.badge.text, l.dp(8.4), y+l.dp(2), text.Width, text.Height)
}

func (r *badgeRenderer) Refresh() {
	_, ground := ToneColor(r.badge.tone)
	lookOf(r.badge).fill(r.ground, ground, 5)
	r.Layout(r.badge.Size())
	repaint(r.badge)
}

func (r *badgeRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.badge.text}
}

func (r *badgeRenderer) Destroy() {}
