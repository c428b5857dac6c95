package desk

import (
	"context"

	"ringback/ciba"
)

// CheckAgain looks once more whether the answer was used before, where nobody could look: the
// outcome that comes of it takes the place of the one before. It does nothing after Done, nor 15
// minutes after the answer came.
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
			return nil // it is Done, and recorded as it was told
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

// canCheckAgain reports whether a look would still change the outcome.
func (s *state) canCheckAgain() bool {
	r := s.run
	return r != nil && r.result != nil && r.rechecks == nil && !r.recorder.finished() && r.verification.CanLookAgain()
}

// stopChecking ends a look that is taken again.
func (s *state) stopChecking() {
	if s.run.rechecks != nil {
		s.run.rechecks()
	}
}

// giveUpChecking records an outcome as it is when no other one can come of it.
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
