package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// A card is a ground with round corners and a thin line around one object. It is a container and
// not a widget, so that screen readers find what is in it.

// NewCard returns a card: radius 12, padding 20.
func NewCard(content fyne.CanvasObject) *fyne.Container {
	return newCard(content, cardGround{fill: ColorCard, border: ColorLine, radius: 12, large: true}, 20)
}

// NewPhoneCard returns a card shaped like a phone: radius 28, padding 19.
func NewPhoneCard(content fyne.CanvasObject) *fyne.Container {
	return newCard(content, cardGround{fill: ColorCard, border: ColorLine, radius: 28, large: true}, 19)
}

// NewFieldCard returns a ground with the look of a field, for a text that is only read: radius 8,
// padding 12 and 9.
func NewFieldCard(content fyne.CanvasObject) *fyne.Container {
	return newCard(NewInset(-3, 0, -3, 0, content), cardGround{fill: ColorField, border: ColorFieldBorder, radius: 8}, 12)
}

// NewSurface returns a plain ground in a colour, without line, corners or padding.
func NewSurface(color fyne.ThemeColorName, content fyne.CanvasObject) *fyne.Container {
	return newCard(content, cardGround{fill: color}, 0)
}

// NewNotice returns a ground in the colours of a tone, for a notice: radius 8, padding 12.
func NewNotice(tone string, content fyne.CanvasObject) *fyne.Container {
	_, ground := ToneColor(tone)
	return newCard(content, cardGround{fill: ground, radius: 8}, 12)
}

// cardGround is how the ground of a card looks.
type cardGround struct {
	fill, border fyne.ThemeColorName // no border if empty
	radius       float32
	large        bool // painting a rounded rectangle would cost more than a slab
}

func newCard(content fyne.CanvasObject, ground cardGround, padding float32) *fyne.Container {
	return container.New(card{padding}, newCardBack(ground), content)
}

// card lays out the ground of a card and its content.
type card struct{ padding float32 }

func (c card) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	padding := currentLook().dp(c.padding)
	place(objects[0], 0, 0, size.Width, size.Height)
	place(objects[1], padding, padding, max(size.Width-2*padding, 0), max(size.Height-2*padding, 0))
}

func (c card) MinSize(objects []fyne.CanvasObject) fyne.Size {
	padding := 2 * currentLook().dp(c.padding)
	return objects[1].MinSize().AddWidthHeight(padding, padding)
}
