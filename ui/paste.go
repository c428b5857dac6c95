package ui

import (
	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// paste offers a UUID that is on the clipboard; it is never taken unasked. The clipboard is looked at when the window or the
// person's field gets the focus, and only then: reading it can wait for another program.
type paste struct {
	w       *Window
	offered string
	used    string // was in the field since it was offered: not to be offered to the next request
	button  *kit.Button
	root    *fyne.Container
}

func newPaste(w *Window) *paste {
	p := &paste{w: w}
	p.button = kit.NewButton(w.keys, "", "", kit.Plain, p.take)
	p.root = kit.NewRow(0, p.button)
	p.root.Hide()
	return p
}

// look reads the clipboard.
func (p *paste) look() {
	if !p.w.open {
		return
	}
	p.offered = ""
	if !p.w.drawn.Locked {
		if person, ok := desk.ReadPerson(p.w.app.Clipboard().Content()); ok {
			p.offered = person
		}
	}
	if p.offered != p.used {
		p.used = ""
	}
	p.draw(&p.w.drawn)
	p.w.screen.form.settle()
}

// forget takes the offer away: what was offered is no longer on the clipboard.
func (p *paste) forget() {
	p.offered = ""
	p.draw(&p.w.drawn)
}

func (p *paste) draw(v *desk.View) {
	current, _ := desk.ReadPerson(v.Form.UUID.Value)
	if current != "" && current == p.offered {
		p.used = current
	}
	offer := p.offered != "" && !v.Locked && !v.Environment.Generic && p.offered != p.used
	if offer {
		p.button.Set(p.w.words.get("paste.offer", "Short", p.offered[:4]+"…"+p.offered[len(p.offered)-4:]), "")
	}
	show(p.root, offer)
}

func (p *paste) take() {
	if p.offered != "" && !p.w.drawn.Locked {
		p.w.desk.SetUUID(p.offered)
		p.w.screen.form.focusPerson()
	}
}
