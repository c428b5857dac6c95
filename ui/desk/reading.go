package desk

import "time"

// reading is one look at the wall clock and at the one that nobody sets. What one record says of
// times comes from one reading: a clock that is set meanwhile must not end a verification before it
// began.
type reading struct {
	wall      time.Time
	monotonic time.Time
	suspended func() time.Duration
	slept     time.Duration
}

// read looks at the clocks; not before is a time that has passed already.
func (o *Options) read(notBefore time.Time) reading {
	r := reading{wall: o.Now().Round(0), monotonic: time.Now(), suspended: o.Suspended}
	if r.wall.Before(notBefore) {
		r.wall = notBefore
	}
	if r.suspended == nil {
		r.suspended = func() time.Duration { return 0 }
	}
	r.slept = r.suspended()
	return r
}

// now is the wall time that has come since.
func (r reading) now() time.Time {
	return r.wall.Add(time.Since(r.monotonic) + r.suspended() - r.slept)
}
