//go:build console

package main

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ui/desk"
)

// TestMemoryIsGivenBackWhenTheWindowIsQuiet: once after the start and once after each change of the
// state, however many follow each other, and not while the same state is drawn again.
func TestMemoryIsGivenBackWhenTheWindowIsQuiet(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var given atomic.Int32
		s := newSettling(func() { given.Add(1) })
		ctx, end := context.WithCancel(t.Context())
		go s.run(ctx)
		after := func(when string, pause time.Duration, want int32) {
			t.Helper()
			time.Sleep(pause)
			synctest.Wait()
			if got := given.Load(); got != want {
				t.Errorf("%s: given back %d times instead of %d", when, got, want)
			}
		}
		after("while it starts", settled-1, 0)
		after("when it has started", 1, 1)
		s.in(desk.Starting)
		after("Start was just pressed", settled-1, 1)
		s.in(desk.Waiting)
		after("and it waits", settled-1, 1)
		after("quietly", 1, 2)
		s.in(desk.Waiting)
		after("the time that is left was drawn", time.Minute, 2)
		s.in(desk.Ended)
		after("it has ended", settled, 3)
		s.in(desk.Idle)
		end()
		after("the program ends", settled, 3)
	})
}
