package ui

import (
	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// journalMover moves an unreadable journal aside, or continues without it.
type journalMover interface {
	MoveJournalAside()
	KeepInMemory() // continues without it
	RetryJournal() // opens a shared one again
}

// journalBlocked says why nothing can be sent: the journal can't be read, and the operator has to
// choose what to do with it.
type journalBlocked struct {
	desk   journalMover
	w      *Window
	shown  *desk.JournalBlocked
	column *fyne.Container
}

func newJournalBlocked(w *Window, d journalMover) *journalBlocked {
	return &journalBlocked{w: w, desk: d, column: kit.NewColumn(8)}
}

func (b *journalBlocked) draw(v *desk.View) {
	now := v.JournalBlocked
	show(b.column, now != nil)
	if b.shown == now {
		return
	}
	b.shown = now
	b.column.RemoveAll()
	if now == nil {
		return
	}
	say := b.w.words
	head := kit.NewText(say.get("journal.blocked.heading"), kit.Style{Bold: true})
	what := say.say(now.Problem)
	switch {
	case now.CanMoveAside && now.CanTry:
		what += " " + say.get("journal.blocked.alone_choice")
	case now.CanMoveAside:
		what += " " + say.get("journal.blocked.choice")
	case now.CanKeep:
		what += " " + say.get("journal.blocked.keep")
	case now.Tries || !now.CanTry:
		what += " " + say.get("journal.blocked.waiting")
	}
	row := kit.NewLines(buttonLines())
	button := func(key string, may bool, act func()) {
		if may {
			button := kit.NewButton(b.w.keys, say.get(key), "", kit.Quiet, act)
			button.Asks()
			enable(button, !now.Working)
			row.Add(button)
		}
	}
	button("journal.blocked.aside", now.CanMoveAside, b.desk.MoveJournalAside)
	button("journal.blocked.memory", now.CanKeep, b.desk.KeepInMemory)
	button("journal.blocked.again", now.CanTry, b.desk.RetryJournal)
	texts := kit.NewColumn(2, head, kit.NewText(what, kit.Style{Size: kit.SizeRow, Fit: kit.Wrapped}))
	b.column.Add(kit.NewNotice(kit.ToneRefused, kit.NewInset(0, 2, 0, 2, newAnswered(texts, row))))
	b.column.Refresh() // as in notices
}
