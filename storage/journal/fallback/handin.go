package fallback

import (
	"context"
	"errors"
	"time"

	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
)

// handedAtOnce is how many verifications are handed in before their content goes from the file.
const handedAtOnce = 100

// poke has the goroutine look whether there is something to be handed in.
func (j *Journal) poke() {
	select {
	case j.wake <- struct{}{}:
	default:
	}
}

// work hands in what the file has until ctx ends.
func (j *Journal) work(ctx context.Context) {
	for {
		left, err := j.handIn(ctx)
		if err != nil && ctx.Err() == nil {
			j.o.Log.Warn("records of this desk not handed in", "error", err)
		}
		var again <-chan time.Time
		if left || err != nil {
			timer := time.NewTimer(handAgain)
			defer timer.Stop()
			again = timer.C
		}
		select {
		case <-j.wake:
		case <-again:
		case <-ctx.Done():
			return
		}
	}
}

// handIn hands in what is whole, and reports whether something is left in the file that isn't.
func (j *Journal) handIn(ctx context.Context) (left bool, err error) {
	back, err := taken(ctx, j.handing)
	if err != nil {
		return false, err
	}
	defer back()
	local, err := j.here(ctx)
	if err != nil || local == nil {
		return false, err
	}
	for {
		all, open, err := local.Whole(ctx, handedAtOnce)
		if err != nil {
			return false, err
		}
		some := j.withoutStuck(all)
		if len(some) == 0 {
			return open > 0, nil
		}
		if err := j.handInSome(ctx, local, some); err != nil {
			return true, err
		}
	}
}

func (j *Journal) withoutStuck(all []journal.Whole) (some []journal.Whole) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, w := range all {
		if !j.stuck[w.Record.ID] {
			some = append(some, w)
		}
	}
	return some
}

// handInSome hands in some, and removes from the file what the shared journal has.
func (j *Journal) handInSome(ctx context.Context, local Local, some []journal.Whole) error {
	shared, err := j.sharedNow(ctx)
	if err != nil {
		return err
	}
	var news journal.DeskNews
	var over []journal.Whole
	for _, w := range some {
		var in journal.HandedIn
		in, err = handedIn(ctx, shared, w)
		if errors.Is(err, postgres.ErrTaken) {
			news.Kept++
			j.mu.Lock()
			j.stuck[w.Record.ID] = true
			j.mu.Unlock()
			err = nil
			continue
		}
		if err != nil {
			break
		}
		j.answered(true)
		over = append(over, w)
		news = news.With(newsOf(in))
	}
	if len(over) > 0 {
		err = errors.Join(err, local.HandedIn(context.WithoutCancel(ctx), over))
	}
	j.tell(news)
	return err
}

// handedIn hands in one. If that was done before, only what was reported since is passed on.
func handedIn(ctx context.Context, shared Shared, w journal.Whole) (journal.HandedIn, error) {
	in, err := shared.HandIn(ctx, w)
	if err != nil {
		return in, err
	}
	if !in.Older && in.Covers.Position == 0 {
		return in, postgres.ErrChain
	}
	r := w.Record
	if in.Known && !r.Reported.At.IsZero() {
		err = shared.Fence(ctx, r.ID, r.Reported)
	}
	if in.Known && err == nil && !r.Lifted.At.IsZero() {
		err = shared.Unfence(ctx, r.ID, r.Lifted)
	}
	if errors.Is(err, journal.ErrNoRecord) {
		err = nil // it was erased since
	}
	return in, err
}

func newsOf(in journal.HandedIn) (n journal.DeskNews) {
	if in.Older {
		n.Dropped = 1
		return n
	}
	n.HandedIn = 1
	if in.Replay {
		n.Replays = 1
	}
	return n
}
