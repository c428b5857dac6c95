package secrets

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// call is one job for the worker. Every function except do and undo runs under Store.mu.
type call struct {
	do     func() error
	undo   func()      // after a success that is no longer wanted
	stale  func() bool // whether a success is no longer wanted although its caller still waits
	commit func()      // after a success that is wanted
	result chan error
	state  callState // under Store.mu
}

// callState says where a call is.
type callState int

// The states of a call.
const (
	callRunning callState = iota
	callDone
	callGivenUp // nobody waits for it any more
)

// call passes a job to the worker and waits for it within its time limit.
func (s *Store) call(ctx context.Context, c *call) error {
	switch err := ctx.Err(); {
	case s.keyring == nil:
		return ErrKeyringMissing
	case err != nil:
		return fmt.Errorf("the keyring wasn't asked: %w", err)
	case s.closed():
		return ErrClosed
	case s.hangs():
		return ErrKeyringSlow
	}
	c.result = make(chan error, 1) // buffered, so that the worker never waits for us
	bound := keyringBound
	if s.options.Waiting != nil {
		bound = waitingAfter
	}
	timer := time.NewTimer(bound)
	defer timer.Stop()
	said := s.options.Waiting == nil
	for calls := s.calls; ; {
		select {
		case calls <- c:
			calls = nil // the worker has it; wait for the result
		case err := <-c.result:
			return err
		case <-s.quit:
			return s.giveUp(c, calls == nil, ErrClosed)
		case <-ctx.Done():
			return s.giveUp(c, calls == nil, fmt.Errorf("the keyring's answer wasn't waited for: %w", ctx.Err()))
		case <-timer.C:
			if said {
				return s.giveUp(c, calls == nil, ErrKeyringSlow)
			}
			said = true
			s.say(true)
			defer s.say(false)
			timer.Reset(waitingBound - waitingAfter)
		}
	}
}

// say reports that the system waits for the user, once for all calls that wait.
func (s *Store) say(waiting bool) {
	s.waiting.Lock()
	defer s.waiting.Unlock()
	if waiting {
		s.waiting.calls++
		if s.waiting.calls == 1 {
			s.options.Waiting(true)
		}
		return
	}
	s.waiting.calls--
	if s.waiting.calls == 0 {
		s.options.Waiting(false)
	}
}

// hangs reports whether a call that took too long hasn't returned.
func (s *Store) hangs() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hanging
}

// closed reports whether Close was called.
func (s *Store) closed() bool {
	select {
	case <-s.quit:
		return true
	default:
		return false
	}
}

// giveUp stops waiting for a call, unless it has just returned.
func (s *Store) giveUp(c *call, handedOver bool, why error) error {
	if !handedOver {
		return why
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.state == callDone {
		return <-c.result
	}
	c.state = callGivenUp
	// A caller that gave up for another reason says nothing about the keyring.
	s.hanging = errors.Is(why, ErrKeyringSlow)
	return why
}

// work makes the calls, one at a time, until Close.
func (s *Store) work() {
	defer close(s.ended)
	for {
		select {
		case <-s.quit:
			return
		case c := <-s.calls:
			s.run(c)
		}
	}
}

// run makes one call, and undoes a success that is no longer wanted.
func (s *Store) run(c *call) {
	err := guarded(c.do)
	if err == nil && s.settle(c) {
		return
	}
	if err == nil {
		err = ErrMemoryChosen
		if c.undo != nil {
			_ = guarded(func() error { c.undo(); return nil })
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end(c, err)
}

// settle finishes a call that succeeded, if it is still wanted.
func (s *Store) settle(c *call) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.state == callGivenUp || c.stale != nil && c.stale() {
		return false
	}
	if c.commit != nil {
		c.commit()
	}
	s.end(c, nil)
	return true
}

// end passes the result to a caller that still waits. It runs under the lock, so that a caller
// either gives up or finds the result.
func (s *Store) end(c *call, err error) {
	if c.state == callGivenUp {
		s.hanging = false
	}
	c.state = callDone
	c.result <- err
}

// guarded turns a panic of the keyring's library into an error. It panics if a service answers
// nonsense or dies during a prompt.
func guarded(do func() error) (err error) {
	defer func() {
		if recover() != nil {
			err = &keyringError{kind: ErrKeyringMissing, detail: "it broke off in the middle of an answer"}
		}
	}()
	return do()
}

// orMissing is for calls that can't lack an entry: a keyring that reports a missing one can't save
// anything.
func orMissing(err error) error {
	if errors.Is(err, ErrNoSecret) {
		return &keyringError{kind: ErrKeyringMissing, detail: "it has nowhere to save"}
	}
	return err
}
