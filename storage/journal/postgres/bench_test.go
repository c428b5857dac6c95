//go:build realparts

package postgres_test

import (
	"os"
	"slices"
	"strconv"
	"testing"
	"time"
)

// The benchmarks of a whole centre are for .build/bench-centre, which runs each once.

// measured are the times of many operations.
type measured []time.Duration

// share returns the time within which so many of a hundred were done, in milliseconds.
func (m measured) share(percent int) float64 {
	if len(m) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(m))
	return float64(sorted[min(len(sorted)-1, len(sorted)*percent/100)].Microseconds()) / 1000
}

// report reports the median, the 99th of 100 and the worst.
func (m measured) report(b *testing.B) {
	b.Helper()
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(m.share(50), "ms")
	b.ReportMetric(m.share(99), "ms-p99")
	b.ReportMetric(m.share(100), "ms-worst")
}

// seconds is for how long something is measured: the variable SECONDS, or a little.
func seconds(b *testing.B) time.Duration {
	b.Helper()
	n, err := strconv.Atoi(os.Getenv("SECONDS"))
	if err != nil {
		n = 2
	}
	return time.Duration(n) * time.Second
}
