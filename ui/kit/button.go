package kit

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
)

// Kind is how prominent a [Button] is.
type Kind int

// The kinds. At most one Primary is visible at a time.
const (
	Primary Kind = iota // on the accent
	Quiet               // on the ground of a field
	Danger              // like Quiet, its label in the colour of refused
	Plain               // a soft label without ground, for the bar of the window
)

// Button runs an action when it is tapped, or when Enter or Space is pressed while it has the
// focus. A key that is held down runs it once.
type Button struct {
	focusable
	label, hint string
	kind        Kind
	act         func()
	hovered     bool
	asked       time.Time // when it began to answer a question
	early       bool      // the mouse went down on it too early
	subdued     bool
	held        func(down bool) // see Holds; usually nil
	down        bool            // it is being held
}

var (
	_ fyne.Focusable    = (*Button)(nil)
	_ fyne.Tappable     = (*Button)(nil)
	_ desktop.Mouseable = (*Button)(nil)
	_ desktop.Hoverable = (*Button)(nil)
)

// answerAfter is how long a question must have been there before a button answers it. The second
// click of a double click comes sooner.
const answerAfter = 500 * time.Millisecond

// NewButton returns a button. The hint names the key that does the same, "Ctrl+↵", and may be
// empty.
func NewButton(keys *Keys, label, hint string, kind Kind, act func()) *Button {
	b := &Button{focusable: focusable{keys: keys}, label: label, hint: hint, kind: kind, act: act}
	b.ExtendBaseWidget(b)
	return b
}

// Set changes label and hint.
func (b *Button) Set(label, hint string) {
	if b.label != label || b.hint != hint {
		b.label, b.hint = label, hint
		b.Refresh()
	}
}

// Subdue makes a [Primary] button look as if it were disabled, or as usual again. It can be pressed
// nevertheless: then it says why it can't do what it promises.
func (b *Button) Subdue(subdued bool) {
	if b.subdued != subdued {
		b.subdued = subdued
		b.Refresh()
	}
}

// SetAct changes the action.
func (b *Button) SetAct(act func()) { b.act = act }

// SetLabel changes the label and keeps the hint.
func (b *Button) SetLabel(label string) { b.Set(label, b.hint) }

// Label is what the button says, without the hint.
func (b *Button) Label() string { return b.label }

// Hint is the key that does the same; "" if none does.
func (b *Button) Hint() string { return b.hint }

// Asks says that from now on the button answers a question, which nobody can have read yet: the
// click or key that asked it may be followed by another one. For half a second it takes neither.
func (b *Button) Asks() { b.asked = time.Now() }

// unread reports whether the button answers a question that has only just been asked.
func (b *Button) unread() bool { return !b.asked.IsZero() && time.Since(b.asked) < answerAfter }

// Holds makes the button do something for as long as it is held down, with the mouse or with Enter
// or Space, until it is let go or loses the mouse or the focus.
func (b *Button) Holds(held func(down bool)) { b.held = held }

// LetGo ends what a held button does.
func (b *Button) LetGo() { b.hold(false) }

func (b *Button) hold(down bool) {
	if b.held != nil && b.down != down {
		b.down = down
		b.held(down)
	}
}

// MouseDown notes whether the click that begins comes too early.
func (b *Button) MouseDown(*desktop.MouseEvent) {
	b.early = b.unread()
	b.hold(true)
}

// MouseUp ends a hold.
func (b *Button) MouseUp(*desktop.MouseEvent) { b.hold(false) }

// KeyDown begins a hold.
func (b *Button) KeyDown(ev *fyne.KeyEvent) {
	b.focusable.KeyDown(ev)
	if isPress(ev) {
		b.hold(true)
	}
}

// KeyUp ends a hold.
func (b *Button) KeyUp(ev *fyne.KeyEvent) {
	b.focusable.KeyUp(ev)
	b.hold(false)
}

// FocusLost ends a hold.
func (b *Button) FocusLost() {
	b.focusable.FocusLost()
	b.hold(false)
}

// Tapped runs the action.
func (b *Button) Tapped(*fyne.PointEvent) {
	early := b.early
	b.early = false
	if !early && !b.Disabled() && b.act != nil {
		b.act()
	}
}

// TypedKey asks the key table first; Enter and Space run the action, and others scroll.
func (b *Button) TypedKey(ev *fyne.KeyEvent) { b.typed(ev, b.Press) }

