package ui

import (
	"io"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// journalWorker verifies, exports and erases the journal.
type journalWorker interface {
	VerifyJournal(noted string)
	ExportJournal(format string, to io.WriteCloser) // closes what it was given
	AskErase(desk.JournalErase)
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

	person   *field
	days     *span
	question *kit.Text
	find     *kit.Button
	sure     *kit.Button
	keep     *kit.Button
}

func newJournalWork(j *journalSheet, d journalWorker) *journalWork {
	w, keys := j.w, j.dialog.Keys()
	say := w.words
	o := &journalWork{j: j, desk: d}
	o.noted = newFree(w, keys, kit.EntryOptions{Mono: true}, say.get("journal.noted"))
	o.head = kit.NewText("", kit.Style{Mono: true, Size: kit.SizeRow, Fit: kit.Wrapped})
	o.copy = newPlainCopyButton(w, keys, say.get("button.copy"), kit.Quiet, func() string { return j.page.Head })
	o.finding = kit.NewText("", kit.Style{Bold: true, Fit: kit.Wrapped})
	o.check = kit.NewButton(keys, say.get("journal.button.verify"), "", kit.Primary, func() { d.VerifyJournal(o.noted.entry.Text) })

	o.json = kit.NewButton(keys, say.get("journal.button.json"), "", kit.Quiet, func() { o.saveAs("json") })
	o.csv = kit.NewButton(keys, say.get("journal.button.csv"), "", kit.Quiet, func() { o.saveAs("csv") })

	o.person = newFree(w, keys, kit.EntryOptions{Mono: true}, say.get(w.drawn.Environment.Key("journal.erase_person")))
	o.days = newSpan(w, keys, func() {})
	o.question = kit.NewText("", kit.Style{Bold: true, Fit: kit.Wrapped})
	o.find = kit.NewButton(keys, say.get("journal.button.erase_ask"), "", kit.Quiet, o.findThem)
	o.sure = kit.NewButton(keys, say.get("journal.button.erase_sure"), "", kit.Danger, func() {
		if j.page.Erasing != nil { // a double press counts once
			d.EraseJournal()
		}
	})
	o.keep = kit.NewButton(keys, say.get("journal.button.keep"), "", kit.Quiet, d.KeepJournal)
	return o
}

// findThem asks the desk how many records would be erased.
func (o *journalWork) findThem() {
	if from, until, fine := o.days.read(); fine {
		o.desk.AskErase(desk.JournalErase{Person: o.person.entry.Text, From: from, Until: until})
	}
}

func (o *journalWork) draw(page *desk.JournalPage) {
	say := o.j.w.words
	o.head.Set(page.Head)
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
	enable(o.find, !page.Busy)

	asked := page.Erasing
	question := ""
	if asked != nil {
		question = say.get("journal.erase_nothing")
		if asked.Count > 0 {
			question = say.get("journal.erase_question", "Count", asked.Count)
		}
	} else if o.person.entry.Locked() && !page.Busy {
		o.person.entry.Set("") // erased or kept: the person doesn't stay in the field
	}
	o.question.Set(question)
	show(o.question, question != "")
	for _, f := range []*field{o.person, o.days.from, o.days.until} {
		f.entry.SetLocked(asked != nil)
	}
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
	days := container.New(equal{12}, o.days.from.root, o.days.until.root)
	buttons := []*kit.Button{o.find}
	if o.j.page.Erasing != nil {
		buttons = []*kit.Button{o.sure, o.keep}
	}
	return []fyne.CanvasObject{note("journal.erase_note"), o.person.root, days, o.question, o.j.said}, buttons
}

func (o *journalWork) focusFirst(place string) {
	switch place {
	case journalVerify:
		o.j.w.focus(o.noted.entry)
	case journalExport:
		o.j.w.focus(o.json)
	default:
		o.j.w.focus(o.person.entry)
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
