package journal

import (
	"time"

	"ringback/ciba"
)

// guard keeps a person from a second prompt. It is compared with the clock of whoever begins, which
// can be set: one that is set back by more than the guard is long opens it, since it would close
// for as long otherwise.
type guard struct {
	id      string // of the verification
	since   time.Time
	until   time.Time
	refused bool
}

// openGuard is the guard of a verification that has just begun.
func openGuard(id string, now time.Time) guard {
	return guard{id: id, since: now, until: now.Add(UnansweredGuard)}
}

// holds reports whether a guard is closed now.
func (g guard) holds(now time.Time) bool {
	return now.Before(g.until) && !now.Before(g.since.Add(g.since.Sub(g.until)))
}

// check returns why a verification must not begin now, if so.
func (g guard) check(now time.Time, confirmed bool) error {
	switch {
	case !g.holds(now), g.refused && confirmed:
		return nil
	case g.refused:
		return &GuardError{Kind: ErrRefusedLately, ID: g.id, Until: g.until}
	}
	return &GuardError{Kind: ErrOpenVerification, ID: g.id, Until: g.until}
}

// acknowledged is the guard once the deadline is known.
func (g guard) acknowledged(r ciba.Resumption) guard {
	g.since, g.until = r.SentAt, deadline(r)
	return g
}

// ended is the guard after a verification ended; false: it is to go. Where the request may still be
// on the phone it stays.
func (g guard) ended(ending Ending, now time.Time) (guard, bool) {
	switch {
	case ending.Outcome == ciba.Refused:
		return guard{id: g.id, since: now, until: now.Add(RefusedGuard), refused: true}, true
	case ending.Reason == ciba.ReasonNotLookedUp, ending.Reason == ciba.ReasonKeys:
		return g, false // it was answered
	case ending.Outcome == ciba.Unknown, ending.Cancel == ciba.CancelUncertain:
		return g, true
	}
	return g, false
}

// deadline is when a verification ends by itself.
func deadline(r ciba.Resumption) time.Time {
	return r.SentAt.Add(min(max(r.ExpiresIn, 0), ciba.MaxLifetime))
}
