package ciba

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxRetryAfter is the longest sensible wait: no request lives longer.
const maxRetryAfter = MaxLifetime

// parseRetryAfter reads a Retry-After header (RFC 9110 §10.2.3): seconds, or a date. A date counts
// from the answer's own Date if there is one, because our clock may be off. An invalid value
// (negative, past, more than 15 minutes ahead, anything else) is 0.
func parseRetryAfter(value string, date, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if value == "" || len(value) > 64 {
		return 0
	}
	var wait time.Duration
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(value); err == nil {
		if date.IsZero() {
			date = now
		}
		wait = at.Sub(date)
	}
	if wait < 0 || wait > maxRetryAfter {
		return 0
	}
	return wait
}
