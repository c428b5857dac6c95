package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// keyboard sends keys to a canvas by the rules of Fyne's desktop driver, which the test driver
// doesn't follow: a key that goes down, then Tab or a shortcut or a typed key, the last two again
// for each repetition.
type keyboard struct {
	canvas *desktopCanvas
}

// desktopCanvas is a canvas that also hears keys go down and up while nothing has the focus.
type desktopCanvas struct {
	fyne.Canvas
	shortcuts fyne.ShortcutHandler
	down, up  func(*fyne.KeyEvent)
}

var _ desktop.Canvas = (*desktopCanvas)(nil)

func (c *desktopCanvas) AddShortcut(s fyne.Shortcut, act func(fyne.Shortcut)) {
	c.shortcuts.AddShortcut(s, act)
}
func (c *desktopCanvas) SetOnKeyDown(f func(*fyne.KeyEvent)) { c.down = f }
func (c *desktopCanvas) OnKeyDown() func(*fyne.KeyEvent)     { return c.down }
func (c *desktopCanvas) SetOnKeyUp(f func(*fyne.KeyEvent))   { c.up = f }
func (c *desktopCanvas) OnKeyUp() func(*fyne.KeyEvent)       { return c.up }

// press presses a key once and releases it.
func (k keyboard) press(key fyne.KeyName, modifier fyne.KeyModifier) { k.hold(key, modifier, 0) }

// hold presses a key, repeats it and releases it.
func (k keyboard) hold(key fyne.KeyName, modifier fyne.KeyModifier, repetitions int) {
	ev := &fyne.KeyEvent{Name: key}
	if focused, ok := k.canvas.Focused().(desktop.Keyable); ok {
		focused.KeyDown(ev)
	} else if k.canvas.Focused() == nil && k.canvas.down != nil {
		k.canvas.down(ev)
	}
	for range repetitions + 1 {
		k.typed(ev, modifier)
	}
	if focused, ok := k.canvas.Focused().(desktop.Keyable); ok {
		focused.KeyUp(ev)
	} else if k.canvas.Focused() == nil && k.canvas.up != nil {
		k.canvas.up(ev)
	}
}

func (k keyboard) typed(ev *fyne.KeyEvent, modifier fyne.KeyModifier) {
	focused := k.canvas.Focused()
	if ev.Name == fyne.KeyTab && modifier&^fyne.KeyModifierShift == 0 {
		if tabbable, ok := focused.(fyne.Tabbable); !ok || !tabbable.AcceptsTab() {
			if modifier == 0 {
				k.canvas.FocusNext()
			} else {
				k.canvas.FocusPrevious()
			}
			return
		}
	}
	if modifier&^fyne.KeyModifierShift != 0 && k.shortcut(ev, modifier) {
		return
	}
	if focused != nil {
		focused.TypedKey(ev)
	} else if k.canvas.OnTypedKey() != nil {
		k.canvas.OnTypedKey()(ev)
	}
}

// shortcut reports whether the key with its modifiers was treated as a shortcut.
func (k keyboard) shortcut(ev *fyne.KeyEvent, modifier fyne.KeyModifier) bool {
	var shortcut fyne.Shortcut = &desktop.CustomShortcut{KeyName: ev.Name, Modifier: modifier}
	if modifier == fyne.KeyModifierControl {
		clipboard := fyne.CurrentApp().Clipboard()
		switch ev.Name {
		case fyne.KeyC:
			shortcut = &fyne.ShortcutCopy{Clipboard: clipboard}
		case fyne.KeyV:
			shortcut = &fyne.ShortcutPaste{Clipboard: clipboard}
		case fyne.KeyX:
			shortcut = &fyne.ShortcutCut{Clipboard: clipboard}
		case fyne.KeyZ:
			shortcut = &fyne.ShortcutUndo{}
		case fyne.KeyA:
			shortcut = &fyne.ShortcutSelectAll{}
		}
	}
	focused, ok := k.canvas.Focused().(fyne.Shortcutable)
	if !ok {
		k.canvas.shortcuts.TypedShortcut(shortcut)
		return true
	}
	// The driver gives a disabled text only Copy, which is why a locked Entry is never Disabled.
	if text, ok := focused.(interface {
		fyne.Disableable
		SelectedText() string
	}); ok && text.Disabled() && shortcut.ShortcutName() != "Copy" {
		return false
	}
	focused.TypedShortcut(shortcut)
	return true
}

// desk is a window with a key table that counts presses.
type desk struct {
	keyboard
	window fyne.Window
	keys   *Keys
	count  map[string]int
}

// newDesk shows objects below each other, with Esc, F11 and Ctrl+Enter bound.
func newDesk(t *testing.T, build func(keys *Keys) []fyne.CanvasObject) *desk {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Light))
	d := &desk{keys: NewKeys(), count: map[string]int{}}
	for name, s := range bindings() {
		d.keys.Bind(s.key, s.modifier, func() { d.count[name]++ })
	}
	d.window = test.NewTempWindow(t, NewColumn(8, build(d.keys)...))
	d.window.Resize(fyne.NewSize(600, 600))
	d.keyboard = keyboard{&desktopCanvas{Canvas: d.window.Canvas()}}
	d.keys.Attach(d.canvas)
	return d
}

func bindings() map[string]stroke {
	return map[string]stroke{"Esc": {fyne.KeyEscape, 0}, "F11": {fyne.KeyF11, 0}, "Ctrl+Enter": {fyne.KeyReturn, fyne.KeyModifierControl}}
}
