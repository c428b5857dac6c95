package console

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"ringback/assets"
	"ringback/ciba/simulator"
	"ringback/storage/journal"
	"ringback/ui/desk"
)

// inOwn verifies in a user's own environment, recorded in a journal.
func inOwn(j journal.Journal) func(*desk.Options) {
	return func(o *desk.Options) {
		own := o.Environments[1]
		own.ID, own.Name, own.BuiltIn, own.Issuer, own.PinnedKeys = "own", "Own", false, brokerAt+"/op", nil
		o.Environments = append(o.Environments, own)
		o.Environment, o.Secrets = "own", noSecrets{secret: simulator.PublishedClientSecret}
		o.OpenJournal = func(context.Context) (journal.Journal, error) { return j, nil }
	}
}

// inOwnWith is inOwn under a policy that limits the requests to one person.
func inOwnWith(j journal.Journal, maxPrompts int) func(*desk.Options) {
	return func(o *desk.Options) {
		inOwn(j)(o)
		o.Policy.MaxPrompts = maxPrompts
	}
}

// doneJournal counts how often Done was called.
type doneJournal struct {
	*journal.Memory
	done int
}

func (d *doneJournal) Done(ctx context.Context, id string) error {
	d.done++
	return d.Memory.Done(ctx, id)
}

// TestDoneAfterTheOutcomeIsWritten: nobody presses Done on a console. What was kept to resume after
// a crash, tokens included, is erased when the outcome was written, and no window offers it
// afterwards.
func TestDoneAfterTheOutcomeIsWritten(t *testing.T) {
	for name, c := range map[string]struct {
		scenario simulator.Scenario
		stop     time.Duration
		slow     bool // Done takes a while
	}{
		"verified":                {scenario: simulator.Approve},
		"not verified":            {scenario: simulator.OtherPerson},
		"refused":                 {scenario: simulator.Refuse},
		"cancelled":               {scenario: simulator.Ignore, stop: 5 * time.Second},
		"with keys to be pressed": {scenario: simulator.Approve, slow: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				j := &doneJournal{Memory: journal.NewMemory()}
				verify := call{scenario: c.scenario, language: assets.English, json: true, request: Request{UUID: mette}, prepare: func(o *desk.Options) {
					inOwn(j)(o)
					o.DoneAtOnce = !c.slow
				}}
				if c.stop > 0 {
					verify.ctx = stopAfter(t, c.stop)
				}
				if r := verify.verify(t); r.started != 1 || r.err != "" {
					t.Fatalf("%+v", r)
				}
				left, err := j.Unfinished(t.Context())
				if err != nil || len(left) > 0 || j.done != 1 {
					t.Errorf("done %d times, still kept: %+v, %v", j.done, left, err)
				}
			})
		})
	}
}
