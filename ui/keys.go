package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"ringback/ui/kit"
)

// The keys of a presentation. None of them is a letter, so none can be swallowed by a field with
// the focus.
const (
	keyPresent = fyne.KeyF11
	keyReveal  = fyne.KeyF2
	keyQR      = fyne.KeyF3
	keyApprove = fyne.KeyF8
	keyRefuse  = fyne.KeyF9
)

// binding is a key of the window.
type binding struct {
	// id names it in the words: keys.ID says what it does. Several keys in a row can share one.
	id       string
	key      fyne.KeyName
	modifier fyne.KeyModifier
	act      func(*Window) // nil for a key that the focused field handles
	also     bool          // another key for the row before, which no list names
	turns    bool          // only while a presentation has pages: at the desk fields need it
	// everywhere says that it works in dialogs, too
	everywhere bool
}

// keyReceipt is the id of the key that opens the receipt.
const keyReceipt = "receipt"

// keyQuit is the id of the key that closes the window. It works in dialogs too, as the window's own
// button does.
const keyQuit = "quit"

// The ids of the keys for the size of texts. On some keyboards + is =, with Shift or without.
const (
	keyLarger    = "larger"
	keySmaller   = "smaller"
	keyUsualSize = "usual_size"
)

// The ids of the keys that turn the pages of a presentation. A presenter's clicker sends Page Up
// and Page Down.
const (
	keyNextPage     = "next_page"
	keyPreviousPage = "previous_page"
)

// keysTabs is the id of the keys that open the tabs.
const keysTabs = "tabs"

// bindings is the table of the window's keys, in the order in which F1 lists them. The README has
// the same.
func bindings() []binding {
	const ctrl, shift = fyne.KeyModifierControl, fyne.KeyModifierShift
	presenting := func(do func(w *Window, p *presentation)) func(*Window) {
		return func(w *Window) {
			if w.presented != nil && w.touring == nil {
				do(w, w.presented)
			}
		}
	}
	return []binding{
		{id: "paste", key: fyne.KeyV, modifier: ctrl},
		{id: "enter", key: fyne.KeyReturn},
		{id: "start", key: fyne.KeyReturn, modifier: ctrl, act: (*Window).primary},
		{id: "cancel", key: fyne.KeyEscape, act: (*Window).escape},
		{id: "copy_note", key: fyne.KeyC, modifier: ctrl | shift, act: (*Window).copyNote},
		{id: keyReceipt, key: fyne.KeyR, modifier: ctrl | shift, act: (*Window).openReceipt},
		{id: "journal", key: fyne.KeyJ, modifier: ctrl, act: (*Window).openJournal},
		{id: keysTabs, key: fyne.Key1, modifier: ctrl, act: opener(0)},
		{id: keysTabs, key: fyne.Key2, modifier: ctrl, act: opener(1)},
		{id: keysTabs, key: fyne.Key3, modifier: ctrl, act: opener(2)},
		{id: keysTabs, key: fyne.Key4, modifier: ctrl, act: opener(3)},
		{id: keysTabs, key: fyne.Key5, modifier: ctrl, act: opener(4)},
		{id: "help", key: fyne.KeyF1, act: (*Window).openKeys},
		{id: keyLarger, key: fyne.KeyPlus, modifier: ctrl, act: (*Window).largerTexts, everywhere: true},
		{id: keyLarger, key: fyne.KeyEqual, modifier: ctrl, act: (*Window).largerTexts, everywhere: true, also: true},
		{id: keyLarger, key: fyne.KeyEqual, modifier: ctrl | shift, act: (*Window).largerTexts, everywhere: true, also: true},
		{id: keySmaller, key: fyne.KeyMinus, modifier: ctrl, act: (*Window).smallerTexts, everywhere: true},
		{id: keyUsualSize, key: fyne.Key0, modifier: ctrl, act: (*Window).usualTexts, everywhere: true},
		{id: keyQuit, key: fyne.KeyQ, modifier: ctrl, act: (*Window).askToClose, everywhere: true},
		{id: "present", key: keyPresent, act: (*Window).present},
		{id: keyNextPage, key: fyne.KeyRight, act: turner(1), turns: true},
		{id: keyNextPage, key: fyne.KeyPageDown, act: turner(1), turns: true, also: true},
		{id: keyPreviousPage, key: fyne.KeyLeft, act: turner(-1), turns: true},
		{id: keyPreviousPage, key: fyne.KeyPageUp, act: turner(-1), turns: true, also: true},
		{id: "reveal", key: keyReveal, act: presenting(func(_ *Window, p *presentation) { p.reveal() })},
		{id: "qr", key: keyQR, act: presenting(func(_ *Window, p *presentation) { p.showQR(!p.qr) })},
		{id: "approve", key: keyApprove, act: presenting(func(w *Window, p *presentation) { p.phone.press(w.desk.Approve) })},
		{id: "refuse", key: keyRefuse, act: presenting(func(w *Window, p *presentation) { p.phone.press(w.desk.Refuse) })},
	}
}

// keyedTabs returns the tabs that have a key, in the order of the keys.
func keyedTabs() []string {
	return []string{tabResult, tabClaims, tabAppswitch, tabCourse, tabNetwork}
}

