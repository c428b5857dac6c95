package desk

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba"
	"ringback/ciba/simulator"
	"ringback/storage/files"
	"ringback/storage/journal"
)

// fullJournal is a journal on a disk that is too full for some operations.
type fullJournal struct {
	*journal.Memory
	begin, acknowledge int // number of failures
}

// forever is a number of failures that never runs out.
const forever = 1 << 30

func (f *fullJournal) fails(left *int) error {
	if *left > 0 {
		*left--
		return &files.Error{Problem: files.ProblemDiskFull}
	}
	return nil
}

func (f *fullJournal) Begin(ctx context.Context, r journal.Record, maxPrompts int) error {
	if err := f.fails(&f.begin); err != nil {
		return err
	}
	return f.Memory.Begin(ctx, r, maxPrompts)
}

func (f *fullJournal) BeginLate(ctx context.Context, r journal.Record) error {
	if err := f.fails(&f.begin); err != nil {
		return err
	}
	return f.Memory.BeginLate(ctx, r)
}

func (f *fullJournal) Acknowledge(ctx context.Context, id string, r ciba.Resumption, request []byte) error {
	if err := f.fails(&f.acknowledge); err != nil {
		return err
	}
	return f.Memory.Acknowledge(ctx, id, r, request)
}

// TestOnlyAKeptRequestCanBeLeft: a window that closes over a request promises that the next one
// offers it. If the request isn't on the disk, it doesn't promise that.
func TestOnlyAKeptRequestCanBeLeft(t *testing.T) {
	for name, c := range map[string]struct {
		journal  fullJournal
		scenario simulator.Scenario
		canLeave bool
	}{
		"all is well":                {journal: fullJournal{}, scenario: simulator.Ignore, canLeave: true},
		"it isn't recorded at all":   {journal: fullJournal{begin: forever}, scenario: simulator.Ignore},
		"what it takes isn't kept":   {journal: fullJournal{acknowledge: forever}, scenario: simulator.Ignore},
		"it is kept a moment later":  {journal: fullJournal{acknowledge: 1}, scenario: simulator.Ignore, canLeave: true},
		"it is begun a moment later": {journal: fullJournal{begin: 1}, scenario: simulator.Ignore, canLeave: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				j := c.journal
				j.Memory = journal.NewMemory()
				b := newBench(t, plan{broker: simulator.Options{Scenario: c.scenario}, options: func(o *Options) {
					inOwnEnvironment(o)
					o.OpenJournal = func(context.Context) (journal.Journal, error) { return &j, nil }
				}})
				b.begin(mette, Waiting)
				if v := b.pass(4 * time.Second); v.State != Waiting || v.CanLeave != c.canLeave {
					t.Errorf("%s, can be left: %t", v.State, v.CanLeave)
				}
				v := b.crash()
				if offered := len(v.Unfinished) == 1 && v.Unfinished[0].Left == "waiting"; offered != c.canLeave {
					t.Errorf("offered is %+v", v.Unfinished)
				}
			})
		})
	}
}
