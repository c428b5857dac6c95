package ui

import (
	"crypto/sha256"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// personSetter sets the person to ask.
type personSetter interface {
	SetPerson(string)
}

// paste offers a UUID that is on the clipboard. It never pastes without being asked. It reads the
// clipboard only when the window or the person's field gets the focus, because reading can block on
// another program.
type paste struct {
	desk    personSetter
	w       *Window
	offered string // "" if there is nothing to paste
	// used is the digest of the UUID that was last in the field. That UUID must not be offered for
	// the next request, nor kept in memory after this one.
	used   [sha256.Size]byte
	button *kit.Button
	root   *fyne.Container
}

func newPaste(w *Window, d personSetter) *paste {
	p := &paste{w: w, desk: d}
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
		person, ok := desk.ReadPerson(p.w.app.Clipboard().Content())
		switch {
		case !ok:
			p.used = [sha256.Size]byte{}
		case sha256.Sum256([]byte(person)) != p.used:
			p.offered, p.used = person, [sha256.Size]byte{}
		}
	}
	p.draw(&p.w.drawn)
	p.w.screen.form.settle()
}

// forget withdraws the offer: the UUID is no longer on the clipboard.
func (p *paste) forget() {
	p.offered = ""
	p.draw(&p.w.drawn)
}

func (p *paste) draw(v *desk.View) {
	if current, ok := desk.ReadPerson(v.Form.Person.Value); ok {
		p.used = sha256.Sum256([]byte(current))
		if current == p.offered {
			p.offered = ""
		}
	}
	offer := p.offered != "" && !v.Locked && v.Form.Has(desk.FieldUUID)
	if offer {
		p.button.Set(p.w.words.get("paste.offer", "Short", p.offered[:4]+"…"+p.offered[len(p.offered)-4:]), "")
	}
	show(p.root, offer)
}

func (p *paste) take() {
	if p.offered != "" && !p.w.drawn.Locked {
		p.desk.SetPerson(p.offered)
		p.w.screen.form.focusPerson()
	}
}
