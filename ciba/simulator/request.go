package simulator

import (
	"time"
)

// The states of a request, as a phone shows them.
const (
	StateShown     = "shown"
	StateApproved  = "approved"
	StateRefused   = "refused"
	StateExpired   = "expired"
	StateCancelled = "cancelled"
	StateFailed    = "failed" // MitID failed with an error of its own
)

// outageLasts is how long Outage leaves the polls of a request unanswered.
const outageLasts = 20 * time.Second

// slowDowns is how many polls SlowDown answers with slow_down.
const slowDowns = 2

// request is one accepted backchannel authentication request. The simulator's lock guards it.
type request struct {
	authReqID   string
	promptID    string
	transaction string // MitID's transaction id
	client      Client
	person      Person   // who was asked
	approver    Person   // who answers: another person in OtherPerson
	scopes      []string // granted
	text        string   // as the phone shows it: in OtherText not the one that was sent
	action      string
	nonce       string
	scenario    Scenario
	received    time.Time
	expires     time.Time

	state     string
	ended     time.Time // when it left StateShown
	lastPoll  time.Time // zero before the first
	slowed    int       // polls that SlowDown has answered
	lostPolls int       // polls that Outage has dropped
	spoilt    int       // polls that a fault has answered
	match     string    // how the last CPR match about it was answered …
	matched   time.Time // … and when
	gone      bool      // fetched, reported or cancelled: the token endpoint no longer knows it
}

// settle updates the state to now: the scenario's answer if it is due, else expiry. It reports
// whether the phone shows something new.
func (r *request) settle(now time.Time, answerAfter time.Duration) bool {
	if r.state != StateShown {
		return false
	}
	state, at := r.ownAnswer(answerAfter)
	switch {
	case state != "" && !at.After(now) && !at.After(r.expires):
		r.end(state, at)
	case now.After(r.expires):
		r.end(StateExpired, r.expires)
	default:
		return false
	}
	return true
}

// ownAnswer returns the state to which the scenario itself brings the request, and when. An empty
// state means never, or not yet known.
func (r *request) ownAnswer(answerAfter time.Duration) (state string, at time.Time) {
	at = r.received.Add(answerAfter)
	switch r.scenario {
	case Approve, OtherPerson, OtherText, ForgedSignature:
		return StateApproved, at
	case Refuse:
		return StateRefused, at
	case MitIDError:
		return StateFailed, at
	case Outage:
		return StateApproved, r.received.Add(outageLasts)
	case SlowDown:
		if r.slowed < slowDowns {
			return "", at
		}
		return StateApproved, later(at, r.lastPoll)
	case Decide, Ignore:
		return "", at
	default: // a fault
		switch f := r.scenario.fault(); {
		case f.waits:
			return "", at
		case f.ends != "":
			return f.ends, at
		}
		return StateApproved, at
	}
}

func (r *request) end(state string, at time.Time) {
	r.state, r.ended = state, at
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
