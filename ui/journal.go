package ui

import (
	"reflect"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// The pages of the journal's dialog.
const (
	journalList   = "list"
	journalRecord = "record"
	journalVerify = "verify"
	journalExport = "export"
	journalErase  = "erase"
)

// journalWidth is the width of the dialog where there is room, and the others bound the height of
// its list, in dp.
const (
	journalWidth = 960
	journalLeast = 110
	journalMost  = 420
)

// journalDesk is what the journal needs of the desk.
type journalDesk interface {
	journalFilterer
	journalWorker
	OpenJournal() // opens View.Journal
	CloseJournal()
	MoreJournal()
	LiftFence(id string)
}

// journalSheet is the dialog with the journal: a list of records, one record in full, and pages to
// verify, export and erase.
type journalSheet struct {
	desk   journalDesk
	w      *Window
	dialog *kit.Dialog
	page   *desk.JournalPage // drawn last
	place  string            // the open page of the dialog
	filter *journalFilter
	rows   *kit.Rows
	heads  *kit.Heads
	shape  listShape
	none   *kit.Text
	count  *kit.Text
	head   *kit.Text
	memory *kit.Text
	said   *kit.Text
	list   []fyne.CanvasObject
	room   room // for the list
	work   *journalWork
	pick   string             // the id of the record that is open
	whole  desk.JournalRecord // drawn last

	verify, export, erase, close, back *kit.Button
}

func newJournal(w *Window, d journalDesk, page *desk.JournalPage) *journalSheet {
	j := &journalSheet{w: w, desk: d, place: journalList}
	say := w.words
	j.dialog = kit.NewDialog(w.window.Canvas(), w.keys, journalWidth, say.get("journal.heading"))
	keys := j.dialog.Keys()
	keys.Bind(fyne.KeyEscape, 0, j.leave)
	j.filter = newJournalFilter(w, d, keys)
	j.rows = kit.NewRows(keys, func(i int) {
		j.pick = j.page.Records[i].ID
		j.turnTo(journalRecord)
	})
	j.rows.OnNearEnd(j.more)
	j.rows.SetColumns(recordColumns(say, j.shape)...)
	j.heads = kit.NewHeads(j.rows)
	j.none = kit.NewSoft("")
	j.count = kit.NewText("", kit.Style{Size: kit.SizeSmall, Color: kit.ColorSoft})
	j.head = kit.NewText("", kit.Style{Size: kit.SizeSmall, Color: kit.ColorSoft, Mono: true, Fit: kit.Cut, Align: fyne.TextAlignTrailing})
	j.memory = kit.NewText("", kit.Style{Size: kit.SizeSmall, Fit: kit.Wrapped})
	j.said = kit.NewText("", kit.Style{Size: kit.SizeSmall, Fit: kit.Wrapped})
	stage := container.New(&j.room, j.rows, kit.NewColumn(0, j.none))
	j.list = []fyne.CanvasObject{j.filter.root, kit.NewLine(), kit.NewInset(0, 8, 0, 8, kit.NewColumn(4, j.heads, stage)), kit.NewStretchRow(16, 1, j.count, j.head), j.memory, j.said}
	j.work = newJournalWork(j, d)

	button := func(key string, to string) *kit.Button {
		return kit.NewButton(keys, say.get(key), "", kit.Quiet, func() { j.turnTo(to) })
	}
	j.verify, j.export, j.erase = button("journal.button.verify", journalVerify), button("journal.button.export", journalExport), button("journal.button.erase", journalErase)
	j.back = kit.NewButton(keys, say.get("window.back"), say.get("key.cancel"), kit.Quiet, func() { j.turnTo(journalList) })
	j.close = kit.NewButton(keys, say.get("button.close"), say.get("key.cancel"), kit.Quiet, j.dialog.Dismiss)
	j.dialog.OnDismissed(func() {
		w.screen.journal, w.screen.journalAway = nil, true
		d.CloseJournal()
	})
	j.draw(page)
	j.dialog.Show()
	w.focus(j.rows)
	return j
}

// leave leaves the open page of the dialog and, from the list, the dialog itself.
func (j *journalSheet) leave() {
	if j.place == journalList {
		j.dialog.Dismiss()
		return
	}
	j.turnTo(journalList)
}

// openJournal asks the desk for its journal.
func (w *Window) openJournal() {
	if w.presented == nil && w.touring == nil { // it shows case numbers
		w.screen.journalAway = false
		w.desk.OpenJournal()
	}
}

// draw shows a page of the desk. The list is long, so one that is already shown isn't compared
// again.
func (j *journalSheet) draw(page *desk.JournalPage) {
	if j.page == page {
		return
	}
	say := j.w.words
	j.page = page
	j.filter.draw(&j.w.drawn, page.Rights)
	if shape := listShapeOf(page); shape != j.shape {
		j.shape = shape
		j.rows.SetColumns(recordColumns(say, shape)...)
		j.heads.Refresh()
	}
	rows := make([]kit.Row, len(page.Records))
	for i := range page.Records {
		rows[i] = recordLine(say, &page.Records[i], j.shape)
	}
	j.rows.Set(rows)
	j.none.Set(j.emptyWord())
	appeared := len(rows) > 0 && !j.rows.Visible()
	show(j.none, len(rows) == 0)
	show(j.rows, len(rows) > 0)
	if page.More {
		j.count.Set(say.get("journal.records_over", "Number", say.Number(page.Total)))
	} else {
		j.count.Set(say.get("journal.records", "Count", page.Total))
	}
	j.head.Set("")
	if page.ControlCode != "" {
		j.head.Set(say.get("journal.head", "Head", page.ControlCode))
	}
	memory := ""
	switch {
	case page.Memory:
		memory = say.get("journal.memory_only_now")
	case page.Rights.Everybody:
		memory = say.get("journal.shared.everybody", "Login", page.Rights.Login)
	case page.Rights.Shared:
		memory = say.get("journal.shared.own", "Login", page.Rights.Login)
	}
	if why := j.w.drawn.JournalInMemory; !why.IsZero() {
		memory = say.say(why)
	}
	j.memory.Set(memory)
	show(j.memory, memory != "")
	drawSaid(j.said, say, page.Said, page.SaidBad)
	j.work.draw(page)
	if j.place == journalRecord {
		switch r := j.record(); {
		case r == nil: // it was erased, or no longer matches the filter
			j.turnTo(journalList)
			return
		case reflect.DeepEqual(*r, j.whole) && !j.said.Visible():
			return
		}
	}
	j.lay()
	// What is hidden takes no focus, as the list until its first records are read.
	if appeared && j.place == journalList && j.w.window.Canvas().Focused() == nil {
		j.w.focus(j.rows)
	}
}

// record returns the open record, or nil if it is no longer in the list.
func (j *journalSheet) record() *desk.JournalRecord {
	i := slices.IndexFunc(j.page.Records, func(r desk.JournalRecord) bool { return r.ID == j.pick })
	if i < 0 {
		return nil
	}
	return &j.page.Records[i]
}

// emptyWord returns the text that says why the list is empty.
func (j *journalSheet) emptyWord() string {
	say := j.w.words
	switch {
	case !j.page.Problem.IsZero():
		return say.say(j.page.Problem)
	case !j.page.PersonProblem.IsZero():
		return say.say(j.page.PersonProblem)
	case j.page.Loading:
		return say.get("journal.loading")
	case j.page.Filter == (desk.JournalFilter{}):
		return say.get("journal.empty")
	}
	return say.get("journal.no_match")
}

// more asks for more records when the end of the list comes into view.
func (j *journalSheet) more() {
	if j.page != nil && !j.page.Loading && j.page.Unread {
		j.desk.MoreJournal()
	}
}

// turnTo opens a page of the dialog.
func (j *journalSheet) turnTo(place string) {
	before := j.place
	j.place = place
	j.lay()
	switch place {
	case journalList:
		j.rows.UnselectAll()
		j.w.focus(j.rows)
		if before == journalErase {
			j.desk.KeepJournal()
		}
	case journalRecord:
		j.w.focus(j.back)
	case journalErase:
		j.desk.AskErase()
		j.w.focus(j.back)
	default:
		j.work.focusFirst(place)
	}
}

// lay puts the open page and its buttons into the dialog.
func (j *journalSheet) lay() {
	say := j.w.words
	title := say.get("journal.heading")
	switch j.place {
	case journalList:
		j.room.height = j.rows.Whole(dp(journalLeast))
		j.dialog.SetContent(j.list...)
		enable(j.export, j.page.Total > 0 && !j.page.Busy)
		enable(j.erase, j.page.Problem.IsZero() && j.page.PersonProblem.IsZero() && !j.page.Loading)
		enable(j.verify, j.page.Problem.IsZero() && !j.page.Loading)
		j.dialog.SetButtons(j.buttons()...)
		// The list gets, in whole lines, what the rest of the dialog leaves of the window.
		j.room.height = j.rows.Whole(min(j.room.height+max(j.dialog.Spare(), 0), dp(journalMost)))
	case journalRecord:
		r := j.record()
		j.whole = *r
		j.dialog.SetContent(append(recordWhole(j.w, r), j.said)...)
		copyIt := newCopyButton(j.w, j.dialog.Keys(), say.get("button.copy"), kit.Quiet, func() string { return plainRecord(say, r) })
		buttons := []*kit.Button{copyIt, j.back}
		if r.Fenced && !j.page.Rights.NoLift {
			lift := kit.NewButton(j.dialog.Keys(), say.get("journal.button.lift_fence"), "", kit.Quiet, func() { j.desk.LiftFence(r.ID) })
			enable(lift, !j.page.Busy)
			buttons = slices.Insert(buttons, 0, lift)
		}
		j.dialog.SetButtons(buttons...)
	default:
		title += " · " + say.get("journal.button."+j.place)
		content, buttons := j.work.page(j.place)
		j.dialog.SetContent(content...)
		j.dialog.SetButtons(append(buttons, j.back)...)
	}
	j.dialog.SetTitle(title)
	j.dialog.Refresh()
}

// buttons returns the list's buttons: those of what can be done in this journal.
func (j *journalSheet) buttons() (all []*kit.Button) {
	rights := j.page.Rights
	for _, one := range []struct {
		button *kit.Button
		no     bool
	}{{j.verify, rights.NoVerify}, {j.export, rights.NoExport || j.w.drawn.Fixed.NoExport}, {j.erase, rights.NoErase}, {j.close, false}} {
		if !one.no {
			all = append(all, one.button)
		}
	}
	return all
}

// room stacks objects at a given height.
type room struct{ height float32 }

func (r *room) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
		o.Move(fyne.NewPos(0, 0))
	}
}

func (r *room) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, r.height) }
