package fallback

import (
	"context"
	"errors"
	"time"

	"ringback/storage/journal"
)

// Begin implements [journal.Journal].
func (j *Journal) Begin(ctx context.Context, record journal.Record, maxPrompts int) error {
	err := j.asked(ctx, func(shared Shared) error {
		if err := j.guardedHere(ctx, record, maxPrompts); err != nil {
			return err
		}
		return shared.Begin(ctx, record, maxPrompts)
	})
	if !noAnswer(err) {
		if err == nil {
			j.isThere(record.ID)
		}
		return err
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	j.answered(false)
	local, err := j.localNow(ctx, true)
	if err != nil {
		return err
	}
	return local.Begin(ctx, record, maxPrompts)
}

// asked asks the shared journal, until it answers or [Patience] is over. If the last start got no
// answer, it asks once.
func (j *Journal) asked(ctx context.Context, do func(Shared) error) error {
	once := j.isAlone()
	for since := time.Now(); ; {
		shared, err := j.sharedNow(ctx)
		if err == nil {
			_, err = shared.Head(ctx) // which writes nothing, so that there is no doubt afterwards
		}
		if err == nil {
			err = do(shared)
		}
		if !noAnswer(err) {
			if err == nil || isGuard(err) {
				j.answered(true)
			}
			return err
		}
		if once || ctx.Err() != nil || time.Since(since) >= j.o.patience {
			return err
		}
		pause(ctx, askAgain)
	}
}

// guardedHere asks the guard of the file, which knows what the shared one doesn't know yet.
func (j *Journal) guardedHere(ctx context.Context, record journal.Record, maxPrompts int) error {
	local, err := j.here(ctx)
	if err != nil || local == nil {
		return err
	}
	return local.Guarded(ctx, record, maxPrompts)
}

// BeginLate implements [journal.Journal].
func (j *Journal) BeginLate(ctx context.Context, record journal.Record) error {
	if j.isAlone() {
		local, err := j.localNow(ctx, true)
		if err != nil {
			return err
		}
		return local.BeginLate(ctx, record)
	}
	of, _, err := j.of(ctx, record.ID)
	if err != nil {
		return err
	}
	return of.BeginLate(ctx, record)
}

func isGuard(err error) bool {
	var guard *journal.GuardError
	return errors.As(err, &guard)
}

// pause waits.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
