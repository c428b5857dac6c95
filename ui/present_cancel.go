package ui

import (
	"ringback/ui/desk"
	"ringback/ui/kit"
)

// askToCancel asks whether to cancel the request. Before an audience Esc is pressed to get out of
// something, and a person holds a phone on which the request may be.
func (p *presentation) askToCancel() {
	if p.asking != nil || !p.w.drawn.CanCancel {
		return
	}
	w, say := p.w, p.w.words
	p.asking = kit.NewDialog(w.window.Canvas(), w.keys, 400, say.get("presentation.cancel.heading"))
	keys := p.asking.Keys()
	stay := kit.NewButton(keys, say.get("presentation.cancel.stay"), say.get("key.cancel"), kit.Quiet, p.asking.Dismiss)
	cancel := kit.NewButton(keys, say.get("button.cancel"), "", kit.Danger, func() {
		p.stopAsking()
		w.cancel()
	})
	p.asking.SetButtons(cancel, stay)
	p.asking.OnDismissed(func() { p.asking = nil })
	keys.Bind(keyPresent, 0, w.present) // F11 leaves whatever is open
	p.asking.Show()
	w.focus(stay)
}

// stopAsking takes the question away.
func (p *presentation) stopAsking() {
	if p.asking != nil {
		p.asking.Hide()
		p.asking = nil
	}
}

// drawAsking takes the question away where nothing can be cancelled any more: nothing covers an
// outcome.
func (p *presentation) drawAsking(v *desk.View) {
	if !v.CanCancel {
		p.stopAsking()
	}
}
