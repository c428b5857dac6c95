package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// focusable is what the widgets that can have the focus share: whether they have it, and the table
// of keys they ask first.
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
	f.focused = true
	f.Refresh()
	f.keys.gotFocus()
}

// FocusLost hides the ring.
func (f *focusable) FocusLost() {
	f.focused = false
	f.Refresh()
}

// TypedRune does nothing: there is nothing to write in.
func (f *focusable) TypedRune(rune) {}

// KeyDown tells the table of keys.
func (f *focusable) KeyDown(ev *fyne.KeyEvent) { f.keys.KeyDown(ev) }

// KeyUp tells the table of keys.
func (f *focusable) KeyUp(ev *fyne.KeyEvent) { f.keys.KeyUp(ev) }

// TypedShortcut asks the table of keys.
func (f *focusable) TypedShortcut(s fyne.Shortcut) { f.keys.TypedShortcut(s) }

// takeFocus gives the focus to a widget that was clicked, so that the keyboard goes on from there.
func takeFocus(widget fyne.Focusable) {
	object, ok := widget.(fyne.CanvasObject)
	if !ok {
		return
	}
	if c := fyne.CurrentApp().Driver().CanvasForObject(object); c != nil {
		c.Focus(widget)
	}
}

// keyable is what a driver asks of the focused widget besides the keys that are typed.
type keyable interface {
	KeyDown(*fyne.KeyEvent)
	KeyUp(*fyne.KeyEvent)
}

var _ keyable = desktop.Keyable(nil)
