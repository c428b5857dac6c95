package ui

import (
	"fyne.io/fyne/v2"

	"ringback/ui/kit"
)

// told is a caption of the tour. title and text are translation keys, so that it follows the
// language.
type told struct {
	title, text   string
	number, whole int
}

// caption is the strip under a presentation that explains what it shows.
type caption struct {
	shown  told
	number *kit.Text
	text   *kit.Text
	column *fyne.Container
	root   fyne.CanvasObject
}

func newCaption() *caption {
	c := &caption{number: kit.NewCaption(""), text: kit.NewText("", kit.Style{Fit: kit.Wrapped})}
	c.column = kit.NewColumn(2, c.number, c.text)
	c.root = kit.NewNotice(kit.ToneDemo, kit.NewInset(-4, 8, -4, 8, c.column))
	c.root.Hide()
	return c
}

func (c *caption) set(what told) { c.shown = what }

func (c *caption) draw(say words) {
	show(c.root, c.shown.text != "")
	if c.shown.text == "" {
		return
	}
	title := say.get(c.shown.title)
	if c.shown.whole > 0 {
		title = say.get("tour.step", "Number", c.shown.number, "Whole", c.shown.whole, "Title", title)
	}
	c.number.Set(title)
	c.text.Set(say.get(c.shown.text))
	settle(c.column)
}
