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
	w       *Window
	shown   []fact
	copied  []string        // what the button of each fact copies; "" for none
	natural *fyne.Container // the first fact unbroken, never shown: its natural width
	copies  []*kit.SymbolButton
	root    *fyne.Container
}

func newFacts(w *Window) *facts {
	f := &facts{w: w, natural: kit.NewColumn(0)}
	f.root = kit.NewLeadingRow(32, func() float32 { return f.natural.MinSize().Width })
	return f
}

func (f *facts) set(now ...fact) { f.show(now, make([]string, len(now))) }

// show shows facts with buttons that copy them.
func (f *facts) show(now []fact, copied []string) {
	if slices.Equal(f.shown, now) && slices.Equal(f.copied, copied) {
		return
	}
	f.shown, f.copied, f.copies = now, copied, nil
	f.natural.RemoveAll()
	pairs := make([]fyne.CanvasObject, len(now))
	for i, fact := range now {
		style := kit.Style{Size: kit.SizeHeading, Bold: true}
		if i == 0 {
			f.natural.Objects = []fyne.CanvasObject{kit.NewText(fact.caption, kit.Style{Size: kit.SizeSmall}), kit.NewText(fact.value, style)}
			style.Fit = kit.Wrapped // a name can be long
		}
		pairs[i] = kit.NewColumn(1, f.caption(fact.caption, copied[i]), kit.NewText(fact.value, style))
	}
	f.root.Objects = pairs
	f.root.Refresh()
}

// caption returns a fact's caption, with the button that copies it.
func (f *facts) caption(text, copied string) fyne.CanvasObject {
	caption := kit.NewText(text, kit.Style{Size: kit.SizeSmall, Color: kit.ColorSoft})
	if copied == "" {
		return caption
	}
	button := newCopySymbol(f.w, text, copied)
	f.copies = append(f.copies, button)
	return kit.NewRow(2, caption, button)
}
