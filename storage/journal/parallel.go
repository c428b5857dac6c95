package journal

import (
	"context"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// inParallel does n tasks, on all processors, each with a content of its own, which shows the same.
// It returns the first error. A panic, as of the library on a file that is cut off meanwhile, goes
// to the caller.
func (l *content) inParallel(ctx context.Context, n int, do func(ctx context.Context, l *content, i int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	work := func(tx *transaction) error {
		own := &content{j: l.j, tx: tx, now: l.now}
		for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
			if err := do(ctx, own, i); err != nil {
				return err
			}
		}
		return nil
	}
	var workers sync.WaitGroup
	var panicked atomic.Pointer[any]
	for range min(n, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			defer func() {
				if value := recover(); value != nil {
					panicked.CompareAndSwap(nil, &value)
					cancel(context.Canceled)
				}
			}()
			defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
			if err := l.tx.apart(work); err != nil {
				cancel(err)
			}
		})
	}
	workers.Wait()
	if value := panicked.Load(); value != nil {
		panic(*value)
	}
	return context.Cause(ctx)
}
