package files

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// TestAHeldFileIsTriedAgain: for two seconds, and only while it is held.
func TestAHeldFileIsTriedAgain(t *testing.T) {
	errHeld, errOther := errors.New("held"), errors.New("other")
	isHeld := func(err error) bool { return errors.Is(err, errHeld) }
	for name, c := range map[string]struct {
		held   time.Duration // how long another program holds it
		then   error
		want   error
		within time.Duration
	}{
		"free":               {},
		"another fault":      {then: errOther, want: errOther},
		"held for a second":  {held: time.Second, within: time.Second + heldRetry},
		"held, then a fault": {held: time.Second, then: errOther, want: errOther, within: time.Second + heldRetry},
		"held for ever":      {held: time.Hour, want: errHeld, within: heldBound + heldRetry},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begun := time.Now()
				err := untilLetGo(isHeld, func() error {
					if time.Since(begun) < c.held {
						return errHeld
					}
					return c.then
				})
				if !errors.Is(err, c.want) || time.Since(begun) > c.within {
					t.Errorf("%v after %v", err, time.Since(begun))
				}
				if errors.Is(c.want, errHeld) && time.Since(begun) < heldBound {
					t.Errorf("given up after %v", time.Since(begun))
				}
			})
		})
	}
}
