package ciba

import "time"

// The limits of polling.
const (
	// providers measure arrival times, which network jitter can bring closer together
	pollMargin   = 300 * time.Millisecond
	slowDownStep = 5 * time.Second // RFC 8628 §3.5, CIBA Core §11
	maxBackOff   = 30 * time.Second
)

// schedule decides when to poll. Its times are those of the stopwatch. It neither waits nor sends,
// so that tests can cover every rule without a client.
type schedule struct {
	interval time.Duration // in force
	deadline time.Duration
	sent     time.Duration // of the last request, the start included
	wait     time.Duration // from sent; at least the interval
	heard    time.Duration // when the last answer came
	lost     int           // answers lost in a row
	asked    bool          // a Retry-After decided wait
	last     bool          // the current or latest poll was sent past the deadline
	jitter   func() float64
}

func newSchedule(ack acknowledgement, jitter func() float64) schedule {
	return schedule{interval: ack.Interval, deadline: ack.ExpiresIn, wait: ack.Interval + pollMargin, jitter: jitter}
}

// next returns when the next poll is due, or that polling is over: after the one poll past the
// deadline, or at the deadline if the last answer was lost.
func (s *schedule) next() (due time.Duration, over bool) {
	due = max(s.sent+s.wait, s.heard)
	if due < s.deadline {
		return due, false
	}
	if s.last || s.lost > 0 {
		return s.deadline, true
	}
	// The last answer was pending: one more poll decides, as soon after the deadline as the
	// interval allows.
	return max(s.sent+s.interval+pollMargin, s.deadline+pollMargin, s.heard), false
}

// missed reports whether the deadline passed while a poll was due, after a lost answer, because the
// machine slept. Such a poll isn't made up for.
func (s *schedule) missed(now time.Duration) bool { return s.lost > 0 && now >= s.deadline }

// polled records that a poll is being sent.
func (s *schedule) polled(at time.Duration) {
	s.sent = at
	s.last = at >= s.deadline
}

// answered records what an answer says about the next poll.
func (s *schedule) answered(kind pollKind, retryAfter, at time.Duration) {
	s.heard = at
	switch kind {
	case pollLost:
		s.lost++
		// A back-off counts from when we gave up, however long that took (RFC 8628 §3.5: a timeout
		// must reduce the frequency).
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
		// It counts from the answer. If it ends past the deadline, next still allows the one last
		// poll.
		s.wait = at - s.sent + retryAfter
	}
}

// backOff returns a wait that grows with the answers lost in a row, from the interval to at most
// half a minute (or the interval, if longer). It has jitter, so that a provider that recovers isn't
// met by all its clients at once.
func (s *schedule) backOff() time.Duration {
	base := s.interval + pollMargin
	grown := base << min(s.lost-1, 4)
	grown = min(grown, max(maxBackOff, base))
	return base + time.Duration(float64(grown-base)*(0.75+0.25*s.jitter())) + time.Duration(float64(time.Second)*s.jitter()*0.5)
}
