package ui

import (
	"crypto/sha256"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// personSetter sets the person to ask.
type personSetter interface {
	pasteDesk
	SetPerson(string)
}

// paste offers the person whom the text on the clipboard names. It never pastes without being
// asked. It reads the clipboard only when the window or the person's field gets the focus, because
// reading can block on another program.
type paste struct {
	desk    personSetter
	w       *Window
	offered string // "" if there is nobody to paste
	short   string // … as the button names them
	// used is the digest of the person who was last in the field, who must not be offered for the
	// next request, nor kept in memory after this one.
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
	p.offered, p.short = "", ""
	if !p.w.drawn.Locked {
		found := desk.FindPerson(&p.w.drawn, desk.NewPasted(p.w.app.Clipboard().Content()).Text)
		switch {
		case found.Person == "":
			p.used = [sha256.Size]byte{}
		case sha256.Sum256([]byte(found.Person)) != p.used:
			p.offered, p.short, p.used = found.Person, found.Short, [sha256.Size]byte{}
		}
	}
	p.draw(&p.w.drawn)
	p.w.screen.form.settle()
}

// forget withdraws the offer: the person is no longer on the clipboard.
func (p *paste) forget() {
	p.offered, p.short = "", ""
	p.draw(&p.w.drawn)
}

func (p *paste) draw(v *desk.View) {
	if current := desk.FindPerson(v, v.Form.Person.Value).Person; current != "" {
		p.used = sha256.Sum256([]byte(current))
		if current == p.offered {
			p.offered, p.short = "", ""
		}
	}
	offer := p.offered != "" && !v.Locked && !v.Form.Person.Valid
	if offer {
		p.button.Set(p.w.words.get("paste.offer", "Short", p.short), "")
	}
	show(p.root, offer)
}

func (p *paste) take() {
	if p.offered != "" && !p.w.drawn.Locked {
		p.desk.PastePerson(desk.NewPasted(p.offered))
		p.w.screen.form.focusPerson()
	}
}
