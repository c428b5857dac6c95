package ui

import (
	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// phoneFace is the screen of the demo person's phone: next to the tabs, in one of them, and in a
// presentation.
type phoneFace struct {
	words        words
	organisation *kit.Text
	question     *kit.Text
	text         *kit.Text
	box          fyne.CanvasObject
	nothing      *kit.Text
	approve      *kit.Button
	refuse       *kit.Button
}

// newPhoneFace returns a face with the given buttons.
func newPhoneFace(w *Window, approve, refuse *kit.Button) *phoneFace {
	f := &phoneFace{words: w.words, approve: approve, refuse: refuse}
	f.organisation = kit.NewCaption("")
	f.question = kit.NewText("", kit.Style{Size: kit.SizeTitle, Bold: true, Fit: kit.Wrapped})
	f.text = kit.NewText("", kit.Style{Fit: kit.Wrapped})
	f.box = kit.NewFieldCard(f.text)
	f.nothing = kit.NewText("", kit.Style{Color: kit.ColorSoft, Fit: kit.Wrapped, Align: fyne.TextAlignCenter})
	return f
}

func (f *phoneFace) draw(shown *desk.Phone) {
	f.organisation.Set(shown.Organisation)
	f.question.Set(f.words.get("phone.approve_at", "Organisation", shown.Organisation))
	f.text.Set(shown.Text)
	for _, o := range []fyne.CanvasObject{f.organisation, f.question, f.box, f.approve, f.refuse} {
		show(o, shown.Shown)
	}
	show(f.nothing, !shown.Shown)
	f.nothing.Set(f.words.get(screenKey(shown.State)))
}

// screenKey returns the translation key of what a phone without a request shows.
func screenKey(state string) string {
	switch state {
	case "approved":
		return "phone.approved"
	case "refused":
		return "phone.refused"
	case "expired", "cancelled":
		return "phone.gone"
	default:
		return "phone.nothing"
	}
}