// Press runs the action for a key, unless the button answers a question that nobody can have read
// yet.
func (b *Button) Press() {
	b.early = b.unread()
	b.Tapped(nil)
}

// MouseIn highlights the button.
func (b *Button) MouseIn(*desktop.MouseEvent) { b.hovered = true; b.Refresh() }

// MouseMoved does nothing.
func (b *Button) MouseMoved(*desktop.MouseEvent) {}

// MouseOut removes the highlight, and ends a hold.
func (b *Button) MouseOut() {
	b.hovered = false
	b.hold(false)
	b.Refresh()
}

// pale reports whether the button is drawn as if it did nothing.
func (b *Button) pale() bool { return b.subdued || b.Disabled() }

// colors returns the colours of ground, label and hint. An empty ground isn't drawn.
func (b *Button) colors() (ground, label, hint fyne.ThemeColorName) {
	switch {
	case b.kind == Primary && b.pale():
		return ColorAccentPale, ColorOnAccentPale, ColorOnAccentPale
	case b.kind == Primary:
		return ColorAccent, ColorOnAccent, ColorOnAccentSoft
	case b.kind == Plain:
		return "", ColorSoft, ColorSoft
	case b.Disabled():
		return ColorField, ColorSoft, ColorSoft
	case b.kind == Danger:
		return ColorField, ColorProblem, ColorSoft
	}
	return ColorField, ColorInk, ColorSoft
}

// CreateRenderer is for Fyne.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	r := &buttonRenderer{button: b, ground: newBacking(b), veil: unseen(), ring: unseen()}
	r.draw(b.Size())
	return r
}

type buttonRenderer struct {
	button     *Button
	ground     backing
	veil, ring *canvas.Rectangle
	texts      []fyne.CanvasObject
	drawn      fyne.Size // the size it was drawn for
}

// runs returns the label and the hint.
func (r *buttonRenderer) runs(l look) []run {
	b := r.button
	_, label, hint := b.colors()
	runs := []run{{text: b.label, size: l.size(SizeText), style: fyne.TextStyle{Bold: b.kind != Plain}, color: label}}
	if b.hint != "" {
		runs = append(runs, run{text: "\u00a0" + b.hint, size: l.size(SizeText), color: hint})
	}
	return runs
}

func (r *buttonRenderer) padding(l look) (x, height float32) {
	if r.button.kind == Plain {
		return l.dp(10), l.dp(34)
	}
	return l.dp(16), l.dp(44)
}

func (r *buttonRenderer) MinSize() fyne.Size {
	l := lookOf(r.button)
	label := flow(0, r.runs(l)...)
	x, height := r.padding(l)
	return fyne.NewSize(label.width+2*x, max(height, label.height+l.dp(8)))
}

// Layout draws again only if the size has changed: Fyne lays out a widget whenever it finds new
// objects in it, and drawing creates some.
func (r *buttonRenderer) Layout(size fyne.Size) {
	if size != r.drawn {
		r.draw(size)
	}
}

func (r *buttonRenderer) draw(size fyne.Size) {
	r.drawn = size
	l := lookOf(r.button)
	ground, _, _ := r.button.colors()
	if ground == "" {
		r.ground.hide()
	} else {
		r.ground.draw(l, ground, 8)
	}
	r.veil.Hidden = !r.button.hovered || r.button.Disabled()
	hoverInk := ColorInk
	if r.button.kind == Primary && !r.button.pale() {
		hoverInk = ColorOnAccent
	}
	l.fill(r.veil, hoverInk, 8)
	r.veil.FillColor = faint(r.veil.FillColor)
	r.ground.place(0, 0, size.Width, size.Height)
	place(r.veil, 0, 0, size.Width, size.Height)
	l.drawRing(r.ring, r.button.focused, r.button.kind == Primary && !r.button.pale(), size)

	label := flow(0, r.runs(l)...)
	r.texts = label.draw(l)
	shift(r.texts, (size.Width-label.width)/2, (size.Height-label.height)/2)
}

func (r *buttonRenderer) Refresh() {
	r.draw(r.button.Size())
	repaint(r.button)
}

func (r *buttonRenderer) Objects() []fyne.CanvasObject {
	return slices.Concat(r.ground.objects(), []fyne.CanvasObject{r.veil, r.ring}, r.texts)
}

func (r *buttonRenderer) Destroy() {}
