package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// focusable is what the widgets that can have the focus share: whether they have it, and the key
// table that they ask first.
type focusable struct {
	widget.DisableableWidget
	keys    *Keys
	focused bool
}

var (
	_ keyable           = (*focusable)(nil)
	_ fyne.Shortcutable = (*focusable)(nil)
)

// FocusGained shows the ring.
func (f *focusable) FocusGained() {
	f.focused = !f.keys.behind()
	f.Refresh()
	f.keys.gotFocus()
}

// FocusLost hides the ring.
func (f *focusable) FocusLost() {
	f.focused = false
	f.Refresh()
}

// TypedRune passes the character on: the widget takes no text.
func (f *focusable) TypedRune(r rune) { f.keys.typedRune(r) }

// typed asks the key table first; Enter and Space press, and others scroll.
func (f *focusable) typed(ev *fyne.KeyEvent, press func()) {
	switch {
	case f.keys.TypedKey(ev):
	case !isPress(ev):
		f.keys.turn(ev)
	case f.keys.firstPress(ev):
		press()
	}
}

// KeyDown passes the event to the key table.
func (f *focusable) KeyDown(ev *fyne.KeyEvent) { f.keys.KeyDown(ev) }

// KeyUp passes the event to the key table.
func (f *focusable) KeyUp(ev *fyne.KeyEvent) { f.keys.KeyUp(ev) }

// TypedShortcut asks the key table, and passes on what is pasted.
func (f *focusable) TypedShortcut(s fyne.Shortcut) {
	if !f.keys.TypedShortcut(s) {
		f.keys.typedPaste(s)
	}
}

// takeFocus focuses a clicked widget, so that the keyboard continues from there.
func takeFocus(widget fyne.Focusable) {
	object, ok := widget.(fyne.CanvasObject)
	if !ok {
		return
	}
	if c := fyne.CurrentApp().Driver().CanvasForObject(object); c != nil {
		c.Focus(widget)
	}
}

// keyable is what a driver asks of the focused widget in addition to typed keys.
type keyable interface {
	KeyDown(*fyne.KeyEvent)
	KeyUp(*fyne.KeyEvent)
}

var _ keyable = desktop.Keyable(nil)
