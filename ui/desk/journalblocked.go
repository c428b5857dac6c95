package desk

import (
	"context"
)

// JournalBlocked is why nothing can be started: the journal can't be read, and nobody has decided
// what becomes of it.
type JournalBlocked struct {
	Problem      Text
	Remedy       Text // for whoever has no buttons
	CanMoveAside bool
	CanKeep      bool // in memory, for this run
	Working      bool
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

// MoveJournalAside moves a journal that can't be read out of the way, and begins a new one.
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

// KeepInMemory goes on without a journal that can't be read: what happens is kept in memory for
// this run.
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
