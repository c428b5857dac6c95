package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// hosts shows where the requests of a user's own environment go: to its issuer and, below, to other
// hosts. Where those don't fit, it shows how many there are; the editor lists each.
type hosts struct {
	issuer, others, counted *kit.Text
	several                 bool
	root                    *fyne.Container
}

func newHosts() *hosts {
	line := func() *kit.Text {
		return kit.NewText("", kit.Style{Size: kit.SizeSmall, Color: kit.ColorSoft, Fit: kit.CutInside})
	}
	h := &hosts{issuer: line(), others: line(), counted: line()}
	h.counted.Hide()
	h.root = container.New(h, h.issuer, h.others, h.counted)
	return h
}

func (h *hosts) draw(say words, in desk.Environment) {
	issuer, others := in.Host, in.Overridden
	if in.BuiltIn {
		issuer, others = "", nil
	}
	h.issuer.Set(issuer)
	h.others.Set(strings.Join(others, ", "))
	h.counted.Set(say.get("bar.other_hosts", "Count", len(others)))
	h.several = len(others) > 1
}

func (h *hosts) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	whole := fyne.MeasureText(h.others.Text(), h.others.Theme().Size(kit.SizeSmall), fyne.TextStyle{}).Width
	counts := h.several && whole > size.Width
	show(h.counted, counts)
	show(h.others, !counts && h.others.Text() != "")
	height := h.issuer.MinSize().Height
	y := (size.Height - height) / 2
	if h.others.Text() != "" {
		y = size.Height/2 - height
	}
	place(h.issuer, 0, y, size.Width, height)
	for _, second := range []*kit.Text{h.others, h.counted} {
		place(second, 0, y+height, size.Width, height)
	}
}

func (h *hosts) MinSize([]fyne.CanvasObject) fyne.Size {
	least := h.issuer.MinSize()
	return fyne.NewSize(least.Width, 2*least.Height)
}
