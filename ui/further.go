package ui

import (
	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// refiner is what the further options need of the desk.
type refiner interface {
	pasteDesk
	SetAction(string)
	SetCase(string)
	SetAppOS(string)
	SetReturnURL(string)
	SetEncoding(string)
}

// further are the options that most requests don't need. They are folded at first.
type further struct {
	form       *form
	fold       *kit.Fold
	fixed      *kit.Text // the IP that the environment sets
	action     *choice
	caseNumber *field
	cases      *recent
	numbered   *fyne.Container // the case and earlier ones
	appOS      *choice
	returnURL  *field
	encoding   *choice
	column     *fyne.Container
	folded     *fyne.Container
	root       fyne.CanvasObject
}

func newFurther(f *form, d refiner) *further {
	w, say := f.w, f.w.words
	r := &further{form: f}
	r.fixed = kit.NewCaption("")
	r.action = newChoice(w, say.get("form.action.label"), d.SetAction)
	r.caseNumber = newField(w, kit.EntryOptions{}, say.get("form.case.label"), d.SetCase)
	r.caseNumber.entry.SetPlaceHolder(say.get("form.case.placeholder"))
	r.caseNumber.takesPaste(desk.FieldCase, d)
	r.appOS = newChoice(w, say.get("form.app_os.label"), d.SetAppOS)
	r.returnURL = newField(w, kit.EntryOptions{}, say.get("form.return_url.label"), d.SetReturnURL)
	r.returnURL.entry.SetPlaceHolder(say.get("form.return_url.placeholder"))
	r.encoding = newChoice(w, say.get("form.hint_encoding.label"), d.SetEncoding)
	r.cases = newRecent(w, r.caseNumber, say.get("recent.cases"), d.SetCase)
	r.numbered = kit.NewColumn(2, r.caseNumber.root, r.cases.root)
	r.column = kit.NewColumn(14, r.fixed, r.action.root, r.numbered, r.appOS.root, r.returnURL.root, r.encoding.root)
	r.fold = kit.NewFold(w.keys, say.get("form.options"), r.column, f.unfolded(&r.folded))
	r.folded = kit.NewFolded(r.fold)
	r.root = r.folded
	return r
}

func (r *further) draw(v *desk.View) {
	say, form := r.form.w.words, &v.Form
	show(r.fixed, form.IPFolded)
	r.fixed.Set(say.get("form.ip.environment", "IP", form.IP.Value))

	r.action.draw(form.Actions, form.Action.Value, v.Locked, func(id string) string {
		if id == "" {
			return say.get("form.action.none")
		}
		return say.orRaw("form.action.", id, "")
	})
	r.caseNumber.draw(form.Case, v.Locked, below{text: say.get("form.case.note")})
	r.cases.draw(v.Recent.Cases, v.Locked)
	r.appOS.draw([]string{"", "IOS", "Android"}, form.AppOS.Value, v.Locked, func(id string) string {
		switch id {
		case "IOS":
			return say.get("form.app_os.ios")
		case "Android":
			return say.get("form.app_os.android")
		}
		return say.get("form.app_os.none")
	})
	show(r.returnURL.root, form.AppOS.Value != "" || form.ReturnURL.Value != "")
	r.returnURL.draw(form.ReturnURL, v.Locked, below{})
	r.encoding.draw(form.Encodings, form.Encoding, v.Locked, func(id string) string {
		return say.orRaw("form.hint_encoding.", id, "")
	})
	settle(r.numbered, r.column, r.folded)
}
