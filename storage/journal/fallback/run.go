package fallback

import (
	"context"
	"time"

	"ringback/ciba"
	"ringback/storage/journal"
)

// isThere notes that a verification is in the shared journal.
func (j *Journal) isThere(id string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.there[id] = true
}

// of returns the journal that a verification is in. Another program of this desk may have begun it,
// and may have handed it in meanwhile; what isn't in the file is the shared journal's.
func (j *Journal) of(ctx context.Context, id string) (of journal.Journal, here Local, err error) {
	j.mu.Lock()
	there, shared := j.there[id], j.shared
	j.mu.Unlock()
	if there && shared != nil {
		return shared, nil, nil
	}
	local, err := j.here(ctx)
	if err != nil {
		return nil, nil, err
	}
	if local != nil {
		has, err := local.Has(ctx, id)
		if err != nil {
			return nil, nil, err
		}
		if has {
			return local, local, nil
		}
	}
	shared, err = j.sharedNow(ctx)
	return shared, nil, err
}

// in runs do with the journal that a verification is in.
func (j *Journal) in(ctx context.Context, id string, do func(journal.Journal) error) error {
	of, here, err := j.of(ctx, id)
	if err != nil {
		return err
	}
	err = do(of)
	if here != nil && err == nil {
		j.poke() // it may have become whole
	}
	return err
}

// DeskOnly implements [journal.Narrow].
func (j *Journal) DeskOnly(ctx context.Context, id string) bool {
	_, here, err := j.of(ctx, id)
	return here != nil && err == nil
}

// Acknowledge implements [journal.Journal].
func (j *Journal) Acknowledge(ctx context.Context, id string, resumption ciba.Resumption, request []byte) error {
	return j.in(ctx, id, func(of journal.Journal) error { return of.Acknowledge(ctx, id, resumption, request) })
}

// Interval implements [journal.Journal].
func (j *Journal) Interval(ctx context.Context, id string, interval time.Duration) error {
	return j.in(ctx, id, func(of journal.Journal) error { return of.Interval(ctx, id, interval) })
}

// Asking implements [journal.Journal].
func (j *Journal) Asking(ctx context.Context, id string) error {
	return j.in(ctx, id, func(of journal.Journal) error { return of.Asking(ctx, id) })
}

// End implements [journal.Journal].
func (j *Journal) End(ctx context.Context, id string, ending journal.Ending) error {
	return j.in(ctx, id, func(of journal.Journal) error { return of.End(ctx, id, ending) })
}

// Fence implements [journal.Journal].
func (j *Journal) Fence(ctx context.Context, id string, report journal.Report) error {
	return j.in(ctx, id, func(of journal.Journal) error { return of.Fence(ctx, id, report) })
}

// Unfence implements [journal.Journal].
func (j *Journal) Unfence(ctx context.Context, id string, report journal.Report) error {
	return j.in(ctx, id, func(of journal.Journal) error { return of.Unfence(ctx, id, report) })
}

// Done implements [journal.Journal].
func (j *Journal) Done(ctx context.Context, id string) error {
	err := j.in(ctx, id, func(of journal.Journal) error { return of.Done(ctx, id) })
	if err == nil {
		j.mu.Lock()
		delete(j.there, id)
		j.mu.Unlock()
	}
	return err
}

// Release implements [journal.Journal].
func (j *Journal) Release(ctx context.Context, id string) error {
	return j.in(ctx, id, func(of journal.Journal) error { return of.Release(ctx, id) })
}

// Claim implements [journal.Journal].
func (j *Journal) Claim(ctx context.Context, id string) (claimed journal.Unfinished, err error) {
	err = j.in(ctx, id, func(of journal.Journal) error {
		claimed, err = of.Claim(ctx, id)
		return err
	})
	return claimed, err
}

// Unfinished implements [journal.Journal]. While the shared journal was never reached, it is what
// the file knows.
func (j *Journal) Unfinished(ctx context.Context) (found []journal.Unfinished, err error) {
	local, err := j.here(ctx)
	if err == nil && local != nil {
		found, err = local.Unfinished(ctx)
	}
	if err != nil {
		return nil, err
	}
	shared, err := j.sharedNow(ctx)
	var there []journal.Unfinished
	if err == nil {
		there, err = shared.Unfinished(ctx)
	}
	if err != nil && !noAnswer(err) {
		return nil, err
	}
	return append(there, found...), nil
}

// Receive implements [journal.Journal]. A token of the shared journal's is looked for in the file
// as well.
func (j *Journal) Receive(ctx context.Context, id string, at time.Time, marks []string, tokens ...ciba.Tokens) (seen bool, err error) {
	of, here, err := j.of(ctx, id)
	if err != nil {
		return false, err
	}
	if seen, err = of.Receive(ctx, id, at, marks, tokens...); err != nil || seen || here != nil {
		return seen, err
	}
	return j.seenHere(ctx, id, marks)
}

// Seen implements [journal.Journal].
func (j *Journal) Seen(ctx context.Context, id string, marks []string) (seen bool, err error) {
	of, here, err := j.of(ctx, id)
	if err != nil {
		return false, err
	}
	if seen, err = of.Seen(ctx, id, marks); err != nil || seen || here != nil {
		return seen, err
	}
	return j.seenHere(ctx, id, marks)
}

func (j *Journal) seenHere(ctx context.Context, id string, marks []string) (bool, error) {
	local, err := j.here(ctx)
	if err != nil || local == nil {
		return false, err
	}
	return local.Seen(ctx, id, marks)
}
