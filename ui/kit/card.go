package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Card is a ground with round corners and a thin line around one object. It can't have the focus.
type Card struct {
	widget.BaseWidget
	content         fyne.CanvasObject
	ground          fyne.ThemeColorName
	border          fyne.ThemeColorName
	radius, padding float32
}

// NewCard returns a card: radius 12, padding 20.
func NewCard(content fyne.CanvasObject) *Card {
	return newCard(content, ColorCard, ColorLine, 12, 20)
}

// NewPhoneCard returns a card shaped like a phone: radius 28, padding 19.
func NewPhoneCard(content fyne.CanvasObject) *Card {
	return newCard(content, ColorCard, ColorLine, 28, 19)
}

// NewFieldCard returns a ground with the look of a field, for a text that is only read: radius 8,
// padding 12 and 9.
func NewFieldCard(content fyne.CanvasObject) *Card {
	return newCard(NewInset(-3, 0, -3, 0, content), ColorField, ColorFieldBorder, 8, 12)
}

// NewSurface returns a plain ground in a colour, without line, corners or padding.
func NewSurface(color fyne.ThemeColorName, content fyne.CanvasObject) *Card {
	return newCard(content, color, "", 0, 0)
}

// NewNotice returns a ground in the colours of a tone, for a notice: radius 8, padding 12.
func NewNotice(tone string, content fyne.CanvasObject) *Card {
	_, ground := ToneColor(tone)
	return newCard(content, ground, "", 8, 12)
}

func newCard(content fyne.CanvasObject, ground, border fyne.ThemeColorName, radius, padding float32) *Card {
	c := &Card{content: content, ground: ground, border: border, radius: radius, padding: padding}
	c.ExtendBaseWidget(c)
	return c
}

// SetContent changes the content of the card.
func (c *Card) SetContent(content fyne.CanvasObject) {
	if c.content != content {
		c.content = content
		c.Refresh()
	}
}

// CreateRenderer is for Fyne.
func (c *Card) CreateRenderer() fyne.WidgetRenderer {
	r := &cardRenderer{card: c, ground: unseen()}
	r.draw()
	return r
}

type cardRenderer struct {
	card   *Card
	ground *canvas.Rectangle
}

func (r *cardRenderer) MinSize() fyne.Size {
	padding := 2 * lookOf(r.card).dp(r.card.padding)
	return r.card.content.MinSize().AddWidthHeight(padding, padding)
}

func (r *cardRenderer) Layout(size fyne.Size) {
	padding := lookOf(r.card).dp(r.card.padding)
	place(r.ground, 0, 0, size.Width, size.Height)
	place(r.card.content, padding, padding, max(size.Width-2*padding, 0), max(size.Height-2*padding, 0))
}

func (r *cardRenderer) draw() {
	l := lookOf(r.card)
	r.ground.FillColor, r.ground.CornerRadius = l.color(r.card.ground), r.card.radius
	r.ground.StrokeWidth = 0
	if r.card.border != "" {
		r.ground.StrokeColor, r.ground.StrokeWidth = l.color(r.card.border), 1
	}
	r.ground.Refresh()
}

func (r *cardRenderer) Refresh() {
	r.draw()
	r.Layout(r.card.Size())
	r.card.content.Refresh()
	repaint(r.card)
}

func (r *cardRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.card.content}
}

func (r *cardRenderer) Destroy() {}
