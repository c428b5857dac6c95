package connect

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestAPoolIsClosedInTime: the end of the program doesn't wait for a network that is silent.
func TestAPoolIsClosedInTime(t *testing.T) {
	for takes, want := range map[time.Duration]time.Duration{0: 0, time.Second: time.Second, 15 * time.Second: closeBound} {
		synctest.Test(t, func(t *testing.T) {
			since := time.Now()
			closed := false
			closeWithin(closeBound, func() {
				time.Sleep(takes)
				closed = true
			})
			if took := time.Since(since); took != want {
				t.Errorf("%v instead of %v", took, want)
			}
			time.Sleep(takes)
			synctest.Wait()
			if !closed {
				t.Error("it never closes")
			}
		})
	}
}
