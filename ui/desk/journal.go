package desk

import (
	"context"
	"errors"
	"time"

	"ringback/storage/config"
	"ringback/storage/journal"
)

// journals are the lasting journal, once it is open, and the ones in memory.
type journals struct {
	lasting journal.Journal // nil until open, and if there is none
	opening bool
	tried   bool
	problem Text // why everything is kept in memory
	late    bool // … only until the keyring answers
	blocked *JournalBlocked

	backlog *journal.Backlog // writes into lasting
	demo    *journal.Backlog // writes demo's, and all if OpenJournal is nil

	again    time.Duration      // until a shared journal that can't be opened is tried again
	attempt  int                // … counted
	watching context.CancelFunc // ends watching a shared journal; nil while nobody does
	grown    bool               // it has grown, and is read in a moment

	looking bool   // for replays that were found later
	looked  uint64 // up to here

	upkeep   bool      // upkeep is running
	upkeptAt time.Time // when it was last done
}

// openPatience is how long the desk waits for a journal that another program holds before it says
// so. It keeps waiting afterwards.
const openPatience = 60 * time.Second

// openJournal opens the lasting journal, once, and looks for what a crash left in it. demo never
// calls it and touches no disk.
func (s *state) openJournal() {
	if s.opt.OpenJournal == nil || s.journal.opening || s.journal.tried {
		return
	}
	s.tryJournal()
}

// tryJournal opens the lasting journal now. It waits for one that another program holds: memory
// never replaces an existing journal.
func (s *state) tryJournal() {
	s.journal.opening = true
	retention := s.retention()
	s.job(func(ctx context.Context) func(*state) {
		lasting, err := s.openPatiently(ctx)
		var left []journal.Unfinished
		var unread error
		if err == nil {
			left, unread = upkeep(ctx, lasting, retention())
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
				s.journal.upkeptAt = time.Time{} // retry as soon as the journal is free
				s.notify(troubleOf(unread).told(), false)
			}
			s.memoryKnown()
			s.readRecent()
		}
	})
}

// openPatiently opens the journal, and says so once it has waited for openPatience.
func (s *state) openPatiently(ctx context.Context) (journal.Journal, error) {
	said := false
	for began := time.Now(); ; {
		lasting, err := s.opt.OpenJournal(ctx)
		if !errors.Is(err, journal.ErrBusy) || ctx.Err() != nil || s.opt.SharedJournal != nil {
			return lasting, err
		}
		if !said && time.Since(began) >= openPatience {
			said = true
			s.desk.post(func(s *state) { s.block(trouble{word: "busy"}) })
		}
		pause := time.NewTimer(time.Second)
		select {
		case <-pause.C:
		case <-ctx.Done():
		}
		pause.Stop()
	}
}

// opened applies the result of opening the journal.
func (s *state) opened(lasting journal.Journal, err error) {
	s.logJournal(err)
	if s.opt.SharedJournal != nil && err != nil {
		s.blockShared(troubleOf(err))
		return
	}
	s.journal.blocked = nil
	switch trouble := troubleOf(err); {
	case err == nil:
		s.journal.lasting, s.journal.problem, s.journal.again = lasting, Text{}, 0
		s.journal.backlog.Attach(lasting)
		s.hear(lasting)
		s.lookForReplays()
	case trouble.ofKeyring():
		said := !s.journal.problem.IsZero()
		s.journal.problem = trouble.instead()
		// a keyring that the user locked isn't asked again and again
		s.journal.late = trouble.word != "keyring_locked"
		if !said {
			s.notify(s.journal.problem, false) // the operator can work all the same
		}
	case s.ctx.Err() == nil:
		s.block(trouble)
	}
}

// askKeyring asks a slow keyring once more. When it answers, the records in memory move into the
// journal.
func (s *state) askKeyring() {
	if s.journal.late && !s.journal.opening {
		s.tryJournal()
	}
}

// memoryKnown updates the journal page once it is known which journal it shows, and reads its
// records. A person's hash of the journal before finds nobody in this one, and the person isn't
// kept: such a page closes.
func (s *state) memoryKnown() {
	page := s.journalDialog.page
	if page == nil {
		return
	}
	memory := s.journal.lasting == nil || s.environment().ID == config.IDDemo
	switch {
	case memory == page.Memory:
	case s.journalDialog.person != "":
		s.hideJournal()
		return
	case s.journalDialog.loaded > 0:
		s.showJournal(page.Filter)
	}
	s.turnPage(func(p *JournalPage) { p.Memory, p.Rights = memory, s.viewRights() })
	s.readRecords()
}

// journalFor returns the journal that records the verifications of an environment.
func (s *state) journalFor(e config.Environment) journal.Journal {
	if e.ID != config.IDDemo && s.journal.lasting != nil {
		return s.journal.lasting
	}
	return s.opt.Journal
}

// journalReady reports whether it is known where to record. A start before that could escape the
// guard.
func (s *state) journalReady(e config.Environment) bool {
	return e.ID == config.IDDemo || s.opt.OpenJournal == nil || s.journal.tried && s.journal.blocked == nil
}
