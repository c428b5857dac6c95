package journal

import (
	"context"
	"errors"
	"slices"
	"time"

	"ringback/ciba"
)

// errNowhere means that there is no journal to write to yet.
var errNowhere = errors.New("journal: there is no journal yet")

// work writes the entries until ctx ends.
func (b *Backlog) work(ctx context.Context) {
	defer close(b.stopped)
	pause := retryFirst
	for {
		err := b.round(ctx)
		var wait time.Duration
		switch {
		case err == nil:
			pause = retryFirst
		case errors.Is(err, errNowhere):
			wait, pause = stripEvery, retryFirst
		case errors.Is(err, ErrBusy):
			wait = retryBusy
		default:
			wait, pause = pause, min(2*pause, retryMost)
		}
		if b.sleep(ctx, wait); ctx.Err() != nil {
			return
		}
	}
}

// sleep waits until there is something to write, or until wait is over; 0 means no limit.
func (b *Backlog) sleep(ctx context.Context, wait time.Duration) {
	var over <-chan time.Time
	if wait > 0 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-b.wake:
	case <-over:
	case <-ctx.Done():
	}
}

// round writes as much as it can, and returns what kept it from the rest.
func (b *Backlog) round(ctx context.Context) error {
	for {
		e, journal, more := b.head()
		if !more {
			return b.fault // which only this goroutine sets
		}
		seen, err := e.write(ctx, journal)
		if !b.written(e, seen, err) {
			return err
		}
		b.told(e.id)
	}
}

// over ends a round. Callers hold the lock since they saw that it is over: else its fault would be
// taken for that of an entry which was added meanwhile, and which nobody has tried to write.
func (b *Backlog) over(err error) {
	if err != nil && b.fault == nil {
		b.log.Warn("journal not written", "error", err)
	}
	b.rounds++
	b.fault = err
	close(b.changed)
	b.changed = make(chan struct{})
}

// head returns the next entry to write; without one, or a journal to write it to, the round is
// over. First it drops what may no longer be held.
func (b *Backlog) head() (e deferred, journal Journal, more bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range b.entries {
		e := &b.entries[i]
		if e.kind == entryReceived && !b.now().Before(e.came.Add(KeptAfterReceipt)) {
			e.tokens = nil
		}
	}
	b.entries = slices.DeleteFunc(b.entries, func(e deferred) bool {
		return e.kind == entryAcknowledged && !b.now().Before(e.resumption.SentAt.Add(ciba.MaxLifetime+KeptAfterReceipt))
	})
	switch {
	case len(b.entries) == 0:
		b.over(nil)
		return deferred{}, nil, false
	case b.journal == nil:
		b.over(errNowhere)
		return deferred{}, nil, false
	}
	return b.entries[0], b.journal, true
}

// written removes an entry, unless it has to be tried again: then the round is over. It reports
// whether the round continues.
func (b *Backlog) written(e deferred, seen bool, err error) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	at := b.index(e.n)
	if at < 0 {
		if err == nil {
			b.notSent(e)
		}
		return true // it was removed meanwhile
	}
	run := b.run(e.id)
	switch {
	case err == nil:
		run.seen = run.seen || seen
		run.kept = run.kept || e.kind == entryAcknowledged
		run.note(e)
	case isGuard(err) && b.mine(err):
		b.entries[at].guarded = false // its verification has ended; that isn't written yet
		return true
	case isGuard(err) && b.entries[at].guarded:
		run.held = err
	case isGuard(err):
		return true // the request was sent meanwhile; next time the begin is written as late
	case !hopeless(err):
		b.over(err)
		return false
	case errors.Is(err, ErrNoRecord) && len(run.written) > 0:
		b.entries = slices.Insert(b.entries, at, run.written...)
		run.written = nil
		return true
	case e.kind == entryAsking:
		run.unasked = err
	default:
		run.lost = run.lost || e.counts()
	}
	b.entries = slices.Delete(b.entries, at, at+1)
	if e.kind == entryDone {
		delete(b.runs, e.id)
	}
	return true
}

// note keeps what was written of a record, because the journal may be removed or replaced by an
// older copy before the record has an end. It keeps no token and no person. What has ended can be
// erased: a report that comes later must not write it again.
func (r *backlogRun) note(e deferred) {
	if e.kind == entryEnded {
		r.written = nil
	}
	if e.kind != entryBegun && e.kind != entryReceived {
		return
	}
	e.guarded, e.person, e.tokens = false, Person{}, nil
	r.written = append(r.written, e)
}

// mine reports whether a guard belongs to a verification that has ended in this program.
func (b *Backlog) mine(err error) bool {
	var guard *GuardError
	return errors.As(err, &guard) && b.runs[guard.ID] != nil && b.runs[guard.ID].ended
}

// run returns the state of a verification. Callers of this and the following hold the lock.
func (b *Backlog) run(id string) *backlogRun {
	if b.runs[id] == nil {
		b.runs[id] = new(backlogRun)
	}
	return b.runs[id]
}

func (b *Backlog) add(e deferred) (n uint64) {
	b.count++
	e.n = b.count
	if !b.memOnly {
		b.entries = append(b.entries, e)
	}
	return e.n
}

func (b *Backlog) index(n uint64) int {
	return slices.IndexFunc(b.entries, func(e deferred) bool { return e.n == n })
}

func (b *Backlog) pending(n uint64) bool { return b.index(n) >= 0 }

// failed reports whether a round after since couldn't write everything.
func (b *Backlog) failed(since uint64) bool { return b.rounds > since && b.fault != nil }

// waits reports whether one of the marks is still to be written for another verification.
func (b *Backlog) waits(id string, marks []string) bool {
	return slices.ContainsFunc(b.entries, func(e deferred) bool {
		return e.kind == entryReceived && e.id != id && slices.ContainsFunc(e.marks, func(mark string) bool { return mark != "" && slices.Contains(marks, mark) })
	})
}

// later adds an entry and returns the number of rounds so far.
func (b *Backlog) later(e deferred) (since uint64) {
	b.mu.Lock()
	b.add(e)
	since = b.rounds
	b.mu.Unlock()
	b.poke()
	return since
}

// inMemory reports whether there is only the memory journal yet.
func (b *Backlog) inMemory() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.journal == nil
}

func (b *Backlog) poke() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// await waits until so returns true, or until ctx ends. It calls so under the lock after each
// round.
func (b *Backlog) await(ctx context.Context, so func() bool) {
	for {
		b.mu.Lock()
		is, changed := so(), b.changed
		b.mu.Unlock()
		if is {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}
