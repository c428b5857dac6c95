package ciba

import "time"

// statedLimit is how far the time that the start's answer states may be from the time that
// discovery stated.
const statedLimit = time.Minute

// ClockResult is what came of comparing the times that a provider's answers state, with each other
// and with our clock.
type ClockResult string

// The results.
const (
	ClockUnstated ClockResult = ""       // no answer stated a time: ours counts
	ClockAgrees   ClockResult = "agrees" // what was stated is the time
	// the start's time isn't discovery's, which is asked once more
	ClockDisputed ClockResult = "disputed"
	// what was stated can't be trusted: no token is judged by it
	ClockDiffers ClockResult = "differs"
)

// stopwatch measures a verification from the moment its start was sent, by the monotonic clock plus
// the time that the machine slept: neither a wall clock that is set nor a lid that is closed makes
// it wrong.
type stopwatch struct {
	began     time.Time // monotonic
	suspended func() time.Duration
	slept     time.Duration // before it began
}

func startStopwatch(suspended func() time.Duration) stopwatch {
	return stopwatch{began: time.Now(), suspended: suspended, slept: suspended()}
}

// elapsed is the time since the start was sent.
func (s stopwatch) elapsed() time.Duration { return s.at(time.Now()) }

// at is the time from the start to a monotonic moment that was just read.
func (s stopwatch) at(moment time.Time) time.Duration {
	return moment.Sub(s.began) + s.suspended() - s.slept
}

// providerClock tells the provider's time, anchored at one answer.
type providerClock struct {
	anchor  time.Time     // provider's wall time …
	elapsed time.Duration // … at this moment of the stopwatch

	offset time.Duration // the provider's clock minus ours at that moment
	stated bool          // the provider stated a time
}

// anchorClock makes the clock of the answer to a start: by the time that it states, else by the one
// that discovery stated, else by our own.
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

// at is the provider's time at a moment of the stopwatch.
func (c providerClock) at(elapsed time.Duration) time.Time {
	return c.anchor.Add(elapsed - c.elapsed)
}

// elapsedAt is the moment of the stopwatch at which the provider's time was t.
func (c providerClock) elapsedAt(t time.Time) time.Duration {
	return t.Sub(c.anchor) + c.elapsed
}
