package desk

import (
	"context"
	"time"

	"ringback/storage/journal"
)

// upkeepEvery is how often records that are too old are removed from a journal that stays open.
// Opening it does the same.
const upkeepEvery = 24 * time.Hour

// upkeep removes records that are older than the retention, and returns what a crash left
// unfinished. What is kept for resuming, tokens included, the journal erases by itself whenever it
// is used after the time limit.
func upkeep(ctx context.Context, lasting journal.Journal, days int) (left []journal.Unfinished, err error) {
	_ = retain(ctx, lasting, days) // what remains is removed next time
	err = patiently(ctx, func() (err error) {
		left, err = lasting.Unfinished(ctx)
		return err
	})
	return left, err
}

// nextUpkeep returns when the open journal must be used although the operator does nothing; zero if
// it needn't.
func (s *state) nextUpkeep() time.Time {
	if s.journal.lasting == nil || s.journal.upkeep || s.run != nil && s.run.result == nil {
		return time.Time{} // a running verification uses the journal and must not wait
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

// stale returns when the state of an unfinished verification changes next.
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

// keepUp runs upkeep if it is due.
func (s *state) keepUp() {
	next := s.nextUpkeep()
	if next.IsZero() || s.opt.Now().Before(next) {
		return
	}
	lasting, retention := s.journal.lasting, s.retention()
	s.journal.upkeep = true
	s.job(func(ctx context.Context) func(*state) {
		left, err := upkeep(ctx, lasting, retention())
		return func(s *state) {
			s.journal.upkeep, s.journal.upkeptAt = false, s.opt.Now()
			if err != nil { // what a crash left is still to be found
				s.journal.upkeptAt = s.journal.upkeptAt.Add(time.Minute - upkeepEvery)
				return
			}
			s.unfinished = left
			s.lookForReplays()
		}
	})
}

// untilUpkeep returns the time until the next upkeep.
func (s *state) untilUpkeep() time.Duration {
	next := s.nextUpkeep()
	if next.IsZero() {
		return time.Hour
	}
	return max(time.Second, next.Sub(s.opt.Now()))
}
