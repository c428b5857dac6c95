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
	f.root = kit.NewLeadingRow(32, func() float32 { return f.natural.MinSize().Width })
	f.row = f.root.Layout
	return f
}

// beside puts each caption before its value, and not above it: where there is little room, that is
// less high, and a name stays on one line.
func (f *facts) beside(lined bool) {
	if f.lined == lined {
		return
	}
	f.lined, f.root.Layout = lined, f.row
	if lined {
		f.root.Layout = &flowing{gap: 14, first: f.natural}
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

// flowing puts facts next to each other, on as many lines as they need. The first is as wide as it
// would be unbroken, if there is room for that.
type flowing struct {
	gap   float32           // in dp
	first fyne.CanvasObject // of the width of the first
	high  float32           // of the lines that were laid out last
}

// lineGap is the gap between the lines of facts, in dp.
const lineGap = 2

func (f *flowing) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x, y, line := float32(0), float32(0), float32(0)
	for i, o := range objects {
		width := min(f.width(i, o), size.Width)
		if x > 0 && x+width > size.Width {
			x, y, line = 0, y+line+dp(lineGap), 0
		}
		height := heightFor(o, width)
		place(o, x, y, width, height)
		x += width + dp(f.gap)
		line = max(line, height)
	}
	f.high = y + line
}

func (f *flowing) width(i int, o fyne.CanvasObject) float32 {
	if i == 0 {
		return max(f.first.MinSize().Width, o.MinSize().Width)
	}
	return o.MinSize().Width
}

func (f *flowing) MinSize(objects []fyne.CanvasObject) fyne.Size {
	least := fyne.NewSize(0, f.high)
	for _, o := range objects {
		own := o.MinSize()
		least = least.Max(own)
	}
	return least
}
