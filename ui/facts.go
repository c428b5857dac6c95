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

// facts shows several facts next to each other.
type facts struct {
	shown   []fact
	natural *fyne.Container // the first fact unbroken, never shown: its natural width
	root    *fyne.Container
}

func newFacts() *facts {
	f := &facts{natural: kit.NewColumn(0)}
	f.root = kit.NewLeadingRow(32, func() float32 { return f.natural.MinSize().Width })
	return f
}

func (f *facts) set(now ...fact) {
	if slices.Equal(f.shown, now) {
		return
	}
	f.shown = now
	f.natural.RemoveAll()
	pairs := make([]fyne.CanvasObject, len(now))
	for i, fact := range now {
		caption := kit.NewText(fact.caption, kit.Style{Size: kit.SizeSmall, Color: kit.ColorSoft})
		style := kit.Style{Size: kit.SizeHeading, Bold: true}
		if i == 0 {
			f.natural.Objects = []fyne.CanvasObject{caption, kit.NewText(fact.value, style)}
			style.Fit = kit.Wrapped // a name can be long
		}
		pairs[i] = kit.NewColumn(1, caption, kit.NewText(fact.value, style))
	}
	f.root.Objects = pairs
	f.root.Refresh()
}
