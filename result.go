package main

import (
	"context"
	"errors"
	"os"
	"time"

	"ringback/ui/console"
	"ringback/ui/desk"
	"ringback/ui/handover"
	"ringback/ui/native"
)

// result hands a request to the window, opening one if none is open, waits for what becomes of it,
// and writes that. It is never the window itself. Ctrl-C ends only the waiting.
func (p program) result(as opening) int {
	place, err := handover.Here(os.Getenv)
	if err == nil {
		err = place.Prepare() // a window that couldn't be reached isn't opened
	}
	switch {
	case err != nil && noDisplay():
		return p.refuse(desk.Say("problem.no_display"))
	case errors.Is(err, handover.ErrNowhere):
		return p.refuse(desk.Say("follow.nowhere"))
	case err != nil:
		return p.notHandedOver(err)
	}
	as.asked.Wait = true
	ctx, release := untilInterrupted()
	defer release()
	waiting, err := handOver(ctx, place, as.asked)
	if errors.Is(err, handover.ErrNoWindow) {
		path, problem := windowProgram()
		if !problem.IsZero() {
			return p.refuse(problem)
		}
		if problem = obstacle(); !problem.IsZero() {
			return p.refuse(problem)
		}
		waiting, err = p.openBeside(ctx, path, place, as)
	}
	var unopened unopenedError
	switch {
	case errors.As(err, &unopened):
		return p.failed(unopened.error)
	case errors.Is(err, context.Canceled):
		p.warn(desk.Say("follow.not_handed_over"))
		return console.ExitDropped
	case errors.Is(err, handover.ErrNoWindow):
		return p.refuse(desk.Say("follow.window_failed"))
	case err != nil:
		return p.notHandedOver(err)
	}
	answer, err := waiting.Answer(ctx)
	switch {
	case ctx.Err() != nil:
		p.warn(desk.Say("follow.stopped"))
		return console.ExitDropped
	case errors.Is(err, handover.ErrClosed):
		answer = answerOf(desk.Followed{Dropped: desk.DroppedClosed})
	case err != nil:
		return p.notHandedOver(err)
	}
	return p.answer(answer)
}

// handOver hands over, which Ctrl-C doesn't interrupt: it would leave open what the window got.
func handOver(ctx context.Context, place handover.Place, asked handover.Message) (*handover.Waiting, error) {
	return place.HandOver(context.WithoutCancel(ctx), asked)
}

// answer writes the last line and returns the exit status. If nobody reads it any more, the status
// still says it.
func (p program) answer(a handover.Answer) int {
	if a.Status == console.ExitUsage {
		p.warn(desk.Say("follow.not_taken"))
	}
	out := console.NewOutput(console.StandardOutput())
	_, err := out.Write([]byte(a.Line + "\n"))
	status := out.Status(a.Status, p.words, console.Named(os.Stderr))
	if err != nil && status == a.Status {
		p.warn(desk.Say("follow.unread"))
	}
	return status
}

// openBound is how long a window that is opened for a request may take until it answers.
const openBound = 30 * time.Second

// unopenedError says why a window wouldn't open.
type unopenedError struct{ error }

// opens reports why a window wouldn't open: it has no standard error to say so.
func (p program) opens(environment string) error {
	home, err := p.readFiles("")
	p.warnMoved(home)
	if err == nil {
		_, err = p.first(&home, environment)
	}
	if err != nil {
		return unopenedError{err}
	}
	return nil
}

// openBeside opens a window that outlives this process, and hands it what is asked. path is the
// program with the window. ErrNoWindow: it didn't open.
func (p program) openBeside(ctx context.Context, path string, place handover.Place, as opening) (*handover.Waiting, error) {
	if err := p.opens(as.environment); err != nil { //nolint:contextcheck // Moving files of an earlier version isn't interrupted half-way.
		return nil, err
	}
	var arguments []string
	if as.environment != "" {
		arguments = []string{"-environment", as.environment}
	}
	ended, err := native.StartDetached(path, nil, arguments...)
	if err != nil {
		return nil, handover.ErrNoWindow
	}
	late := time.After(openBound)
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for {
		waiting, err := handOver(ctx, place, as.asked)
		starting := ended != nil && errors.Is(err, handover.ErrNoWindow)
		if !starting && !errors.Is(err, handover.ErrNoAnswer) {
			return waiting, err
		}
		select {
		case <-look.C:
		case <-ended:
			ended = nil // if another window was faster, it takes the request
		case <-late:
			return nil, handover.ErrNoAnswer
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
