package ciba

import "time"

// statedLimit is the largest difference between the times stated by the start's answer and by
// discovery.
const statedLimit = time.Minute

// ClockResult is the result of comparing the times that a provider's answers state with each other
// and with our clock.
type ClockResult string

// The results.
const (
	ClockUnstated ClockResult = ""         // no answer stated a time: our clock counts
	ClockAgrees   ClockResult = "agrees"   // the stated time is trusted
	ClockDisputed ClockResult = "disputed" // the start's differs from discovery's, fetched again
	ClockDiffers  ClockResult = "differs"  // it can't be trusted: no token is judged by it
)

// stopwatch measures a verification from the sending of its start. It adds the time that the
// machine slept to the monotonic clock, so neither setting the wall clock nor closing the lid makes
// it wrong.
type stopwatch struct {
	began     time.Time // monotonic
	suspended func() time.Duration
	slept     time.Duration // before it began
}

func startStopwatch(suspended func() time.Duration) stopwatch {
	return stopwatch{began: time.Now(), suspended: suspended, slept: suspended()}
}

// elapsed returns the time since the start was sent.
func (s stopwatch) elapsed() time.Duration { return s.at(time.Now()) }

// at returns the time from the start to a monotonic moment that was just read.
func (s stopwatch) at(moment time.Time) time.Duration {
	return moment.Sub(s.began) + s.suspended() - s.slept
}

// providerClock is a clock that runs in the provider's time, anchored at one answer.
type providerClock struct {
	anchor  time.Time     // provider's wall time …
	elapsed time.Duration // … at this moment of the stopwatch

	offset time.Duration // the provider's clock minus ours at that moment
	stated bool          // the provider stated a time
}

// anchorClock returns the clock anchored at the answer to a start: at the time that it states, else
// at the time that discovery stated, else at our own.
func anchorClock(a reading, m Metadata, watch stopwatch) (providerClock, ClockResult) {
	c := providerClock{anchor: a.wall, elapsed: watch.at(a.headed)}
	discovered := m.at(a.headed)
	switch {
	case !a.stated.IsZero():
		c.anchor = a.stated
	case m.HasDate:
		c.anchor = discovered
	default:
		return c, ClockUnstated
	}
	c.offset, c.stated = c.anchor.Sub(a.wall), true
	switch {
	case c.offset.Abs() > clockLimit:
		return c, ClockDiffers
	case m.HasDate && !within(c.anchor, discovered, statedLimit):
		return c, ClockDisputed
	}
	return c, ClockAgrees
}

// at returns the provider's time at a moment of the stopwatch.
func (c providerClock) at(elapsed time.Duration) time.Time {
	return c.anchor.Add(elapsed - c.elapsed)
}

// elapsedAt returns the moment of the stopwatch at which the provider's time was t.
func (c providerClock) elapsedAt(t time.Time) time.Duration {
	return t.Sub(c.anchor) + c.elapsed
}
