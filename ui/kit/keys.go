package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Keys is the one table of keys of a window. Fyne gives a key to the widget that has the focus and
// to nobody else, so every focusable widget of this package asks the table first. A nil table holds
// no key.
//
// An action runs once for each press: while a key is held down the system repeats it, and a
// repeated Start would send a second prompt. A Keys belongs to the UI goroutine.
type Keys struct {
	bound   map[stroke]func()
	presses *presses
	off     int
	lent    []*Keys
	hooks   *Hooks
}

// Hooks tell the window what happens in whatever widget has the focus. Each may be nil.
type Hooks struct {
	Used    func() // a key went down
	Focused func() // a widget got the focus: the canvas knows which
	// a dialog, a menu or something else that had the table off has closed
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
	return &Keys{bound: map[stroke]func(){}, presses: newPresses(), hooks: &Hooks{}}
}

// SetHooks has the window told; dialogs tell it too.
func (k *Keys) SetHooks(h Hooks) { *k.hooks = h }

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

// onFocus does something more when a widget of this table gets the focus.
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

// Bind gives a key an action; an earlier one is replaced. The Enter of the number pad is the Return
// key.
func (k *Keys) Bind(key fyne.KeyName, modifier fyne.KeyModifier, act func()) {
	k.bound[stroke{oneEnter(key), modifier}] = act
}

// Unbind takes a key's action away.
func (k *Keys) Unbind(key fyne.KeyName, modifier fyne.KeyModifier) {
	delete(k.bound, stroke{oneEnter(key), modifier})
}

// Attach lets the keys of a canvas reach the table while nothing has the focus. Call it after the
// last Bind.
func (k *Keys) Attach(c fyne.Canvas) {
	c.SetOnTypedKey(func(ev *fyne.KeyEvent) { k.inForce().TypedKey(ev) })
	if d, ok := c.(desktop.Canvas); ok {
		d.SetOnKeyDown(k.KeyDown)
		d.SetOnKeyUp(k.KeyUp)
	}
	for s := range k.bound {
		if s.modifier == 0 {
			continue
		}
		k.attachShortcut(c, s)
		if s.key == fyne.KeyReturn {
			k.attachShortcut(c, stroke{fyne.KeyEnter, s.modifier})
		}
	}
}

func (k *Keys) attachShortcut(c fyne.Canvas, s stroke) {
	shortcut := &desktop.CustomShortcut{KeyName: s.key, Modifier: s.modifier}
	c.AddShortcut(shortcut, func(s fyne.Shortcut) { k.inForce().TypedShortcut(s) })
}

// TypedKey runs the action of a key without modifier and says whether there was one.
func (k *Keys) TypedKey(ev *fyne.KeyEvent) bool {
	return k.act(stroke{key: oneEnter(ev.Name)})
}

// TypedShortcut runs the action of a key with modifiers and says whether there was one.
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

// KeyDown notes that a key went down: what is typed next is a new press and not a repetition.
func (k *Keys) KeyDown(ev *fyne.KeyEvent) {
	if k != nil {
		k.presses.down(oneEnter(ev.Name))
		k.used()
	}
}

// KeyUp notes that a key was let go.
func (k *Keys) KeyUp(ev *fyne.KeyEvent) {
	if k != nil {
		k.presses.up(oneEnter(ev.Name))
	}
}

// Suspend switches the table off, until Resume was called as often.
func (k *Keys) Suspend() {
	if k != nil {
		k.off++
	}
}

// Resume takes one Suspend back.
func (k *Keys) Resume() {
	if k == nil || k.off == 0 {
		return
	}
	k.off--
	if k.off == 0 && k.hooks.Resumed != nil {
		k.hooks.Resumed()
	}
}

// Suspended says whether the table is off.
func (k *Keys) Suspended() bool { return k != nil && k.off > 0 }

// lend switches the table off and puts that of a dialog in its place, until takeBack.
// Both know the same presses: the Esc that closes a dialog must not, held on, cancel what is behind
// it.
func (k *Keys) lend(sub *Keys) {
	if k == nil {
		return
	}
	sub.presses, sub.hooks = k.presses, k.hooks
	k.lent = append(k.lent, sub)
	k.Suspend()
}

func (k *Keys) takeBack(sub *Keys) {
	if k == nil {
		return
	}
	for i, lent := range k.lent {
		if lent == sub {
			k.lent = slices.Delete(k.lent, i, i+1) // which lets go of the dialog
			k.Resume()
			return
		}
	}
}

// inForce is the table of the topmost dialog or, without one, this one.
func (k *Keys) inForce() *Keys {
	if len(k.lent) == 0 {
		return k
	}
	return k.lent[len(k.lent)-1].inForce()
}

// oneEnter makes the two Enter keys one.
func oneEnter(key fyne.KeyName) fyne.KeyName {
	if key == fyne.KeyEnter {
		return fyne.KeyReturn
	}
	return key
}

// firstPress says whether a key that a widget itself answers is a press and not a repetition.
func (k *Keys) firstPress(ev *fyne.KeyEvent) bool {
	return k == nil || k.presses.first(oneEnter(ev.Name))
}

// isPress says whether a key presses what has the focus.
func isPress(ev *fyne.KeyEvent) bool {
	return ev.Name == fyne.KeySpace || oneEnter(ev.Name) == fyne.KeyReturn
}
