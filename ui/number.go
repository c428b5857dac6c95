package ui

import (
	"time"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// numberDesk is what the question for the CPR number needs of the desk.
type numberDesk interface {
	GiveNumber(typed string)
	Cancel()
}

// number asks for the CPR number of a request that was begun before the program was restarted. Esc
// cancels the request: nothing else can come of it.
type number struct {
	w      *Window
	desk   numberDesk
	dialog *kit.Dialog
	typed  *field
	left   *kit.Text
	give   *kit.Button
}

func newNumber(w *Window, d numberDesk, asked *desk.Number) *number {
	say := w.words
	n := &number{w: w, desk: d, dialog: kit.NewDialog(w.window.Canvas(), w.keys, 460, say.get("number.heading"))}
	keys := n.dialog.Keys()
	n.typed = newFree(w, keys, kit.EntryOptions{Mono: true}, say.get("number.label"))
	n.typed.entry.OnPaste(func(text string, insert func(string)) { insert(desk.NewPasted(text).Text) })
	n.typed.entry.OnCopy(desk.CopiedPerson)
	n.left = kit.NewCaption("")
	n.give = kit.NewButton(keys, say.get("number.give"), "", kit.Primary, n.submit)
	keys.Bind(fyne.KeyReturn, 0, n.submit)
	keys.Bind(fyne.KeyReturn, fyne.KeyModifierControl, n.submit)
	n.dialog.SetContent(kit.NewSoft(say.get("number.why")), n.typed.root, n.left)
	n.dialog.SetButtons(kit.NewButton(keys, say.get("number.cancel"), say.get("key.cancel"), kit.Danger, n.dialog.Dismiss), n.give)
	n.dialog.OnDismissed(func() {
		w.screen.number, w.screen.numberAway = nil, true
		n.typed.entry.Set("")
		d.Cancel()
	})
	n.draw(asked)
	n.dialog.Show()
	w.focus(n.typed.entry)
	return n
}

func (n *number) submit() {
	if asked := n.w.drawn.Number; asked != nil && !asked.Comparing {
		n.desk.GiveNumber(n.typed.entry.Text)
	}
}

func (n *number) draw(asked *desk.Number) {
	say := n.w.words
	note := below{text: say.say(asked.Problem)}
	switch {
	case note.text != "":
		note.way = problem
	case asked.Wrong:
		note = below{problem, say.get("number.wrong", "Count", asked.Tries)}
	}
	n.typed.say(note)
	n.left.Set(say.get("number.left", "Count", int((asked.Remaining+time.Minute-1)/time.Minute)))
	enable(n.give, !asked.Comparing)
	n.dialog.Refresh()
}

func (n *number) hide() {
	n.typed.entry.Set("")
	n.dialog.Hide()
}
