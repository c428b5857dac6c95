package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"ringback/ui/kit"
)

// fact is a value with a caption above it.
type fact struct {
	caption, value string
}

// facts are some of them beside each other.
type facts struct {
	shown []fact
	root  *fyne.Container
}

func newFacts() *facts {
	return &facts{root: kit.NewTopRow(32, 0)}
}

func (f *facts) set(now ...fact) {
	if slices.Equal(f.shown, now) {
		return
	}
	f.shown = now
	pairs := make([]fyne.CanvasObject, len(now))
	for i, fact := range now {
		style := kit.Style{Size: kit.SizeHeading, Bold: true}
		if i == 0 {
			style.Fit = kit.Wrapped // a name can be long
		}
		caption := kit.NewText(fact.caption, kit.Style{Size: kit.SizeSmall, Color: kit.ColorSoft})
		pairs[i] = kit.NewColumn(1, caption, kit.NewText(fact.value, style))
	}
	f.root.Objects = pairs
	f.root.Refresh()
}
