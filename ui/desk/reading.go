package desk

import "time"

// reading is a simultaneous reading of the wall clock and the monotonic clock. All times in one
// record come from one reading: if the wall clock is set meanwhile, a verification must not end
// before it began.
type reading struct {
	wall      time.Time
	monotonic time.Time
	suspended func() time.Duration
	slept     time.Duration
}

// read reads the clocks. notBefore is a time that has already passed.
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

// now returns the current wall time, measured from the reading.
func (r reading) now() time.Time {
	return r.wall.Add(time.Since(r.monotonic) + r.suspended() - r.slept)
}
