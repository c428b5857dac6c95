package journal

import (
	"time"

	"ringback/ciba"
)

// guard protects a person from a second prompt. Its times are compared with the caller's clock,
// which may be set: setting it back by more than the guard's length opens the guard, because
// otherwise it would stay closed for that much longer.
type guard struct {
	id      string // of the verification
	since   time.Time
	until   time.Time
	refused bool
}

// openGuard returns the guard of a verification that has just begun.
func openGuard(id string, now time.Time) guard {
	return guard{id: id, since: now, until: now.Add(UnansweredGuard)}
}

// holds reports whether a guard is closed now.
func (g guard) holds(now time.Time) bool {
	return now.Before(g.until) && !now.Before(g.since.Add(g.since.Sub(g.until)))
}

// check returns an error if a verification must not begin now.
func (g guard) check(now time.Time, confirmed bool) error {
	switch {
	case !g.holds(now), g.refused && confirmed:
		return nil
	case g.refused:
		return &GuardError{Kind: ErrRefusedLately, ID: g.id, Until: g.until}
	}
	return &GuardError{Kind: ErrOpenVerification, ID: g.id, Until: g.until}
}

// acknowledged returns the guard once the deadline is known.
func (g guard) acknowledged(r ciba.Resumption) guard {
	g.since, g.until = r.SentAt, deadline(r)
	return g
}

// ended returns the guard after a verification has ended, and false if it is to be removed. It
// stays if the request may still be on the phone.
func (g guard) ended(ending Ending, now time.Time) (guard, bool) {
	switch {
	case ending.Outcome == ciba.Refused:
		return guard{id: g.id, since: now, until: now.Add(RefusedGuard), refused: true}, true
	case ending.Reason == ciba.ReasonNotLookedUp, ending.Reason == ciba.ReasonKeys, ending.Reason == ciba.ReasonNotMatched:
		return g, false // it was answered
	case ending.Outcome == ciba.Unknown, ending.Cancel == ciba.CancelUncertain:
		return g, true
	}
	return g, false
}

// deadline returns when a verification ends by itself.
func deadline(r ciba.Resumption) time.Time {
	return r.SentAt.Add(min(max(r.ExpiresIn, 0), ciba.MaxLifetime))
}
