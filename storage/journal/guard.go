package journal

import (
	"errors"
	"time"

	"ringback/ciba"
)

// Questions are what an operator is asked before another request to a person. Each is asked again
// for each request.
type Questions uint8

// The questions, the lightest first.
const (
	QuestionAskedLately Questions = 1 << iota // a request ended a few minutes ago, unverified
	QuestionThirdInHour                       // two in the last hour weren't verified
	QuestionFenced                            // it was reported that the person didn't start one
	allQuestions        = QuestionAskedLately | QuestionThirdInHour | QuestionFenced
)

// Names returns the questions as keys, the lightest first.
func (q Questions) Names() []string {
	var names []string
	for _, known := range []struct {
		question Questions
		name     string
	}{{QuestionAskedLately, "asked_lately"}, {QuestionThirdInHour, "third_in_an_hour"}, {QuestionFenced, "fenced"}} {
		if q&known.question != 0 {
			names = append(names, known.name)
		}
	}
	return names
}

// GuardError says why a verification must not begin.
type GuardError struct {
	// Kind is the gravest reason: ErrOpenVerification, ErrTooMany, ErrFenced, ErrThirdInHour or
	// ErrAskedLately, in this order.
	Kind  error
	Until time.Time // when that is over by itself
	ID    string    // of the verification that is open; "" for other reasons
	// Questions are all that the operator must confirm; 0 if no answer helps.
	Questions Questions

	// How the last request ended, with QuestionAskedLately. The outcome is "" if nobody knows.
	Outcome ciba.Outcome
	At      time.Time
	// Requests is how many requests count for ErrTooMany or ErrThirdInHour.
	Requests int
	// Reported is the newest report, with QuestionFenced; zero once its record was erased.
	Reported Report
}

func (e *GuardError) Error() string { return e.Kind.Error() }
func (e *GuardError) Unwrap() error { return e.Kind }

// isGuard reports whether an error is the guard's.
func isGuard(err error) bool {
	var guard *GuardError
	return errors.As(err, &guard)
}

// guard protects a person from a second prompt while one is open. Its times are compared with the
// caller's clock, which may be set: setting it back by more than the guard's length opens the
// guard, because otherwise it would stay closed for that much longer.
type guard struct {
	id    string // of the verification
	since time.Time
	until time.Time
	// refused is set by earlier versions only, for a minute after a refusal.
	refused bool
}

// openGuard returns the guard of a verification that has just begun.
func openGuard(id string, now time.Time) guard {
	return guard{id: id, since: now, until: now.Add(UnansweredGuard)}
}

// holds reports whether a guard is closed now.
func (g guard) holds(now time.Time) bool { return within(now, g.since, g.until) }

// within reports whether now is before until, and not before since by more than the time between
// them.
func within(now, since, until time.Time) bool {
	return now.Before(until) && !now.Before(since.Add(since.Sub(until)))
}

// acknowledged returns the guard once the deadline is known.
func (g guard) acknowledged(r ciba.Resumption) guard {
	g.since, g.until = r.SentAt, deadline(r)
	return g
}

// stays reports whether the guard stays closed after a verification has ended: the request may
// still be on the phone.
func (g guard) stays(ending Ending) bool {
	switch ending.Reason {
	case ciba.ReasonNotLookedUp, ciba.ReasonKeys, ciba.ReasonNotMatched:
		return false // it was answered
	}
	return ending.Outcome == ciba.Unknown || ending.Cancel == ciba.CancelUncertain
}

// deadline returns when a verification ends by itself.
func deadline(r ciba.Resumption) time.Time {
	return r.SentAt.Add(min(max(r.ExpiresIn, 0), ciba.MaxLifetime))
}
