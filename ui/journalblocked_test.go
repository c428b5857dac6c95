package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ringback/ui/desk"
)

// TestJournalThatCannotBeReadHasItsWaysOut: nothing is sent before the operator chooses one, and a
// shared journal has no way out.
func TestJournalThatCannotBeReadHasItsWaysOut(t *testing.T) {
	for _, c := range []struct {
		blocked desk.JournalBlocked
		press   string
		call    string
	}{
		{
			blocked: desk.JournalBlocked{Problem: desk.Say("journal.trouble.damaged"), CanMoveAside: true, CanKeep: true},
			press:   "Move the journal", call: "MoveJournalAside",
		},
		{
			blocked: desk.JournalBlocked{Problem: desk.Say("journal.trouble.key_lost"), CanMoveAside: true, CanKeep: true},
			press:   "Continue without it", call: "KeepInMemory",
		},
		{
			blocked: desk.JournalBlocked{Problem: desk.Say("database.trouble.full"), CanTry: true, Tries: true},
			press:   "Try again", call: "RetryJournal",
		},
	} {
		view := emptyView()
		view.JournalBlocked = &c.blocked
		w, d := open(t, view, plainShape())
		if all := shown(w); !strings.Contains(all, "Nothing can be sent yet") {
			t.Errorf("it isn't said: %s", all)
		}
		pressIn(t, w, c.press)
		if calls := d.called(); !slices.Equal(calls, []string{c.call}) {
			t.Errorf("%s called %v", c.press, calls)
		}
		become(w, d, emptyView())
		if all := shown(w); strings.Contains(all, c.press) || w.screen.notices.root.Visible() {
			t.Errorf("it stays: %s", all)
		}
	}
}

// TestEachButtonOfTheJournalIsExplained, and without a button, that the program tries again.
func TestEachButtonOfTheJournalIsExplained(t *testing.T) {
	for says, blocked := range map[string]desk.JournalBlocked{
		"Move the journal aside":  {Problem: desk.Say("journal.trouble.key_lost"), CanMoveAside: true, CanKeep: true},
		"If you continue without": {Problem: desk.Say("journal.trouble.disk_full"), CanKeep: true},
		"automatically":           {Problem: desk.Say("journal.trouble.busy")},
		"isn’t handed in":         {Problem: desk.Say("journal.blocked.alone"), CanMoveAside: true, CanTry: true},
		"again automatically":     {Problem: desk.Say("database.trouble.full"), CanTry: true, Tries: true},
	} {
		view := emptyView()
		view.JournalBlocked = &blocked
		if w, _ := open(t, view, plainShape()); !strings.Contains(shown(w), says) {
			t.Errorf("it doesn't say %q: %s", says, shown(w))
		}
	}
}

// TestCheckAgainIsOffered only where a look-up could still change the outcome.
func TestCheckAgainIsOffered(t *testing.T) {
	view := endedView("unknown", desk.ToneUnknown, "question", desk.Say("outcome.unknown.sentence.not_looked_up"), desk.Say("outcome.unknown.note"))
	w, d := open(t, view, plainShape())
	if strings.Contains(shown(w), "Check again") {
		t.Error("it is offered where nothing can come of it")
	}
	become(w, d, view, func(v *desk.View) { v.CanCheckAgain = true })
	pressIn(t, w, "Check again")
	if calls := d.called(); !slices.Equal(calls, []string{"CheckAgain"}) {
		t.Errorf("it called %v", calls)
	}
}

// TestClosingSaysThatItWaits for the journal, and then closes by itself.
func TestClosingSaysThatItWaits(t *testing.T) {
	for name, end := range map[string]func(w *Window, d *fakeDesk, over func()){
		"written":         func(w *Window, d *fakeDesk, _ func()) { become(w, d, emptyView()) },
		"five seconds":    func(_ *Window, _ *fakeDesk, over func()) { over() },
		"somebody's word": func(w *Window, _ *fakeDesk, _ func()) { pressIn(t, w, "Close now") },
	} {
		view := emptyView()
		view.Unwritten = 1
		w, d := open(t, view, plainShape())
		var over func()
		w.later = func(after time.Duration, do func()) *time.Timer {
			if after == writePatience {
				over = do
			}
			return time.NewTimer(time.Hour)
		}
		w.askToClose()
		if all := shown(w); w.gone.Load() || !strings.Contains(all, "Writing to the journal") {
			t.Errorf("%s: closed %t, said is %s", name, w.gone.Load(), all)
		}
		if calls := d.called(); !slices.Contains(calls, "Leave") {
			t.Errorf("%s: it called %v", name, calls)
		}
		end(w, d, over)
		if !w.gone.Load() {
			t.Errorf("%s: it stays open", name)
		}
	}
}
