package desk

import (
	"context"
	"reflect"
	"time"

	"ringback/storage/config"
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

// RetryJournal opens a shared journal again that couldn't be opened.
func (d *Desk) RetryJournal() {
	d.edit(func(s *state) {
		if b := s.journal.blocked; b == nil || !b.CanTry || s.journal.opening {
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

// watchShared watches the shared journal as long as somebody looks at it.
func (s *state) watchShared() {
	shared := s.opt.SharedJournal
	if shared == nil || shared.Watch == nil {
		return
	}
	wanted := s.journalDialog.page != nil && s.journal.lasting != nil && s.environment().ID != config.IDDemo
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

// readGrown is how long a journal that grows is waited for, so that many desks that write don't
// have each page read for every link.
const readGrown = time.Second

// hasGrown reads the shown records again in a moment.
func (s *state) hasGrown() {
	if s.journal.grown {
		return
	}
	s.journal.grown = true
	s.after(readGrown, func(s *state) {
		s.journal.grown = false
		s.refreshRecords()
		s.lookForReplays()
	})
}
