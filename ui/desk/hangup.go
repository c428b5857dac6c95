package desk

import (
	"slices"
	"time"
)

// A minute takes at most mostHangUps hang-ups; the others are ignored.
const (
	mostHangUps   = 10
	hangUpsWithin = time.Minute
)

// hangUps are the times of the latest hang-ups, oldest first, monotonic.
type hangUps []time.Time

// HangUp cancels the request on the desk if it waits for the person and its case is exactly this
// one: the call has ended, and the prompt must not stay on the phone. environment is an id, or ""
// for any. It touches nothing else, and an empty case matches no request. A link is no proof that
// a call has ended: the worst that it does is to cancel.
func (d *Desk) HangUp(caseNumber, environment string) {
	d.post(func(s *state) { s.hangUp(caseNumber, environment) })
}

func (s *state) hangUp(caseNumber, environment string) {
	s.hangUps = slices.DeleteFunc(s.hangUps, func(at time.Time) bool { return time.Since(at) >= hangUpsWithin })
	if len(s.hangUps) >= mostHangUps {
		return
	}
	s.hangUps = append(s.hangUps, time.Now())
	switch stage := s.stage(); {
	case stage != Starting && stage != Waiting, s.run.stopping,
		caseNumber == "", s.run.request.Case() != caseNumber,
		environment != "" && s.run.environment.ID != environment:
		return
	}
	s.run.hungUp = true
	s.cancelFrom(PartyRingback, "hung_up") // nobody at the desk did
}
