package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Relay has the focus in place of a widget of Fyne's, which would swallow Esc and Ctrl+Q. It asks
// the key table first, and passes on everything else. It is as good as invisible; the widget shows
// the focus.
type Relay struct {
	widget.BaseWidget
	keys *Keys
	to   fyne.Focusable
}

var (
	_ fyne.Focusable    = (*Relay)(nil)
	_ fyne.Shortcutable = (*Relay)(nil)
	_ fyne.Tabbable     = (*Relay)(nil)
	_ desktop.Keyable   = (*Relay)(nil)
)

// NewRelayed puts a relay below a widget that can have the focus.
func NewRelayed(keys *Keys, to fyne.Focusable, o fyne.CanvasObject) (*Relay, *fyne.Container) {
	r := &Relay{keys: keys, to: to}
	r.ExtendBaseWidget(r)
	return r, container.NewStack(r, o)
}

// To returns the widget.
func (r *Relay) To() fyne.Focusable { return r.to }

// FocusGained shows the focus on the widget.
func (r *Relay) FocusGained() { r.to.FocusGained() }

// FocusLost no longer shows it.
func (r *Relay) FocusLost() { r.to.FocusLost() }

// TypedRune passes a character on.
func (r *Relay) TypedRune(typed rune) { r.to.TypedRune(typed) }

// TypedKey asks the key table first. Tab goes past the widget itself, which comes next in the
// order.
func (r *Relay) TypedKey(ev *fyne.KeyEvent) {
	if ev.Name == fyne.KeyTab {
		r.leave()
		return
	}
	if !r.keys.TypedKey(ev) {
		r.to.TypedKey(ev)
	}
}

func (r *Relay) leave() {
	c := fyne.CurrentApp().Driver().CanvasForObject(r)
	if c == nil {
		return
	}
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0 {
		c.FocusPrevious()
		if here, ok := c.Focused().(fyne.CanvasObject); ok && relayed(here) == nil { // a widget with a relay before it
			c.FocusPrevious()
			if relayed(c.Focused()) != here {
				c.FocusNext()
			}
		}
		return
	}
	c.FocusNext()
	if c.Focused() == r.to {
		c.FocusNext()
	}
}

// relayed returns what a relay is for, or nil.
func relayed(o any) fyne.CanvasObject {
	if r, ok := o.(*Relay); ok {
		object, _ := r.to.(fyne.CanvasObject)
		return object
	}
	return nil
}

// AcceptsTab says that Tab is handled here.
func (r *Relay) AcceptsTab() bool { return true }

// TypedShortcut asks the key table first.
func (r *Relay) TypedShortcut(s fyne.Shortcut) {
	if to, ok := r.to.(fyne.Shortcutable); !r.keys.TypedShortcut(s) && ok {
		to.TypedShortcut(s)
	}
}

// KeyDown passes the event to the key table.
func (r *Relay) KeyDown(ev *fyne.KeyEvent) { r.keys.KeyDown(ev) }

// KeyUp passes the event to the key table.
func (r *Relay) KeyUp(ev *fyne.KeyEvent) { r.keys.KeyUp(ev) }

// CreateRenderer draws nothing.
func (r *Relay) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(unseen())
}
