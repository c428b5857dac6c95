package desk

import (
	"context"
	"time"

	"ringback/storage/journal"
)

// upkeepEvery is how often a journal that stays open has what is too old removed, as opening it
// does.
const upkeepEvery = 24 * time.Hour

// upkeep removes what is older than records are kept, and returns what a crash left. What is kept
// to go on after one, tokens included, the journal erases whenever it is used once its time has
// come.
func upkeep(ctx context.Context, lasting journal.Journal) (left []journal.Unfinished, err error) {
	_, _ = lasting.Retain(ctx, journal.Retention) // what isn't removed now is removed next time
	err = patiently(ctx, func() (err error) {
		left, err = lasting.Unfinished(ctx)
		return err
	})
	return left, err
}

// nextUpkeep is when the open journal is to be used though nobody does anything; zero if it needn't
// be.
func (s *state) nextUpkeep() time.Time {
	if s.journal.lasting == nil || s.journal.upkeep || s.run != nil && s.run.result == nil {
		return time.Time{} // a verification uses it, and is not to wait for it
	}
	next := s.journal.upkeptAt.Add(upkeepEvery)
	due := func(t time.Time) {
		if t.After(s.journal.upkeptAt) && t.Before(next) {
			next = t
		}
	}
	if r := s.run; r != nil {
		if r.result.ReceivedAt.IsZero() {
			due(r.at.Add(journal.KeptAfterReceipt))
		} else {
			due(r.result.ReceivedAt.Add(journal.KeptAfterReceipt))
		}
	}
	for _, u := range s.unfinished {
		due(stale(u))
	}
	return next
}

// stale is when something else is left of an unfinished verification.
func stale(u journal.Unfinished) time.Time {
	deadline := u.Resumption.SentAt.Add(u.Resumption.ExpiresIn)
	switch u.Left {
	case journal.LeftReceived:
		return u.Received.Add(journal.KeptAfterReceipt)
	case journal.LeftWaiting:
		return deadline
	}
	return deadline.Add(journal.KeptAfterReceipt)
}

// keepUp uses the journal if it is time.
func (s *state) keepUp() {
	next := s.nextUpkeep()
	if next.IsZero() || s.opt.Now().Before(next) {
		return
	}
	lasting := s.journal.lasting
	s.journal.upkeep = true
	s.job(func(ctx context.Context) func(*state) {
		left, err := upkeep(ctx, lasting)
		return func(s *state) {
			s.journal.upkeep, s.journal.upkeptAt = false, s.opt.Now()
			if err != nil { // what a crash left in it is still to be found
				s.journal.upkeptAt = s.journal.upkeptAt.Add(time.Minute - upkeepEvery)
				return
			}
			s.unfinished = left
		}
	})
}

// untilUpkeep is how long the journal can be left alone.
func (s *state) untilUpkeep() time.Duration {
	next := s.nextUpkeep()
	if next.IsZero() {
		return time.Hour
	}
	return max(time.Second, next.Sub(s.opt.Now()))
}
