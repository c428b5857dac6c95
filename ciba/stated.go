package ciba

import (
	"net/http"
	"strconv"
	"time"
)

// clockLimit is how far a time that a provider states may be from our clock. Beyond it no prompt is
// spent, and no token is judged by that time.
const clockLimit = 5 * time.Minute

// maxAge is the largest Age of a cached answer that counts.
const maxAge = 24 * time.Hour

// reading is the time that an answer states, along with our own clocks when its headers arrived.
type reading struct {
	stated time.Time // the provider's wall time; zero if it states none
	wall   time.Time // ours
	headed time.Time // ours, monotonic
}

// readClock reads the time that an answer states: its Date (RFC 9110 §6.6.1) plus its Age in a
// cache (RFC 9111 §5.1), or its Date alone if only that is near our clock.
func readClock(header http.Header, wall, headed time.Time) reading {
	r := reading{wall: wall, headed: headed}
	date, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return r
	}
	r.stated = date.Add(parseAge(header.Values("Age")))
	if !r.near() && within(date, wall, clockLimit) {
		r.stated = date
	}
	return r
}

// near reports whether the answer states a time near our clock.
func (r reading) near() bool {
	return !r.stated.IsZero() && within(r.stated, r.wall, clockLimit)
}

// parseAge reads the Age header. Anything but a single whole number of seconds, up to a day, counts
// as none.
func parseAge(values []string) time.Duration {
	if len(values) != 1 {
		return 0
	}
	seconds, err := strconv.ParseUint(values[0], 10, 32)
	if age := time.Duration(seconds) * time.Second; err == nil && age <= maxAge {
		return age
	}
	return 0
}

// within reports whether two times are no further apart than limit.
func within(a, b time.Time, limit time.Duration) bool { return a.Sub(b).Abs() <= limit }
