package desk

import (
	"context"
	"reflect"
	"time"

	"ringback/ciba/mitid"
	"ringback/storage/config"
	"ringback/storage/journal"
)

// SharedJournal is what a desk can do with a journal that many desks share.
type SharedJournal struct {
	// Watch calls changed whenever the journal may have grown, until ctx ends. It may be nil.
	Watch func(ctx context.Context, changed func())
}

// How long the desk waits before it opens a shared journal again: from the first to the last.
const (
	shareAgainFirst = 2 * time.Second
	shareAgainMost  = 15 * time.Second
)

// blockShared prevents every start, as long as a shared journal can't be opened: nothing takes its
// place, since only its guard knows what other desks do. What waiting may cure is tried again.
func (s *state) blockShared(t trouble) {
	if s.ctx.Err() != nil {
		return
	}
	tries := !t.settled()
	now := &JournalBlocked{Problem: t.told(), Remedy: t.told(), CanTry: true, Tries: tries}
	if s.journal.blocked == nil || !reflect.DeepEqual(*s.journal.blocked, *now) {
		s.journal.blocked = now // the same one would be drawn anew
	}
	if !tries {
		return
	}
	if s.journal.again = min(2*s.journal.again, shareAgainMost); s.journal.again == 0 {
		s.journal.again = shareAgainFirst
	}
	s.journal.attempt++
	attempt := s.journal.attempt
	s.after(s.journal.again, func(s *state) {
		if attempt == s.journal.attempt { // the operator hasn't tried meanwhile
			s.trySharedAgain()
		}
	})
}

// after does something later, unless the desk ends before.
func (s *state) after(wait time.Duration, do func(*state)) {
	s.job(func(ctx context.Context) func(*state) {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
			return do
		case <-ctx.Done():
			return nil
		}
	})
}

// RetryJournal opens a shared journal again that couldn't be opened, or goes on with one whose file
// can't be read.
func (d *Desk) RetryJournal() {
	d.edit(func(s *state) {
		if b := s.journal.blocked; b == nil || !b.CanTry || s.journal.opening {
			return
		}
		if s.journal.lasting != nil { // a start finds out whether the database answers
			s.journal.blocked = nil
			return
		}
		working := *s.journal.blocked
		working.Working = true
		s.journal.blocked = &working
		s.trySharedAgain()
	})
}

func (s *state) trySharedAgain() {
	if !s.journal.opening && s.journal.lasting == nil {
		s.tryJournal()
	}
}

// looked is what the shared journal says of the person in the form.
type looked struct {
	whom  journal.Person // nobody: nobody valid is there
	until time.Time      // a request to them may be open; zero if none is, or nobody knows
	turn  int            // late answers about somebody before are dropped
	waits bool           // for until to be over
}

// watchShared watches the shared journal as long as somebody looks at it, or a person it may have
// something to say of stands in the form.
func (s *state) watchShared() {
	shared := s.opt.SharedJournal
	if shared == nil {
		return
	}
	if whom := s.lookable(); whom != s.looked.whom {
		s.looked = looked{whom: whom, turn: s.looked.turn + 1}
		s.look()
	}
	open := s.journal.lasting != nil && s.environment().ID != config.IDDemo
	wanted := shared.Watch != nil && open && (s.journalDialog.page != nil || s.looked.whom != journal.Person{})
	switch {
	case wanted && s.journal.watching == nil:
		ctx, stop := context.WithCancel(s.ctx)
		s.journal.watching = stop
		s.jobs.Go(func() {
			defer s.opt.Guard()
			shared.Watch(ctx, func() { s.desk.leave(message{weight: quiet, do: (*state).hasGrown}) })
		})
	case !wanted && s.journal.watching != nil:
		s.journal.watching()
		s.journal.watching = nil
	}
}

// lookable returns the person that a start would ask; nobody while the form has none who can be
// one, or a request runs.
func (s *state) lookable() journal.Person {
	_, looks := s.journal.lasting.(journal.Looker)
	if !looks || s.run != nil || s.environment().ID == config.IDDemo || s.form.person.typed == "" {
		return journal.Person{}
	}
	if _, wrong := s.problems()[mitid.FieldPerson]; wrong {
		return journal.Person{}
	}
	return s.ask().Key()
}

// look asks whether a request to the person in the form is open, another desk's too. The guard is
// asked again at a start: this only spares the operator, and the person, the attempt.
func (s *state) look() {
	lasting, is := s.journal.lasting.(journal.Looker)
	whom, turn := s.looked.whom, s.looked.turn
	if !is || whom == (journal.Person{}) {
		return
	}
	hashes := s.journal.lasting
	s.job(func(ctx context.Context) func(*state) {
		var until time.Time
		person, err := hashes.HashPerson(ctx, whom)
		if err == nil {
			until, err = lasting.OpenUntil(ctx, person)
		}
		return func(s *state) {
			if turn != s.looked.turn || err != nil {
				return
			}
			if s.looked.until = until; s.opt.Now().Before(until) && !s.looked.waits {
				s.looked.waits = true
				s.after(until.Sub(s.opt.Now()), func(s *state) {
					if turn == s.looked.turn {
						s.looked.waits = false
						s.look()
					}
				})
			}
		}
	})
}

// openUntil is what the view has of it.
func (s *state) openUntil() time.Time {
	if s.run != nil || !s.opt.Now().Before(s.looked.until) {
		return time.Time{}
	}
	return s.looked.until
}

// readGrown is how long a journal that grows is waited for, so that many desks that write don't
// have each page read for every link.
const readGrown = time.Second

// hasGrown reads the shown records again in a moment, and looks again.
func (s *state) hasGrown() {
	if s.journal.grown {
		return
	}
	s.journal.grown = true
	s.after(readGrown, func(s *state) {
		s.journal.grown = false
		s.refreshRecords()
		s.look()
	})
}
