package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/layout"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// bigPhone is the demo person's phone on a big screen. Its buttons have keys.
type bigPhone struct {
	w       *Window
	face    *phoneFace
	buttons *fyne.Container
	column  *fyne.Container
	yields  *yielding
	fit     *fit
	root    fyne.CanvasObject
}

func newBigPhone(w *Window, d answerer) *bigPhone {
	p := &bigPhone{w: w}
	f := newPhoneFace(w,
		kit.NewButton(w.keys, w.words.get("button.approve"), w.words.key("approve"), kit.Primary, func() { p.press(d.Approve) }),
		kit.NewButton(w.keys, w.words.get("button.refuse"), w.words.key("refuse"), kit.Quiet, func() { p.press(d.Refuse) }))
	p.face, p.buttons = f, kit.NewColumn(8, f.approve, f.refuse)
	p.column = kit.NewColumn(8, f.organisation, f.question, f.box, layout.NewSpacer(), f.nothing, layout.NewSpacer(), p.buttons)
	p.fit = newFit(p.column)
	p.root = kit.NewPhoneCard(p.fit.root)
	p.yields = &yielding{card: p.root, columns: []*fyne.Container{p.buttons, p.column}, fit: p.fit}
	return p
}

func (p *bigPhone) draw(v *desk.View) {
	if v.Phone == nil {
		return
	}
	p.face.draw(v.Phone)
	approve, refuse := p.w.words.key("approve"), p.w.words.key("refuse")
	if p.w.touring != nil { // the tour presses the buttons
		approve, refuse = "", ""
	}
	p.face.approve.Set(p.w.words.get("button.approve"), approve)
	p.face.refuse.Set(p.w.words.get("button.refuse"), refuse)
	show(p.buttons, v.Phone.Shown)
	settle(p.buttons, p.column)
	// the text also names the organisation
	goes := []part{{p.face.organisation, nil}, {p.face.question, nil}}
	if p.w.touring != nil {
		goes = append(goes, part{p.buttons, nil})
	}
	p.yields.note(goes...)
	p.fit.settle()
}

// press presses a button of the phone if it is shown.
func (p *bigPhone) press(button func()) {
	if v := &p.w.drawn; v.Phone != nil && p.root.Visible() && v.Phone.Shown && p.w.touring == nil {
		button()
	}
}
