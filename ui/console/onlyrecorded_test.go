package console

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/assets"
	"ringback/ciba/simulator"
	"ringback/storage/journal"
	"ringback/ui/desk"
)

// TestVerifiedOnlyIfRecordedOnAConsole: under that policy the outcome, in text as well, waits up to
// 30 seconds for its record. Without one nobody is verified, by word or status.
func TestVerifiedOnlyIfRecordedOnAConsole(t *testing.T) {
	for name, c := range map[string]struct {
		locked time.Duration
		status int
	}{
		"free":                    {status: ExitVerified},
		"full for twenty seconds": {locked: 20 * time.Second, status: ExitVerified},
		"full for ever":           {locked: time.Hour, status: ExitUnknown},
	} {
		for _, asJSON := range []bool{true, false} {
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					began := time.Now()
					j := &slow{journal.NewMemory(), began.Add(3 * time.Second), began.Add(c.locked), true}
					times := &stamped{}
					r := call{scenario: simulator.Approve, language: assets.English, json: asJSON, request: Request{UUID: mette}, output: times.over, prepare: func(o *desk.Options) {
						inOwn(j)(o)
						o.Policy.VerifiedOnlyIfRecorded = true
					}}.verify(t)
					green := times.of("TEST · Verified")
					if asJSON {
						green = times.of(`"outcome":"verified"`)
					}
					if r.status != c.status || green.IsZero() != (c.status != ExitVerified) {
						t.Errorf("status %d: %s%s", r.status, r.out, r.err)
					}
					if !green.IsZero() && green.Sub(began) < c.locked {
						t.Errorf("it was verified after %v", green.Sub(began))
					}
					if reason := strings.Contains(r.out, `"reason":"not_recorded"`); asJSON && reason != (c.status == ExitUnknown) {
						t.Errorf("%s", r.out)
					}
				})
			})
		}
	}
}

// TestNoCPROnAConsole where the policy turns CPR numbers off: nothing is sent, in demo as well.
func TestNoCPROnAConsole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := call{scenario: simulator.Approve, language: assets.English, json: true, request: Request{CPR: "740379-0012"}, prepare: func(o *desk.Options) {
			o.Policy.CPR = "off"
		}}.verify(t)
		if r.status != ExitUsage || r.started != 0 || !strings.Contains(r.err, "Your organisation has turned off CPR numbers") || strings.Contains(r.out+r.err, "740379") {
			t.Errorf("%+v", r)
		}
	})
}
