package ui

import (
	"io"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// journalWorker verifies, exports and erases the journal.
type journalWorker interface {
	VerifyJournal(noted string)
	ExportJournal(format string, to io.WriteCloser) // closes what it was given
	AskErase()                                      // about the records that the filter picks
	KeepJournal()
	EraseJournal()
}

// journalWork are the pages that work on the whole journal: verify, export and erase.
type journalWork struct {
	j    *journalSheet
	desk journalWorker

	noted   *field
	head    *kit.Text
	finding *kit.Text
	check   *kit.Button
	copy    *kit.Button

	json, csv *kit.Button
	ask       fileAsk // where to save

	picked   *fyne.Container // what the filter picks, to be erased
	question *kit.Text
	sure     *kit.Button
}

func newJournalWork(j *journalSheet, d journalWorker) *journalWork {
	w, keys := j.w, j.dialog.Keys()
	say := w.words
	o := &journalWork{j: j, desk: d}
	o.noted = newFree(w, keys, kit.EntryOptions{Mono: true}, say.get("journal.noted"))
	o.head = kit.NewText("", kit.Style{Mono: true, Size: kit.SizeRow, Fit: kit.Wrapped})
	o.copy = newPlainCopyButton(w, keys, say.get("button.copy"), kit.Quiet, func() string { return j.page.ControlCode })
	o.finding = kit.NewText("", kit.Style{Bold: true, Fit: kit.Wrapped})
	o.check = kit.NewButton(keys, say.get("journal.button.verify"), "", kit.Primary, func() { d.VerifyJournal(o.noted.entry.Text) })

	o.json = kit.NewButton(keys, say.get("journal.button.json"), "", kit.Quiet, func() { o.saveAs("json") })
	o.csv = kit.NewButton(keys, say.get("journal.button.csv"), "", kit.Quiet, func() { o.saveAs("csv") })

	o.picked = kit.NewColumn(6)
	o.question = kit.NewText("", kit.Style{Bold: true, Fit: kit.Wrapped})
	o.sure = kit.NewButton(keys, say.get("journal.button.erase_sure"), "", kit.Danger, func() {
		if j.page.Erasing != nil { // a double press counts once
			d.EraseJournal()
		}
	})
	return o
}

func (o *journalWork) draw(page *desk.JournalPage) {
	say := o.j.w.words
	o.head.Set(page.ControlCode)
	finding, color := "", kit.ColorInk
	if page.Audit != nil {
		finding = say.say(page.Audit.Finding)
		if !page.Audit.Good {
			color = kit.ColorProblem
		}
	}
	o.finding.SetColor(color)
	o.finding.Set(finding)
	show(o.finding, finding != "")
	enable(o.check, !page.Busy)
	enable(o.json, !page.Busy)
	enable(o.csv, !page.Busy)

	asked := page.Erasing
	question := ""
	if asked != nil {
		question = say.get("journal.erase_nothing")
		if asked.Count > 0 {
			question = say.get("journal.erase_question", "Count", asked.Count)
		}
	}
	o.question.Set(question)
	show(o.question, question != "")
	o.picked.Objects = factRows(o.j.filter.facts(page.Filter))
	enable(o.sure, asked != nil && asked.Count > 0 && !page.Busy)
}

// page returns the content and the buttons of one of the three pages.
func (o *journalWork) page(place string) ([]fyne.CanvasObject, []*kit.Button) {
	say := o.j.w.words
	note := func(key string) fyne.CanvasObject { return kit.NewSoft(say.get(key)) }
	switch place {
	case journalVerify:
		ends := kit.NewColumn(2, kit.NewCaption(say.get("journal.ends")), kit.NewStretchRow(12, 0, o.head, o.copy))
		return []fyne.CanvasObject{note("journal.verify_note"), ends, kit.NewCaption(say.get("journal.head_note")), o.noted.root, o.finding, o.j.said},
			[]*kit.Button{o.check}
	case journalExport:
		return []fyne.CanvasObject{note("journal.export_note"), o.j.count, o.j.said}, []*kit.Button{o.json, o.csv}
	}
	about := "journal.erase_note"
	if o.j.page.Rights.Shared {
		about = "journal.shared.erase_note"
	}
	return []fyne.CanvasObject{note(about), o.picked, o.question, o.j.said}, []*kit.Button{o.sure}
}

func (o *journalWork) focusFirst(place string) {
	switch place {
	case journalVerify:
		o.j.w.focus(o.noted.entry)
	case journalExport:
		o.j.w.focus(o.json)
	}
}

// saveAs asks where to save. The desk writes there in the background and closes the file.
func (o *journalWork) saveAs(format string) {
	w := o.j.w
	failed := func(error) desk.Text { return desk.Say("journal.not_exported") }
	o.ask.saveAs(w, o.j.dialog.Keys(), w.words.get("journal.export_file", "Format", format), "."+format, failed, func(to fyne.URIWriteCloser) {
		o.desk.ExportJournal(format, to)
	})
}
