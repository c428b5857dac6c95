package ciba

import "time"

// stopwatch measures a verification from the moment its start was sent, by
// the monotonic clock plus the time that the machine slept: neither a wall
// clock that is set nor a lid that is closed makes it wrong.
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

// providerClock tells the provider's time, anchored once, at the answer to
// the start: its Date, or our own clock where it stated none.
type providerClock struct {
	anchor  time.Time     // provider's wall time …
	elapsed time.Duration // … at this moment of the stopwatch

	offset time.Duration // the provider's clock minus ours at that moment
	stated bool          // the provider stated a Date
}

// anchorClock makes the clock from an answer.
func anchorClock(a answer, watch stopwatch) providerClock {
	c := providerClock{anchor: a.wall, elapsed: watch.at(a.headed)}
	if !a.date.IsZero() {
		c.anchor, c.offset, c.stated = a.date, a.date.Sub(a.wall), true
	}
	return c
}

// at is the provider's time at a moment of the stopwatch.
func (c providerClock) at(elapsed time.Duration) time.Time {
	return c.anchor.Add(elapsed - c.elapsed)
}

// elapsedAt is the moment of the stopwatch at which the provider's time was t.
func (c providerClock) elapsedAt(t time.Time) time.Duration {
	return t.Sub(c.anchor) + c.elapsed
}
