package journal

import (
	"cmp"
	"context"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// inParallel does n tasks, on all processors, each with a content of its own, which shows the same.
// It returns the first error.
func (l *content) inParallel(ctx context.Context, n int, do func(l *content, i int) error) error {
	err := sharedOut(n, func(next func() (task int, more bool)) error {
		return l.tx.apart(func(tx *transaction) error {
			own := &content{j: l.j, tx: tx, now: l.now}
			for i, more := next(); more && ctx.Err() == nil; i, more = next() {
				if err := do(own, i); err != nil {
					return err
				}
			}
			return nil
		})
	})
	return cmp.Or(err, ctx.Err())
}

// sharedOut runs work once on each processor. next gives out n tasks, and ends when one has failed.
// It returns the first error. A panic, as of the library on a file that is cut off meanwhile, goes
// to the caller.
func sharedOut(n int, work func(next func() (task int, more bool)) error) error {
	var given atomic.Int64
	var failed atomic.Pointer[error]
	var panicked atomic.Pointer[any]
	next := func() (task int, more bool) {
		task = int(given.Add(1)) - 1
		return task, task < n && failed.Load() == nil && panicked.Load() == nil
	}
	var workers sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			defer func() {
				if value := recover(); value != nil {
					panicked.CompareAndSwap(nil, &value)
				}
			}()
			defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
			if err := work(next); err != nil {
				failed.CompareAndSwap(nil, &err)
			}
		})
	}
	workers.Wait()
	if value := panicked.Load(); value != nil {
		panic(*value)
	}
	if err := failed.Load(); err != nil {
		return *err
	}
	return nil
}
