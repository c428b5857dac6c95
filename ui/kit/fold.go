package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
)

// Fold is a line that shows or hides content. It is only the line; [NewFolded] adds the content
// below it.
type Fold struct {
	focusable
	label   string
	open    bool
	hovered bool
	changed func(open bool)
	content fyne.CanvasObject
}

var (
	_ fyne.Focusable    = (*Fold)(nil)
	_ fyne.Tappable     = (*Fold)(nil)
	_ desktop.Hoverable = (*Fold)(nil)
)

// NewFold returns a closed fold, which shows and hides the content. Put both into the same column,
// or use [NewFolded]. changed may be nil; it is called when the user opens or closes the fold.
func NewFold(keys *Keys, label string, content fyne.CanvasObject, changed func(open bool)) *Fold {
	f := &Fold{focusable: focusable{keys: keys}, label: label, content: content, changed: changed}
	f.ExtendBaseWidget(f)
	content.Hide()
	return f
}

// NewFolded returns a column with a fold and its content.
func NewFolded(fold *Fold) *fyne.Container {
	return container.New(column{8}, fold, fold.content)
}

// SetOpen opens or closes the fold without calling changed.
func (f *Fold) SetOpen(open bool) {
	if f.open == open {
		return
	}
	f.open = open
	if open {
		f.content.Show()
	} else {
		f.content.Hide()
	}
	f.Refresh()
}

// SetLabel changes the words of the line.
func (f *Fold) SetLabel(label string) {
	if f.label != label {
		f.label = label
		f.Refresh()
	}
}

// Open reports whether the content is shown.
func (f *Fold) Open() bool { return f.open }

// Tapped opens or closes the fold.
func (f *Fold) Tapped(*fyne.PointEvent) {
	f.SetOpen(!f.open)
	if f.changed != nil {
		f.changed(f.open)
	}
}

// TypedKey asks the key table first; Enter and Space open or close, Right opens and Left closes,
// and others scroll.
func (f *Fold) TypedKey(ev *fyne.KeyEvent) {
	if f.keys.TypedKey(ev) {
		return
	}
	turn := isPress(ev) && f.keys.firstPress(ev)
	if turn || ev.Name == fyne.KeyRight && !f.open || ev.Name == fyne.KeyLeft && f.open {
		f.Tapped(nil)
		return
	}
	f.keys.turn(ev)
}

// MouseIn highlights the fold.
func (f *Fold) MouseIn(*desktop.MouseEvent) { f.hovered = true; f.Refresh() }

// MouseMoved does nothing.
func (f *Fold) MouseMoved(*desktop.MouseEvent) {}

// MouseOut removes the highlight.
func (f *Fold) MouseOut() { f.hovered = false; f.Refresh() }

// CreateRenderer is for Fyne.
func (f *Fold) CreateRenderer() fyne.WidgetRenderer {
	return newMarkedRenderer(f, func() marked {
		m := marked{symbol: "chevron-right", edge: 14, label: f.label, color: ColorSoft, focused: f.focused}
		if f.open {
			m.symbol = "chevron-down"
		}
		if f.hovered {
			m.color = ColorInk
		}
		m.symbolColor = m.color
		return m
	})
}
