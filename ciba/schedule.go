package ciba

import "time"

// The manners of polling.
const (
	// providers compare arrivals; jitter must not look like haste
	pollMargin   = 300 * time.Millisecond
	slowDownStep = 5 * time.Second // RFC 8628 §3.5, CIBA Core §11
	maxBackOff   = 30 * time.Second
)

// schedule says when to poll. Its times are those of the stopwatch. It waits for nothing and sends
// nothing, so that every rule can be tested by itself.
type schedule struct {
	interval time.Duration // in force
	deadline time.Duration
	sent     time.Duration // of the last request, the start included
	wait     time.Duration // from sent; at least the interval
	heard    time.Duration // when the last answer came
	lost     int           // answers lost in a row
	asked    bool          // wait is what a Retry-After asked for
	last     bool          // the poll under way, or just answered, is the one past the deadline
	jitter   func() float64
}

func newSchedule(ack acknowledgement, jitter func() float64) schedule {
	return schedule{interval: ack.Interval, deadline: ack.ExpiresIn, wait: ack.Interval + pollMargin, jitter: jitter}
}

// next tells when the next poll is due, or that it is over: past the deadline after the one last
// poll, or after a lost answer.
func (s *schedule) next() (due time.Duration, over bool) {
	due = max(s.sent+s.wait, s.heard)
	if due < s.deadline {
		return due, false
	}
	if s.last || s.lost > 0 {
		return s.deadline, true
	}
	// The answer before the deadline was pending: one last poll decides, as soon past it as the
	// interval allows.
	return max(s.sent+s.interval+pollMargin, s.deadline+pollMargin, s.heard), false
}

// missed reports whether a poll that was due before the deadline can't be sent before it any more,
// and isn't owed past it: the machine slept, and the last answer was lost.
func (s *schedule) missed(now time.Duration) bool { return s.lost > 0 && now >= s.deadline }

// polled notes that a poll is being sent.
func (s *schedule) polled(at time.Duration) {
	s.sent = at
	s.last = at >= s.deadline
}

// answered notes what an answer says about the next poll.
func (s *schedule) answered(kind pollKind, retryAfter, at time.Duration) {
	s.heard = at
	switch kind {
	case pollLost:
		s.lost++
		// A back-off is a pause: it counts from when we gave up, however long that took (RFC 8628
		// §3.5: a timeout must reduce the frequency).
		s.wait = at - s.sent + s.backOff()
	case pollSlowDown:
		s.interval += slowDownStep
		fallthrough
	default:
		s.lost = 0
		s.wait = s.interval + pollMargin
	}
	s.asked = retryAfter > 0 && at-s.sent+retryAfter > s.wait
	if s.asked {
		// It counts from the answer. Where it is past the deadline, next still has the last poll
		// decide there.
		s.wait = at - s.sent + retryAfter
	}
}

// backOff grows with the answers lost in a row, from the interval to at most half a minute (or the
// interval), with jitter so that a provider that comes back isn't met by all its clients at once.
func (s *schedule) backOff() time.Duration {
	base := s.interval + pollMargin
	grown := base << min(s.lost-1, 4)
	grown = min(grown, max(maxBackOff, base))
	return base + time.Duration(float64(grown-base)*(0.75+0.25*s.jitter())) + time.Duration(float64(time.Second)*s.jitter()*0.5)
}
