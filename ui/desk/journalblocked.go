package desk

import (
	"context"

	"ringback/storage/journal"
)

// JournalBlocked says why nothing can be started: the journal can't be read, and the operator
// hasn't decided what to do about it.
type JournalBlocked struct {
	Problem      Text
	Remedy       Text // for a user interface without buttons
	CanMoveAside bool
	CanKeep      bool // in memory, for this run
	CanTry       bool // to open it again
	Tries        bool // the desk does so itself, too
	Working      bool
}

// block prevents every start until the operator decides.
func (s *state) block(t trouble) {
	aside := t.unreadable()
	s.journal.blocked = &JournalBlocked{
		Problem: t.told(), Remedy: t.told(), CanKeep: t.word != "busy",
		CanMoveAside: aside && s.opt.MoveJournalAside != nil,
	}
	if aside || t.word == "busy" { // a busy journal is retried by the desk
		s.journal.blocked.Problem = t.what()
	}
}

// blockAlone prevents every start until the operator decides what becomes of the file of a shared
// journal, in which this desk records while nobody answers for that: it can't be read.
func (s *state) blockAlone(t trouble) {
	if _, moves := s.journal.lasting.(journal.FileMover); moves && t.unreadable() {
		s.journal.blocked = &JournalBlocked{Problem: Say("journal.blocked.alone"), Remedy: t.told(), CanMoveAside: true, CanTry: true}
	}
}

// moveAside moves the journal's file aside, or that of a shared one.
func (s *state) moveAside() func(context.Context) error {
	if mover, moves := s.journal.lasting.(journal.FileMover); moves {
		return mover.MoveFileAside
	}
	return s.opt.MoveJournalAside
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
		move, open := s.moveAside(), s.journal.lasting != nil
		s.job(func(ctx context.Context) func(*state) {
			err := patiently(ctx, func() error { return move(ctx) })
			return func(s *state) {
				if err != nil {
					s.notify(troubleOf(err).told(), true)
					again := working // published views hold the other one
					again.Working = false
					s.journal.blocked = &again
					return
				}
				if open {
					s.journal.blocked = nil
					return
				}
				s.tryJournal()
			}
		})
	})
}

// KeepInMemory continues without a journal that can't be read: records are kept in memory for this
// run.
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
