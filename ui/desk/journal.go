package desk

import (
	"context"
	"errors"
	"time"

	"ringback/storage"
)

// journal is the one that lasts, as far as it is open.
type journal struct {
	lasting storage.Journal // nil until open, and where there is nowhere to keep one
	opening bool
	tried   bool
	problem Text // why everything is kept in memory

	upkeep   bool      // it is under way
	upkeptAt time.Time // when it was done last
}

// openJournal opens the journal that lasts, once, and looks for what a crash
// left in it. demo never gets here: it touches no disk.
func (s *state) openJournal() {
	if s.opt.OpenJournal == nil || s.journal.opening || s.journal.tried {
		return
	}
	s.journal.opening = true
	s.job(func(ctx context.Context) func(*state) {
		var lasting storage.Journal
		err := patiently(ctx, func() (err error) {
			lasting, err = s.opt.OpenJournal(ctx)
			return err
		})
		var left []storage.Unfinished
		var unread error
		if err == nil {
			left, unread = upkeep(ctx, lasting)
		}
		return func(s *state) {
			s.journal.opening, s.journal.tried, s.journal.upkeptAt = false, true, s.opt.Now()
			switch {
			case err != nil:
				s.journal.problem = troubleOf(err).instead()
				s.notify(s.journal.problem, false) // nothing is kept from working
			case unread != nil:
				s.notify(troubleOf(unread).told(), false)
			}
			if err == nil {
				s.journal.lasting = lasting
			}
			s.unfinished = left
			s.memoryKnown()
			s.readRecent()
		}
	})
}

// memoryKnown tells the open journal which one it is, and reads it.
func (s *state) memoryKnown() {
	if s.book.page != nil {
		s.turnPage(func(p *JournalPage) { p.Memory = s.journal.lasting == nil || s.environment().ID == storage.IDDemo })
		s.readBook()
	}
}

// journalFor is where verifications of an environment are recorded.
func (s *state) journalFor(e storage.Environment) storage.Journal {
	if e.ID != storage.IDDemo && s.journal.lasting != nil {
		return s.journal.lasting
	}
	return s.opt.Journal
}

// journalReady reports whether it is known where to record: a start that came
// before that could escape the guard.
func (s *state) journalReady(e storage.Environment) bool {
	return e.ID == storage.IDDemo || s.opt.OpenJournal == nil || s.journal.tried
}

// Guard says why a verification was not started: somebody has a prompt of
// this person open, or the person refused a moment ago.
type Guard struct {
	Refused bool // StartAnyway may be pressed: the operator has asked
	Until   time.Time
}

// StartAnyway starts although the person refused a moment ago: the operator
// has asked, and says so.
func (d *Desk) StartAnyway() {
	d.edit(func(s *state) {
		if s.guard != nil && s.guard.Refused {
			s.guard = nil
			s.start(true)
		}
	})
}

// DismissGuard takes the guard's word away; nothing is sent.
func (d *Desk) DismissGuard() { d.edit(func(s *state) { s.guard = nil }) }

// guardOf reads why Begin refused; nil if it was for another reason.
func guardOf(err error) *Guard {
	var guard *storage.GuardError
	if !errors.As(err, &guard) {
		return nil
	}
	return &Guard{Refused: errors.Is(err, storage.ErrRefusedLately), Until: guard.Until}
}
