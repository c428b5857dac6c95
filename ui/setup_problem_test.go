package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
)

func TestTheFirstProblemOfAFailedSaveIsWhollyInSight(t *testing.T) {
	for _, size := range []fyne.Size{{Width: 480, Height: 400}, {Width: 1024, Height: 600}} {
		as := plainShape()
		as.size = size
		w, d := open(t, emptyView(), as)
		asked := desk.Setup{Environment: "production", NeedClientID: true, NeedSecret: true, NeedIP: true, KeyringWorks: true}
		become(w, d, setupView(asked))
		s := w.screen.setup
		w.focus(s.client.entry)
		asked.OrganisationProblem, asked.IPProblem = desk.Say("production.problem.organisation"), desk.Say("form.ip.problem.private")
		become(w, d, setupView(asked))
		driver := fyne.CurrentApp().Driver()
		field, save := driver.AbsolutePositionForObject(s.organisation.root).Y, driver.AbsolutePositionForObject(s.save).Y
		if bottom := field + s.organisation.root.Size().Height; field < 40 || bottom > save {
			t.Errorf("at %v the first problem is from %.0f to %.0f, the buttons at %.0f", size, field, bottom, save)
		}
		if w.window.Canvas().Focused() != fyne.Focusable(s.organisation.entry) {
			t.Errorf("the focus is on %T", w.window.Canvas().Focused())
		}
		w.focus(s.client.entry)
		become(w, d, setupView(asked)) // drawn again for another reason
		if w.window.Canvas().Focused() != fyne.Focusable(s.client.entry) {
			t.Error("a problem that was there takes the focus away from a field")
		}
		keyboardOf(w).ctrlEnter(1)
		become(w, d, setupView(asked)) // saved again, with the same problem
		if w.window.Canvas().Focused() != fyne.Focusable(s.organisation.entry) {
			t.Errorf("saved again, the focus is on %T", w.window.Canvas().Focused())
		}
	}
}
