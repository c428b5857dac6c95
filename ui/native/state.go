package native

import (
	"context"
	"errors"
	"time"
)

// SetUrgent marks a window of X or of Windows as urgent, in the task bar, or takes the mark away.
// It waits for the window system, so it isn't for the goroutine that draws.
func SetUrgent(window uintptr, urgent bool, bound time.Duration) error {
	return bounded(bound, func(ctx context.Context) error { return setUrgent(ctx, window, urgent) })
}

// EndAbove lets other windows cover a window of X or of Windows again; the toolkit only knows how
// to keep it above them. It waits for the window system.
func EndAbove(window uintptr, bound time.Duration) error {
	return bounded(bound, func(ctx context.Context) error { return endAbove(ctx, window) })
}

// Maximise maximises a window of X or of Windows that is shown. It waits for the window system.
func Maximise(window uintptr, bound time.Duration) error {
	return bounded(bound, func(ctx context.Context) error { return maximise(ctx, window) })
}

// bounded asks the window system, and waits for that no longer than a bound.
func bounded(bound time.Duration, ask func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), bound)
	defer cancel()
	err, answered := within(bound, func() error { return ask(ctx) })
	if !answered {
		return errors.New("the window system doesn't answer")
	}
	return err
}