// opener returns what opens a tab that has a key, where the tab is offered.
func opener(nth int) func(*Window) {
	tab := keyedTabs()[nth]
	return func(w *Window) {
		if p := w.presented; p != nil {
			if w.touring == nil {
				p.openTab(tab)
			}
			return
		}
		if t := w.screen.tabs; t.offers(tab) {
			t.picked = true
			t.turnTo(tab)
		}
	}
}

// bindKeys fills the window's key table.
func (w *Window) bindKeys() {
	w.keys = kit.NewKeys()
	w.keys.SetHooks(kit.Hooks{Used: w.touch, Focused: w.focused, Resumed: w.refocus, Copied: w.rememberCopied})
	w.keys.SetOnText(w.textless())
	w.keys.SetOnTurn(func(pages float32) {
		if w.presented == nil && w.screen != nil {
			w.screen.frame.turnPage(pages)
		}
	})
	for _, b := range bindings() {
		switch {
		case b.turns: // see bindPages
		case b.everywhere:
			w.keys.BindEverywhere(b.key, b.modifier, func() { b.act(w) })
		case b.act != nil:
			w.keys.Bind(b.key, b.modifier, func() { b.act(w) })
		}
	}
	w.keys.Attach(w.window.Canvas())
}

// bindPages switches the keys that turn pages on or off.
func (w *Window) bindPages(on bool) {
	for _, b := range bindings() {
		switch {
		case !b.turns:
		case on:
			w.keys.Bind(b.key, b.modifier, func() { b.act(w) })
		default:
			w.keys.Unbind(b.key, b.modifier)
		}
	}
}

// turner returns what turns pages of a presentation, also during the tour.
func turner(by int) func(*Window) {
	return func(w *Window) {
		if w.presented != nil {
			w.presented.turn(by)
		}
	}
}

// key returns the name of a key as a button shows it: Ctrl+Shift+C.
func (w words) key(id string) string {
	for _, b := range bindings() {
		if b.id == id {
			return w.named(b)
		}
	}
	return ""
}

// tabKey returns the name of the key that opens a tab; "" for a tab without one.
func (w words) tabKey(tab string) string {
	all := slices.DeleteFunc(bindings(), func(b binding) bool { return b.id != keysTabs })
	if i := slices.Index(keyedTabs(), tab); i >= 0 {
		return w.named(all[i])
	}
	return ""
}

func (w words) named(b binding) string {
	name := string(b.key)
	switch b.key {
	case fyne.KeyReturn:
		name = "↵"
	case fyne.KeyLeft:
		name = "←"
	case fyne.KeyRight:
		name = "→"
	case fyne.KeyEscape:
		name = w.get("key.cancel")
	}
	if b.modifier&fyne.KeyModifierShift != 0 {
		name = w.get("key.shift") + "+" + name
	}
	if b.modifier&fyne.KeyModifierControl != 0 {
		name = "Ctrl+" + name
	}
	return name
}

// keyLine is a line of the list of keys.
type keyLine struct{ key, does string }

// keyLines returns the list of keys, except those with one of the ids in without. Keys that share
// an id are one line, from the first to the last.
func (w words) keyLines(without ...string) []keyLine {
	var lines []keyLine
	last := ""
	for _, b := range bindings() {
		if b.also || slices.Contains(without, b.id) {
			continue
		}
		if b.id == last {
			line := &lines[len(lines)-1]
			line.key = w.key(b.id) + "…" + string(b.key)
			continue
		}
		last = b.id
		lines = append(lines, keyLine{w.named(b), w.get("keys." + b.id)})
	}
	return lines
}

// keyLines returns the list of the keys that the policy leaves.
func (w *Window) keyLines() []keyLine {
	var without []string
	fixed := w.drawn.Fixed
	if fixed.NoReceipt {
		without = append(without, keyReceipt)
	}
	if fixed.TextSize {
		without = append(without, keyLarger, keySmaller, keyUsualSize)
	}
	if fixed.Hides(tabAppswitch) {
		without = append(without, "qr")
	}
	lines := w.words.keyLines(without...)
	if slices.ContainsFunc(keyedTabs(), fixed.Hides) {
		all := w.words.get("keys." + keysTabs)
		i := slices.IndexFunc(lines, func(l keyLine) bool { return l.does == all })
		lines[i].does = w.words.get("keys.tabs_shown")
	}
	return lines
}

// openKeys shows the list of keys.
func (w *Window) openKeys() {
	if w.touring != nil || w.listed != nil {
		return
	}
	dialog := kit.NewDialog(w.window.Canvas(), w.keys, 520, w.words.get("keys.heading"))
	lines := kit.NewColumn(6)
	for _, line := range w.keyLines() {
		key := kit.NewText(line.key, kit.Style{}) // the bold font has no sign for Enter
		lines.Add(kit.NewTopRow(12, 1, kit.NewLeast(130, 0, key), kit.NewSoft(line.does)))
	}
	dialog.SetContent(lines)
	closing := kit.NewButton(dialog.Keys(), w.words.get("button.close"), w.words.get("key.cancel"), kit.Quiet, dialog.Dismiss)
	dialog.SetButtons(closing)
	dialog.Keys().Bind(fyne.KeyF1, 0, dialog.Dismiss)
	dialog.OnDismissed(func() { w.listed = nil })
	w.listed = dialog
	dialog.Show()
	w.focus(closing)
}

// copyNote copies the note for the case file, as its button does.
func (w *Window) copyNote() {
	if w.drawn.Outcome != nil && w.presented == nil {
		w.screen.status.note.Tapped(nil)
	}
}
