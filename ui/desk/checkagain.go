package desk

import (
	"context"

	"ringback/ciba"
)

// CheckAgain repeats a failed lookup of whether the answer was used before. The resulting outcome
// replaces the earlier one. It does nothing after Done, nor 15 minutes after the answer came.
func (d *Desk) CheckAgain() { d.act((*state).checkAgain) }

func (s *state) checkAgain() {
	if !s.canCheckAgain() {
		return
	}
	r := s.run
	ctx, stop := context.WithCancel(s.ctx)
	r.rechecks = stop
	s.course("checking_again", Say("course.checking_again"))
	s.job(func(context.Context) func(*state) {
		defer stop()
		result := r.verification.LookAgain(ctx)
		if ctx.Err() != nil {
			return nil // Done came first, and the outcome was recorded as shown
		}
		recorded := r.recorder.end(ctx, result)
		return func(s *state) {
			r.rechecks = nil
			if s.run != r {
				return
			}
			if result.Reason == ciba.ReasonNotLookedUp {
				s.course("not_looked_up", Say("course.not_looked_up"))
				return
			}
			r.recorded = recorded
			s.ended(result)
			s.refreshRecords()
		}
	})
}

// canCheckAgain reports whether another lookup could change the outcome.
func (s *state) canCheckAgain() bool {
	r := s.run
	return r != nil && r.result != nil && r.rechecks == nil && !r.recorder.finished() && r.verification.CanLookAgain()
}

// stopChecking cancels a repeated lookup.
func (s *state) stopChecking() {
	if s.run.rechecks != nil {
		s.run.rechecks()
	}
}

// giveUpChecking records the outcome as it is once no further lookup can change it.
func (s *state) giveUpChecking() {
	r := s.run
	if r == nil || r.result == nil || r.rechecks != nil || r.recorder.finished() || r.verification.CanLookAgain() {
		return
	}
	r.rechecks = func() {}
	s.job(func(ctx context.Context) func(*state) {
		r.verification.LookAgain(ctx) // forgets the tokens
		r.recorder.finish(ctx)
		return func(s *state) {
			r.rechecks = nil
			s.refreshRecords()
		}
	})
}
