package handover

import (
	"bufio"
	"context"
	"errors"
	"net"
	"time"

	"github.com/go-json-experiment/json"
)

// OpenOr opens a window at the place or, if one is open there, hands it the message: then the
// window is nil. Two starts at once never both become the window. The error is an [AloneError] if
// no window was found to be open, but this process can't have the place either.
func (p Place) OpenOr(ctx context.Context, m Message) (*Window, error) {
	var window *Window
	err := again(ctx, func(ctx context.Context) error {
		var err error
		switch window, err = p.open(); {
		case err == nil:
			return nil
		case !errors.Is(err, errTaken):
			return &AloneError{err}
		}
		waiting, err := p.handOver(ctx, m)
		switch {
		case err == nil:
			waiting.Stop()
		case errors.Is(err, ErrNoWindow): // it has closed meanwhile
			return errEarly
		}
		return err
	})
	return window, err
}

// HandOver hands a message to the open window. It returns when the window has taken it, which may
// last [Bound]; [ErrNoWindow] if no window is open.
func (p Place) HandOver(ctx context.Context, m Message) (*Waiting, error) {
	var waiting *Waiting
	err := again(ctx, func(ctx context.Context) error {
		var err error
		waiting, err = p.handOver(ctx, m)
		return err
	})
	return waiting, err
}

// again tries until the result isn't errEarly, which means that a window opens or closes at this
// moment, or until [Bound] is over.
func again(ctx context.Context, try func(context.Context) error) error {
	within, cancel := context.WithTimeout(ctx, Bound)
	defer cancel()
	for {
		if err := try(within); !errors.Is(err, errEarly) {
			return err
		}
		select {
		case <-time.After(pause):
		case <-within.Done():
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return ErrNoAnswer
		}
	}
}

// handOver tries once.
func (p Place) handOver(ctx context.Context, m Message) (*Waiting, error) {
	line, err := encode(m)
	if err != nil || len(line) > MaxMessage+1 {
		return nil, ErrNotTaken
	}
	conn, err := p.dial(ctx)
	if err != nil {
		return nil, err
	}
	waiting := &Waiting{conn: conn, r: bufio.NewReader(conn)}
	if err := waiting.ask(ctx, line); err != nil {
		waiting.Stop()
		return nil, err
	}
	return waiting, nil
}

// Waiting is a start whose message was taken.
type Waiting struct {
	conn net.Conn
	r    *bufio.Reader
}

// Stop ends the waiting. The request stays with the window.
func (w *Waiting) Stop() { _ = w.conn.Close() }

// ask sends the message and reads the acknowledgement.
func (w *Waiting) ask(ctx context.Context, line []byte) error {
	until, _ := ctx.Deadline()
	if err := w.conn.SetDeadline(until); err != nil {
		return errEarly
	}
	if _, err := w.conn.Write(line); err != nil {
		return early(err)
	}
	answered, err := readLine(w.r, MaxMessage)
	if err != nil {
		return early(err)
	}
	var got receipt
	switch err := json.Unmarshal(answered, &got); {
	case err != nil || got.Taken == nil:
		return ErrNonsense
	case !*got.Taken:
		return ErrNotTaken
	}
	return nil
}

// early sorts the errors of a connection that ends before the acknowledgement.
func early(err error) error {
	var late net.Error
	switch {
	case errors.As(err, &late) && late.Timeout():
		return ErrNoAnswer
	case errors.Is(err, errMalformed):
		return ErrNonsense
	}
	return errEarly
}

// Answer waits for the answer, and for that alone until ctx ends. The window's closing is
// [ErrClosed].
func (w *Waiting) Answer(ctx context.Context) (Answer, error) {
	defer w.Stop()
	if err := w.conn.SetDeadline(time.Time{}); err != nil {
		return Answer{}, ErrClosed
	}
	defer context.AfterFunc(ctx, w.Stop)()
	line, err := readLine(w.r, maxAnswer)
	switch {
	case ctx.Err() != nil:
		return Answer{}, ctx.Err()
	case errors.Is(err, errMalformed):
		return Answer{}, ErrNonsense
	case err != nil:
		return Answer{}, ErrClosed
	}
	a, err := parseAnswer(line)
	if err != nil {
		return Answer{}, ErrNonsense
	}
	return a, nil
}
