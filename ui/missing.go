package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// spot is where something in the form can be corrected.
type spot struct {
	name   string // as in desk.Missing
	widget fyne.Focusable
}

// spots returns all of them, from the top of the form down.
func (f *form) spots() []spot {
	more := f.further
	return []spot{
		{desk.MissingAck, f.ack},
		{desk.FieldPerson, f.person.entry}, {desk.FieldHintToken, f.token.entry}, {desk.FieldText, f.text.entry}, {desk.FieldIP, f.ip.entry},
		{desk.FieldAction, more.action.pick}, {desk.FieldCase, more.caseNumber.entry}, {desk.FieldAppOS, more.appOS.pick}, {desk.FieldReturnURL, more.returnURL.entry},
		{desk.MissingSetup, f.setUp},
	}
}

// goTo moves the focus to a place, and opens the fold that it is in.
func (f *form) goTo(name string) {
	all := f.spots()
	i := slices.IndexFunc(all, func(p spot) bool { return p.name == name })
	if i < 0 || name == desk.MissingSetup && !f.missing.Visible() {
		return
	}
	if slices.Contains([]string{desk.FieldAction, desk.FieldCase, desk.FieldAppOS, desk.FieldReturnURL}, name) {
		f.further.fold.SetOpen(true)
		f.draw(&f.w.drawn)
	}
	f.w.focus(all[i].widget)
}

// showMissing moves the focus to what is missing if Start was pressed in vain since before.
func (w *Window) showMissing(before, now desk.Missing) {
	switch {
	case before.Asked == now.Asked:
	case w.presented != nil:
		w.presented.focusPerson() // the one field there
	default:
		w.screen.form.goTo(now.Field)
	}
}

// next moves the focus from a field to the next one that the request still lacks. It never starts
// anything: Enter ends a line, it doesn't send a prompt to somebody's phone.
func (f *form) next(from fyne.Focusable) {
	all := f.spots()
	at := slices.IndexFunc(all, func(p spot) bool { return p.widget == from })
	for i := 1; at >= 0 && i < len(all); i++ {
		if p := all[(at+i)%len(all)]; slices.Contains(f.w.drawn.Form.Lacks, p.name) {
			f.goTo(p.name)
			return
		}
	}
}

// onEnter lets Enter in each field move on.
func (f *form) onEnter() {
	for _, p := range f.spots() {
		if entry, ok := p.widget.(*kit.Entry); ok {
			entry.OnSubmitted = func(string) { f.next(entry) }
		}
	}
}

// textless handles what is typed or pasted while no field has the focus: it goes into the person's
// field, if that can be filled in now.
func (w *Window) textless() (typed func(rune), pasted func(string)) {
	field := func() *kit.Entry {
		switch {
		case w.drawn.State != desk.Idle || w.drawn.Locked || w.touring != nil || w.screen == nil:
		case w.presented == nil:
			return w.screen.form.person.entry
		case w.presented.request.person.root.Visible():
			return w.presented.request.person.entry
		}
		return nil
	}
	typed = func(r rune) {
		if entry := field(); entry != nil {
			w.focus(entry)
			entry.TypedRune(r)
		}
	}
	pasted = func(text string) {
		if entry, p := field(), desk.NewPasted(text); entry != nil && p.Text != "" {
			w.focus(entry)
			w.desk.PastePerson(p)
		}
	}
	return typed, pasted
}
