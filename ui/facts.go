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
	lined   bool // see beside
	row     fyne.Layout
	root    *fyne.Container
}

func newFacts(w *Window) *facts {
	f := &facts{w: w, natural: kit.NewColumn(0)}
	f.root = kit.NewLeadingRow(32, f.likes)
	f.row = f.root.Layout
	return f
}

// likes returns the natural width of the first fact.
func (f *facts) likes() float32 { return f.natural.MinSize().Width }

// beside puts each caption before its value, and not above it: where there is little room, that is
// less high, and a name stays on one line.
func (f *facts) beside(lined bool) {
	if f.lined == lined {
		return
	}
	f.lined, f.root.Layout = lined, f.row
	if lined {
		f.root.Layout = &kit.Lines{Gap: 14, Between: 2, Likes: f.likes}
	}
	f.fill()
}

func (f *facts) set(now ...fact) { f.show(now, make([]string, len(now))) }

// show shows facts with buttons that copy them.
func (f *facts) show(now []fact, copied []string) {
	if slices.Equal(f.shown, now) && slices.Equal(f.copied, copied) {
		return
	}
	f.shown, f.copied = now, copied
	f.fill()
}

// fill makes the texts and buttons of what is shown.
func (f *facts) fill() {
	f.copies = nil
	f.natural.RemoveAll()
	pairs := make([]fyne.CanvasObject, len(f.shown))
	for i, fact := range f.shown {
		style := kit.Style{Size: kit.SizeHeading, Bold: true}
		caption := f.caption(fact.caption, f.copied[i])
		if i == 0 {
			f.natural.Objects = []fyne.CanvasObject{f.pair(kit.NewText(fact.caption, kit.Style{Size: kit.SizeSmall}), kit.NewText(fact.value, style))}
			if f.lined {
				f.natural.Objects = []fyne.CanvasObject{f.pair(caption, kit.NewText(fact.value, style))}
			}
			style.Fit = kit.Wrapped // a name can be long
		}
		pairs[i] = f.pair(caption, kit.NewText(fact.value, style))
	}
	f.root.Objects = pairs
	f.root.Refresh()
}

// pair puts a caption above its value, or before it.
func (f *facts) pair(caption, value fyne.CanvasObject) *fyne.Container {
	if f.lined {
		return kit.NewStretchRow(8, 1, caption, value)
	}
	return kit.NewColumn(1, caption, value)
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
