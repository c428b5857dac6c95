package main

import (
	"context"
	"sync/atomic"
	"time"

	"ringback/ui/desk"
)

// settled is how long after the start or a change of the state all that it changes is drawn.
const settled = time.Second

// settling gives memory back to the system when the window is quiet again after much of it has
// changed. What only the change needed would stay for minutes.
type settling struct {
	give    func()        // debug.FreeOSMemory
	state   atomic.Value  // desk.State: the last one
	changed chan struct{} // holds one: the state has changed
}

func newSettling(give func()) *settling {
	return &settling{give: give, changed: make(chan struct{}, 1)}
}

// in takes the state of the desk after each change of its view. It doesn't block.
func (s *settling) in(state desk.State) {
	if s.state.Swap(state) == state {
		return
	}
	select {
	case s.changed <- struct{}{}:
	default: // it is known already
	}
}

// run gives memory back until ctx ends, first after the start.
func (s *settling) run(ctx context.Context) {
	quiet := time.NewTimer(settled)
	defer quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.changed:
			quiet.Reset(settled)
		case <-quiet.C:
			s.give()
		}
	}
}
