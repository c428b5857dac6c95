package ui

import (
	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// guardDesk is what the guard's question needs of the desk.
type guardDesk interface {
	StartAnyway() // after the operator has asked
	DismissGuard()
}

// guard says why Start did nothing, and asks what there is to ask first.
type guard struct {
	dialog *kit.Dialog
}

func newGuard(w *Window, d guardDesk, why *desk.Guard) *guard {
	say := w.words
	g := &guard{dialog: kit.NewDialog(w.window.Canvas(), w.keys, 460, say.get("guard.heading."+why.Reason))}
	keys := g.dialog.Keys()
	var said []fyne.CanvasObject
	for _, reason := range why.Said {
		said = append(said, kit.NewSoft(say.on(w.drawn.Now).say(w.discreet(reason))))
	}
	g.dialog.SetContent(said...)
	label := "button.close"
	var buttons []*kit.Button
	if why.CanConfirm {
		label = "guard.dont"
		confirm := "guard.asked_to"
		if why.Reason == "asked_lately" {
			confirm = "guard.anyway"
		}
		buttons = append(buttons, kit.NewButton(keys, say.get(confirm), "", kit.Danger, func() {
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

// discreet returns a reason without the account of a colleague, for a big screen outside demo.
func (w *Window) discreet(reason desk.Text) desk.Text {
	if reason.Key == "guard.fenced" && w.presented != nil && w.drawn.Environment.Badge != desk.BadgeDemo {
		return desk.Say("guard.fenced_once")
	}
	return reason
}
