package kit

import (
	"slices"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Keys is the key table of a window. Fyne sends a key only to the widget that has the focus, so
// every focusable widget of this package asks the table first. A nil table has no keys.
//
// An action runs once for each press: while a key is held down the system repeats it, and a
// repeated Start would send a second prompt. A Keys must be used on Fyne's goroutine.
type Keys struct {
	bound   map[stroke]func()
	presses *presses
	off     int
	covered int // how many dialogs are above its widgets
	lent    []*Keys
	// everywhere are those of bound that dialogs above have as well
	everywhere map[stroke]func()
	hooks      *Hooks
	spoken     *Spoken
	typed      func(rune)          // what is typed without a field; may be nil
	pasted     func(text string)   // what is pasted without a field; may be nil
	turned     func(pages float32) // scrolls what is around, by pages; may be nil
}

// Hooks notify the window of what happens in its widgets and dialogs. Each may be nil.
type Hooks struct {
	Used    func() // a key went down
	Focused func() // a widget got the focus; the canvas knows which
	// Resumed is called when a dialog, a menu or anything else that had suspended the table has
	// closed
	Resumed func()
	Copied  func(text string) // a text was put on the clipboard by a widget of this package
}

// stroke is a key with its modifiers.
type stroke struct {
	key      fyne.KeyName
	modifier fyne.KeyModifier
}

// NewKeys returns an empty table.
func NewKeys() *Keys {
	return &Keys{bound: map[stroke]func(){}, everywhere: map[stroke]func(){}, presses: newPresses(), hooks: &Hooks{}, spoken: &Spoken{}}
}

// SetHooks sets the hooks, for dialogs as well.
func (k *Keys) SetHooks(h Hooks) { *k.hooks = h }

// SetOnText sets where text goes that is typed or pasted while no field has the focus, and the
// table is on. Blanks don't count as typed: they press buttons.
func (k *Keys) SetOnText(typed func(rune), pasted func(text string)) {
	k.typed, k.pasted = typed, pasted
}

// SetOnTurn sets what scrolls by pages, up if negative, for keys that no widget has a use for.
func (k *Keys) SetOnTurn(turned func(pages float32)) { k.turned = turned }

// typedRune is called for a character that no field takes.
func (k *Keys) typedRune(r rune) {
	if k != nil && k.off == 0 && k.typed != nil && !unicode.IsSpace(r) {
		k.typed(r)
	}
}

// typedPaste is called for a shortcut that no field takes.
func (k *Keys) typedPaste(s fyne.Shortcut) {
	if paste, ok := s.(*fyne.ShortcutPaste); ok && k != nil && k.off == 0 && k.pasted != nil {
		k.pasted(paste.Clipboard.Content())
	}
}

// turn scrolls what is around for a key that the focused widget has no use for.
func (k *Keys) turn(ev *fyne.KeyEvent) {
	if k == nil || k.off > 0 || k.turned == nil {
		return
	}
	const line, all = 0.2, 1e6
	switch ev.Name {
	case fyne.KeyDown:
		k.turned(line)
	case fyne.KeyUp:
		k.turned(-line)
	case fyne.KeyPageDown:
		k.turned(1)
	case fyne.KeyPageUp:
		k.turned(-1)
	case fyne.KeyEnd:
		k.turned(all)
	case fyne.KeyHome:
		k.turned(-all)
	}
}

func (k *Keys) used() {
	if k != nil && k.hooks.Used != nil {
		k.hooks.Used()
	}
}

func (k *Keys) gotFocus() {
	if k != nil && k.hooks.Focused != nil {
		k.hooks.Focused()
	}
}

// onFocus adds a function to call when a widget of this table gets the focus.
func (k *Keys) onFocus(do func()) {
	hooks, outer := *k.hooks, k.hooks
	hooks.Focused = func() {
		do()
		if outer.Focused != nil {
			outer.Focused()
		}
	}
	k.hooks = &hooks
}

func (k *Keys) copied(text string) {
	if k != nil && k.hooks.Copied != nil && text != "" {
		k.hooks.Copied(text)
	}
}

// Bind sets the action of a key and replaces an earlier one. The Enter key of the number pad counts
// as Return.
func (k *Keys) Bind(key fyne.KeyName, modifier fyne.KeyModifier, act func()) {
	k.bound[stroke{oneEnter(key), modifier}] = act
}

// BindEverywhere is Bind for the dialogs above as well.
func (k *Keys) BindEverywhere(key fyne.KeyName, modifier fyne.KeyModifier, act func()) {
	k.Bind(key, modifier, act)
	k.everywhere[stroke{oneEnter(key), modifier}] = act
}

// Unbind removes the action of a key.
func (k *Keys) Unbind(key fyne.KeyName, modifier fyne.KeyModifier) {
	delete(k.bound, stroke{oneEnter(key), modifier})
}

// Attach lets the keys of a canvas reach the table while nothing has the focus. Call it after the
// last Bind.
func (k *Keys) Attach(c fyne.Canvas) {
	c.SetOnTypedKey(func(ev *fyne.KeyEvent) {
		if now := k.inForce(); !now.TypedKey(ev) {
			now.turn(ev)
		}
	})
	c.SetOnTypedRune(k.typedRune)
	c.AddShortcut(&fyne.ShortcutPaste{}, k.typedPaste)
	if d, ok := c.(desktop.Canvas); ok {
		d.SetOnKeyDown(k.KeyDown)
		d.SetOnKeyUp(k.KeyUp)
	}
	k.eachShortcut(func(s *desktop.CustomShortcut) {
		c.AddShortcut(s, func(s fyne.Shortcut) { k.inForce().TypedShortcut(s) })
	})
}

// Lead makes the keys of another window's canvas act as if they were pressed in the table's own:
// they reach its focused widget, and without one the table. Where a key opens a dialog, front
// brings the own window forward, so that Tab reaches the dialog's buttons. Call it after the last
// Bind.
func (k *Keys) Lead(from, own fyne.Canvas, front func()) {
	then := func() {
		if k.Suspended() {
			front()
		}
	}
	from.SetOnTypedKey(func(ev *fyne.KeyEvent) {
		if focused := own.Focused(); focused != nil {
			focused.TypedKey(ev)
		} else {
			k.inForce().TypedKey(ev)
		}
		then()
	})
	from.SetOnTypedRune(func(r rune) {
		if focused := own.Focused(); focused != nil {
			focused.TypedRune(r)
		} else {
			k.typedRune(r)
		}
	})
	k.leadPresses(from, own)
	typed := func(s fyne.Shortcut) {
		if focused, ok := own.Focused().(fyne.Shortcutable); ok {
			focused.TypedShortcut(s)
		} else if !k.inForce().TypedShortcut(s) {
			k.typedPaste(s)
		}
		then()
	}
	from.AddShortcut(&fyne.ShortcutPaste{}, typed)
	k.eachShortcut(func(s *desktop.CustomShortcut) { from.AddShortcut(s, typed) })
}

// leadPresses tells of the keys that go down and up in another window.
func (k *Keys) leadPresses(from, own fyne.Canvas) {
	d, ok := from.(desktop.Canvas)
	if !ok {
		return
	}
	d.SetOnKeyDown(func(ev *fyne.KeyEvent) {
		if focused, ok := own.Focused().(desktop.Keyable); ok {
			focused.KeyDown(ev)
		} else {
			k.KeyDown(ev)
		}
	})
	d.SetOnKeyUp(func(ev *fyne.KeyEvent) {
		if focused, ok := own.Focused().(desktop.Keyable); ok {
			focused.KeyUp(ev)
		} else {
			k.KeyUp(ev)
		}
	})
}

// eachShortcut names the keys with modifiers, as Fyne knows them: Enter is two keys.
func (k *Keys) eachShortcut(do func(*desktop.CustomShortcut)) {
	for s := range k.bound {
		if s.modifier == 0 {
			continue
		}
		do(&desktop.CustomShortcut{KeyName: s.key, Modifier: s.modifier})
		if s.key == fyne.KeyReturn {
			do(&desktop.CustomShortcut{KeyName: fyne.KeyEnter, Modifier: s.modifier})
		}
	}
}

// TypedKey runs the action of a key without modifiers and reports whether there was one.
func (k *Keys) TypedKey(ev *fyne.KeyEvent) bool {
	return k.act(stroke{key: oneEnter(ev.Name)})
}

// TypedShortcut runs the action of a key with modifiers and reports whether there was one.
func (k *Keys) TypedShortcut(s fyne.Shortcut) bool {
	shortcut, ok := s.(*desktop.CustomShortcut)
	if !ok {
		return false
	}
	return k.act(stroke{oneEnter(shortcut.KeyName), shortcut.Modifier})
}

func (k *Keys) act(s stroke) bool {
	if k == nil || k.off > 0 {
		return false
	}
	act, ok := k.bound[s]
	if !ok {
		return false
	}
	if k.presses.first(s.key) {
		act()
	}
	return true
}

// KeyDown records that a key went down: the next typed key is a new press and not a repetition.
func (k *Keys) KeyDown(ev *fyne.KeyEvent) {
	if k != nil {
		k.presses.down(oneEnter(ev.Name))
		k.used()
	}
}

// KeyUp records that a key was released.
func (k *Keys) KeyUp(ev *fyne.KeyEvent) {
	if k != nil {
		k.presses.up(oneEnter(ev.Name))
	}
}

// Suspend switches the table off until Resume has been called as often.
func (k *Keys) Suspend() {
	if k != nil {
		k.off++
	}
}

// Resume undoes one Suspend.
func (k *Keys) Resume() {
	if k == nil || k.off == 0 {
		return
	}
	k.off--
	if k.off == 0 && k.hooks.Resumed != nil {
		k.hooks.Resumed()
	}
}

// Suspended reports whether the table is off.
func (k *Keys) Suspended() bool { return k != nil && k.off > 0 }

// lend switches the table off and uses a dialog's instead, until takeBack. Both share the state of
// presses: an Esc that closes a dialog and is held down must not cancel the request behind it.
func (k *Keys) lend(sub *Keys) {
	if k == nil {
		return
	}
	sub.presses, sub.hooks, sub.spoken = k.presses, k.hooks, k.spoken
	for s, act := range k.everywhere {
		sub.BindEverywhere(s.key, s.modifier, act)
	}
	k.lent = append(k.lent, sub)
	k.Suspend()
}

// Lend switches the table off and uses another one instead, for a dialog that isn't of this
// package, until it is taken back. What works everywhere works there, too.
func (k *Keys) Lend(sub *Keys) (takeBack func()) {
	k.lend(sub)
	return func() { k.takeBack(sub) }
}

func (k *Keys) takeBack(sub *Keys) {
	if k == nil {
		return
	}
	for i, lent := range k.lent {
		if lent == sub {
			k.lent = slices.Delete(k.lent, i, i+1) // and drops the reference to the dialog
			k.Resume()
			return
		}
	}
}

// inForce returns the table of the topmost dialog or, without one, this one.
func (k *Keys) inForce() *Keys {
	if len(k.lent) == 0 {
		return k
	}
	return k.lent[len(k.lent)-1].inForce()
}

// oneEnter maps both Enter keys to one.
func oneEnter(key fyne.KeyName) fyne.KeyName {
	if key == fyne.KeyEnter {
		return fyne.KeyReturn
	}
	return key
}

// firstPress reports whether a key that a widget handles itself is a press and not a repetition.
func (k *Keys) firstPress(ev *fyne.KeyEvent) bool {
	return k == nil || k.presses.first(oneEnter(ev.Name))
}

// isPress reports whether a key activates the focused widget.
func isPress(ev *fyne.KeyEvent) bool {
	return ev.Name == fyne.KeySpace || oneEnter(ev.Name) == fyne.KeyReturn
}
