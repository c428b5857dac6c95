package ui

import (
	"ringback/ui/desk"
	"ringback/ui/kit"
)

// guardDesk is what the guard's question needs of the desk.
type guardDesk interface {
	StartAnyway() // despite a recent refusal
	DismissGuard()
}

// guard says why Start did nothing: a request to this person is already open, or the person refused
// a moment ago.
type guard struct {
	dialog *kit.Dialog
}

func newGuard(w *Window, d guardDesk, why *desk.Guard) *guard {
	say := w.words
	heading, sentence := "guard.heading_open", "guard.open"
	if why.Refused {
		heading, sentence = "guard.heading_refused", "guard.refused"
	}
	g := &guard{dialog: kit.NewDialog(w.window.Canvas(), w.keys, 460, say.get(heading))}
	keys := g.dialog.Keys()
	g.dialog.SetContent(kit.NewSoft(say.on(w.drawn.Now).get(sentence, "Until", desk.Until(why.Until))))
	label := "button.close"
	var buttons []*kit.Button
	if why.Refused {
		label = "guard.dont"
		buttons = append(buttons, kit.NewButton(keys, say.get("guard.anyway"), "", kit.Danger, func() {
			if w.drawn.Guard != nil { // a double press sends once
				d.StartAnyway()
			}
		}))
	}
	away := kit.NewButton(keys, say.get(label), say.get("key.cancel"), kit.Quiet, g.dialog.Dismiss)
	g.dialog.SetButtons(append(buttons, away)...)
	g.dialog.OnDismissed(func() {
		w.screen.guard, w.screen.guardAway = nil, why
		d.DismissGuard()
	})
	g.dialog.Show()
	w.focus(away)
	return g
}
