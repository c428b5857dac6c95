package journal

import (
	"errors"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestSharedOut: each task is done once, and none after one that failed.
func TestSharedOut(t *testing.T) {
	const n = 1000
	var done [n]atomic.Int32
	var tasks atomic.Int32
	each := func(do func(task int) error) error {
		tasks.Store(0)
		return sharedOut(n, func(next func() (task int, more bool)) error {
			for task, more := next(); more; task, more = next() {
				tasks.Add(1)
				if err := do(task); err != nil {
					return err
				}
			}
			return nil
		})
	}
	must(t, each(func(task int) error { done[task].Add(1); return nil }))
	for task := range done {
		if times := done[task].Load(); times != 1 {
			t.Errorf("task %d was done %d times", task, times)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		failed := errors.New("a test")
		wants(t, each(func(task int) error {
			if task == 0 {
				return failed
			}
			time.Sleep(time.Second) // until the failure is known
			return nil
		}), failed)
		if most := runtime.GOMAXPROCS(0); int(tasks.Load()) > most {
			t.Errorf("%d tasks were begun by %d workers", tasks.Load(), most)
		}
	})
	defer func() {
		if value := recover(); value != "a test" {
			t.Errorf("the caller got the panic %v", value)
		}
	}()
	_ = each(func(int) error { panic("a test") })
}
