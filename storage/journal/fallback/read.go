package fallback

import (
	"context"
	"time"

	"ringback/storage/journal"
)

// reading returns the journal that is read: the file while starts begin there.
func (j *Journal) reading(ctx context.Context) (of journal.Journal, here bool, err error) {
	if j.isAlone() {
		local, err := j.here(ctx)
		if err != nil || local != nil {
			return local, true, err
		}
	}
	shared, err := j.sharedNow(ctx)
	return shared, false, err
}

// marked marks records that are in the file.
func marked(records []journal.Record, here bool) []journal.Record {
	for i := range records {
		records[i].DeskOnly = here
	}
	return records
}

// List implements [journal.Journal].
func (j *Journal) List(ctx context.Context, filter journal.Filter) ([]journal.Record, error) {
	of, here, err := j.reading(ctx)
	if err != nil {
		return nil, err
	}
	records, err := of.List(ctx, filter)
	return marked(records, here), err
}

// Count implements [journal.Journal].
func (j *Journal) Count(ctx context.Context, filter journal.Filter) (int, error) {
	of, _, err := j.reading(ctx)
	if err != nil {
		return 0, err
	}
	return of.Count(ctx, filter)
}

// Page implements [journal.Journal].
func (j *Journal) Page(ctx context.Context, filter journal.Filter) (journal.Page, error) {
	of, here, err := j.reading(ctx)
	if err != nil {
		return journal.Page{}, err
	}
	page, err := of.Page(ctx, filter)
	marked(page.Records, here)
	return page, err
}

// Head implements [journal.Journal]. What is handed in names the file's head.
func (j *Journal) Head(ctx context.Context) (string, error) {
	of, _, err := j.reading(ctx)
	if err != nil {
		return "", err
	}
	return of.Head(ctx)
}

// Verify implements [journal.Journal].
func (j *Journal) Verify(ctx context.Context, noted string) (journal.Audit, error) {
	of, _, err := j.reading(ctx)
	if err != nil {
		return journal.Audit{}, err
	}
	return of.Verify(ctx, noted)
}

// Replays implements [journal.ReplayFinder].
func (j *Journal) Replays(ctx context.Context, after uint64) ([]journal.Replay, error) {
	shared, err := j.sharedNow(ctx)
	if err != nil {
		return nil, err
	}
	finder, is := shared.(journal.ReplayFinder)
	if !is {
		return nil, nil
	}
	return finder.Replays(ctx, after)
}

// Erase implements [journal.Journal]. It erases in the shared journal, after what is in the file
// was handed in.
func (j *Journal) Erase(ctx context.Context, filter journal.Filter) (journal.Erased, error) {
	shared, err := j.sharedNow(ctx)
	if err != nil {
		return journal.Erased{}, err
	}
	if _, err := j.handIn(ctx); err != nil {
		return journal.Erased{}, err
	}
	return shared.Erase(ctx, filter)
}

// Retain implements [journal.Journal]. In the shared journal it removes nothing; what is in the
// file may grow too old before it is handed in, and is counted.
func (j *Journal) Retain(ctx context.Context, keep time.Duration) (removed int, err error) {
	if err := journal.CheckKeep(keep); err != nil {
		return 0, err
	}
	local, err := j.here(ctx)
	if err != nil || local == nil {
		return 0, err
	}
	removed, err = local.Retain(ctx, keep)
	if removed > 0 {
		j.tell(journal.DeskNews{Dropped: removed})
	}
	j.poke()
	return removed, err
}
