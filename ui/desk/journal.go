package desk

import (
	"context"
	"errors"
	"time"

	"ringback/storage/config"
	"ringback/storage/journal"
)

// journals are the one that lasts, as far as it is open, and those in memory.
type journals struct {
	lasting journal.Journal // nil until open, and where there is nowhere to keep one
	opening bool
	tried   bool
	problem Text // why everything is kept in memory
	late    bool // … until the keyring answers
	blocked *JournalBlocked

	backlog *journal.Backlog // what is to be written there
	demo    *journal.Backlog // of demo, and of all where no journal is to last

	upkeep   bool      // it is under way
	upkeptAt time.Time // when it was done last
}

// openPatience is how long a journal that another program has is waited for before that is said. It
// is waited for all the same.
const openPatience = 60 * time.Second

// openJournal opens the journal that lasts, once, and looks for what a crash left in it. demo never
// gets here: it touches no disk.
func (s *state) openJournal() {
	if s.opt.OpenJournal == nil || s.journal.opening || s.journal.tried {
		return
	}
	s.tryJournal()
}

// tryJournal opens it now. One that another program has is waited for: memory never takes the place
// of a journal that is there.
func (s *state) tryJournal() {
	s.journal.opening = true
	s.job(func(ctx context.Context) func(*state) {
		lasting, err := s.openPatiently(ctx)
		var left []journal.Unfinished
		var unread error
		if err == nil {
			left, unread = upkeep(ctx, lasting)
		}
		return func(s *state) {
			s.journal.opening, s.journal.tried, s.journal.late = false, true, false
			s.opened(lasting, err)
			s.recordingKnown()
			if err == nil {
				s.unfinished = left
				s.journal.upkeptAt = s.opt.Now()
			}
			if unread != nil {
				s.journal.upkeptAt = time.Time{} // as soon as nobody is in the way
				s.notify(troubleOf(unread).told(), false)
			}
			s.memoryKnown()
			s.readRecent()
		}
	})
}

// openPatiently says so when it has waited for long.
func (s *state) openPatiently(ctx context.Context) (journal.Journal, error) {
	said := false
	for began := time.Now(); ; {
		lasting, err := s.opt.OpenJournal(ctx)
		if !errors.Is(err, journal.ErrBusy) || ctx.Err() != nil {
			return lasting, err
		}
		if !said && time.Since(began) >= openPatience {
			said = true
			s.desk.post(func(s *state) { s.block("busy") })
		}
		pause := time.NewTimer(time.Second)
		select {
		case <-pause.C:
		case <-ctx.Done():
		}
		pause.Stop()
	}
}

// opened takes over what came of opening.
func (s *state) opened(lasting journal.Journal, err error) {
	s.journal.blocked = nil
	switch trouble := troubleOf(err); {
	case err == nil:
		s.journal.lasting, s.journal.problem = lasting, Text{}
		s.journal.backlog.Attach(lasting)
	case trouble.ofKeyring():
		said := !s.journal.problem.IsZero()
		s.journal.problem = trouble.instead()
		// whoever locked it isn't asked again and again
		s.journal.late = trouble != "keyring_locked"
		if !said {
			s.notify(s.journal.problem, false) // nothing is kept from working
		}
	case s.ctx.Err() == nil:
		s.block(trouble)
	}
}

// askKeyring asks a keyring that was too slow once more: what is in memory moves into the journal
// then.
func (s *state) askKeyring() {
	if s.journal.late && !s.journal.opening {
		s.tryJournal()
	}
}

// memoryKnown tells the open journal which one it is, and reads it.
func (s *state) memoryKnown() {
	if s.journalDialog.page != nil {
		s.turnPage(func(p *JournalPage) { p.Memory = s.journal.lasting == nil || s.environment().ID == config.IDDemo })
		s.readRecords()
	}
}

// journalFor is where verifications of an environment are recorded.
func (s *state) journalFor(e config.Environment) journal.Journal {
	if e.ID != config.IDDemo && s.journal.lasting != nil {
		return s.journal.lasting
	}
	return s.opt.Journal
}

// journalReady reports whether it is known where to record: a start that came before that could
// escape the guard.
func (s *state) journalReady(e config.Environment) bool {
	return e.ID == config.IDDemo || s.opt.OpenJournal == nil || s.journal.tried && s.journal.blocked == nil
}
