package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
)

// SymbolButton is a small button with a symbol in place of a label, next to what it is about.
type SymbolButton struct {
	focusable
	name    string
	named   string // what a screen reader calls it
	act     func()
	hovered bool
}

var (
	_ fyne.Focusable    = (*SymbolButton)(nil)
	_ fyne.Tappable     = (*SymbolButton)(nil)
	_ desktop.Hoverable = (*SymbolButton)(nil)
)

// NewSymbolButton returns a button with a symbol of the assets. named is what a screen reader calls
// it.
func NewSymbolButton(keys *Keys, name, named string, act func()) *SymbolButton {
	b := &SymbolButton{focusable: focusable{keys: keys}, name: name, named: named, act: act}
	b.ExtendBaseWidget(b)
	return b
}

// Set changes the symbol.
func (b *SymbolButton) Set(name string) {
	if b.name != name {
		b.name = name
		b.Refresh()
	}
}

// SetAct changes the action.
func (b *SymbolButton) SetAct(act func()) { b.act = act }

// Symbol returns the name of the symbol.
func (b *SymbolButton) Symbol() string { return b.name }

// Tapped runs the action.
func (b *SymbolButton) Tapped(*fyne.PointEvent) { b.act() }

// TypedKey asks the key table first; Enter and Space run the action, and others scroll.
func (b *SymbolButton) TypedKey(ev *fyne.KeyEvent) { b.typed(ev, b.act) }

// MouseIn highlights the button.
func (b *SymbolButton) MouseIn(*desktop.MouseEvent) { b.hovered = true; b.Refresh() }

// MouseMoved does nothing.
func (b *SymbolButton) MouseMoved(*desktop.MouseEvent) {}

// MouseOut removes the highlight.
func (b *SymbolButton) MouseOut() { b.hovered = false; b.Refresh() }

// CreateRenderer is for Fyne.
func (b *SymbolButton) CreateRenderer() fyne.WidgetRenderer {
	r := &symbolButtonRenderer{button: b, veil: unseen(), ring: unseen(), symbol: NewSymbol(b.name, 16, ColorSoft)}
	r.Layout(b.Size())
	return r
}

type symbolButtonRenderer struct {
	button     *SymbolButton
	veil, ring *canvas.Rectangle
	symbol     *Symbol
}

func (r *symbolButtonRenderer) MinSize() fyne.Size {
	return fyne.NewSquareSize(lookOf(r.button).dp(24))
}

func (r *symbolButtonRenderer) Layout(size fyne.Size) {
	l := lookOf(r.button)
	l.fill(r.veil, ColorInk, 6)
	r.veil.FillColor = faint(r.veil.FillColor)
	r.veil.Hidden = !r.button.hovered
	place(r.veil, 0, 0, size.Width, size.Height)
	l.drawRing(r.ring, r.button.focused, false, size)
	place(r.symbol, 0, 0, size.Width, size.Height)
}

func (r *symbolButtonRenderer) Refresh() {
	r.symbol.Set(r.button.name, ColorSoft)
	r.Layout(r.button.Size())
	repaint(r.button)
}

func (r *symbolButtonRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.veil, r.ring, r.symbol}
}

func (r *symbolButtonRenderer) Destroy() {}
