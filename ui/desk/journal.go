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
	late    bool // … until the keyring answers
	blocked *JournalBlocked

	backlog *storage.Backlog // what is to be written there
	demo    *storage.Backlog // of demo, and of all where no journal is to last

	upkeep   bool      // it is under way
	upkeptAt time.Time // when it was done last
}

// JournalBlocked is why nothing can be started: the journal can't be read, and
// nobody has decided what becomes of it.
type JournalBlocked struct {
	Problem      Text
	Remedy       Text // for whoever has no buttons
	CanMoveAside bool
	CanKeep      bool // in memory, for this run
	Working      bool
}

// closingPatience is how long what isn't written yet is waited for at the end.
const closingPatience = 5 * time.Second

// openPatience is how long a journal that another program has is waited for
// before that is said. It is waited for all the same.
const openPatience = 60 * time.Second

// openBacklogs begins what writes into the journals.
func (s *state) openBacklogs() {
	// Told is called from the backlog's goroutine.
	told := func(id string) { s.desk.leave(message{quiet: true, do: func(s *state) { s.wasRecorded(id) }}) }
	s.journal.demo = storage.NewBacklog(storage.BacklogOptions{Memory: s.opt.Journal, Told: told, Now: s.opt.Now})
	s.journal.demo.AttachMemory()
	s.journal.backlog = storage.NewBacklog(storage.BacklogOptions{Memory: s.opt.Journal, Told: told, Now: s.opt.Now})
}

// Leave says that the window is about to close: from here on what isn't
// written yet is waited for.
func (d *Desk) Leave() {
	d.act(func(s *state) {
		if s.leaving.IsZero() {
			s.leaving = time.Now()
			s.askKeyring()
		}
	})
}

// unwritten is of how many verifications something can still be written.
func (s *state) unwritten() int {
	b := s.journal.backlog
	if b == nil || !b.WillWrite() && !s.journal.late {
		return 0
	}
	return b.Waiting()
}

// closeBacklogs waits a moment for what isn't written yet.
func (s *state) closeBacklogs() {
	patience := closingPatience
	if !s.leaving.IsZero() {
		patience = max(time.Second, patience-time.Since(s.leaving))
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), patience)
	defer cancel()
	if s.journal.late && s.journal.backlog.Waiting() > 0 {
		if lasting, err := s.opt.OpenJournal(ctx); err == nil { // the keyring may answer by now
			s.journal.lasting = lasting
			s.journal.backlog.Attach(lasting)
		}
	}
	s.journal.backlog.Close(ctx)
	s.journal.demo.Close(ctx)
}

// backlogFor is what writes verifications of an environment.
func (s *state) backlogFor(e storage.Environment) *storage.Backlog {
	if e.ID == storage.IDDemo || s.opt.OpenJournal == nil {
		return s.journal.demo
	}
	return s.journal.backlog
}

// openJournal opens the journal that lasts, once, and looks for what a crash
// left in it. demo never gets here: it touches no disk.
func (s *state) openJournal() {
	if s.opt.OpenJournal == nil || s.journal.opening || s.journal.tried {
		return
	}
	s.tryJournal()
}

// tryJournal opens it now. One that another program has is waited for: memory
// never takes the place of a journal that is there.
func (s *state) tryJournal() {
	s.journal.opening = true
	s.job(func(ctx context.Context) func(*state) {
		lasting, err := s.openPatiently(ctx)
		var left []storage.Unfinished
		var unread error
		if err == nil {
			left, unread = upkeep(ctx, lasting)
		}
		return func(s *state) {
			s.journal.opening, s.journal.tried, s.journal.late = false, true, false
			s.opened(lasting, err)
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
func (s *state) openPatiently(ctx context.Context) (storage.Journal, error) {
	said := false
	for began := time.Now(); ; {
		lasting, err := s.opt.OpenJournal(ctx)
		if !errors.Is(err, storage.ErrJournalBusy) || ctx.Err() != nil {
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
func (s *state) opened(lasting storage.Journal, err error) {
	s.journal.blocked = nil
	switch trouble := troubleOf(err); {
	case err == nil:
		s.journal.lasting, s.journal.problem = lasting, Text{}
		s.journal.backlog.Attach(lasting)
	case trouble.ofKeyring():
		said := !s.journal.problem.IsZero()
		s.journal.problem = trouble.instead()
		s.journal.late = trouble != "keyring_locked" // whoever locked it isn't asked again and again
		if !said {
			s.notify(s.journal.problem, false) // nothing is kept from working
		}
	case s.ctx.Err() == nil:
		s.block(trouble)
	}
}

// block keeps anything from being started until somebody decides.
func (s *state) block(t trouble) {
	aside := t == "damaged" || t == "newer" || t == "key_lost"
	s.journal.blocked = &JournalBlocked{
		Problem: t.told(), Remedy: t.told(), CanKeep: t != "busy",
		CanMoveAside: aside && s.opt.MoveJournalAside != nil,
	}
	if aside || t == "busy" { // which is tried again, by the desk and not by anybody
		s.journal.blocked.Problem = t.what()
	}
}

// askKeyring asks a keyring that was too slow once more: what is in memory moves
// into the journal then.
func (s *state) askKeyring() {
	if s.journal.late && !s.journal.opening {
		s.tryJournal()
	}
}

// MoveJournalAside moves a journal that can't be read out of the way, and
// begins a new one.
func (d *Desk) MoveJournalAside() {
	d.edit(func(s *state) {
		if b := s.journal.blocked; b == nil || !b.CanMoveAside || b.Working {
			return
		}
		working := *s.journal.blocked
		working.Working = true
		s.journal.blocked = &working
		s.job(func(ctx context.Context) func(*state) {
			err := patiently(ctx, func() error { return s.opt.MoveJournalAside(ctx) })
			return func(s *state) {
				if err != nil {
					s.notify(troubleOf(err).told(), true)
					again := working // the views hold the other one
					again.Working = false
					s.journal.blocked = &again
					return
				}
				s.tryJournal()
			}
		})
	})
}

// KeepInMemory goes on without a journal that can't be read: what happens is
// kept in memory for this run.
func (d *Desk) KeepInMemory() {
	d.edit(func(s *state) {
		if b := s.journal.blocked; b == nil || !b.CanKeep || b.Working {
			return
		}
		s.journal.problem = Say("journal.kept_in_memory", "Trouble", s.journal.blocked.Problem)
		s.journal.blocked = nil
		s.journal.backlog.MemoryOnly()
		s.memoryKnown()
	})
}

// wasRecorded shows by the outcome, and in the course, what has been written.
func (s *state) wasRecorded(id string) {
	if s.noteRecorded(id) || s.unwritten() != s.desk.View().Unwritten {
		s.desk.publish(s)
	}
}

// noteRecorded reports whether there is something new to be shown.
func (s *state) noteRecorded(id string) bool {
	r := s.run
	if r == nil || r.id != id || r.result == nil || !r.recorder.backlog.Recorded(id) {
		return false
	}
	s.tellRecorded()
	if r.outcome.Recorded {
		return false
	}
	r.recorded = true
	outcome := *r.outcome // the views hold the old one
	outcome.Recorded, outcome.Recording = true, false
	r.outcome = &outcome
	return true
}

// tellRecorded says in the course, once, that the answer is recorded.
func (s *state) tellRecorded() {
	if r := s.run; !r.toldOf && !r.result.ReceivedAt.IsZero() {
		r.toldOf = true
		s.course("recorded", Say("course.recorded"))
	}
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
	return e.ID == storage.IDDemo || s.opt.OpenJournal == nil || s.journal.tried && s.journal.blocked == nil
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
