package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// untilInterrupted ends its context at the first Ctrl-C, and when the terminal or the session
// closes; the second one ends the process.
func untilInterrupted() (context.Context, func()) {
	ctx, release := untilEnded()
	stop := context.AfterFunc(ctx, release)
	return ctx, func() { stop(); release() }
}

// untilInterruptedTwice ends one context at the first Ctrl-C and the other at the second one; the
// third ends the process.
func untilInterruptedTwice() (once, twice context.Context, release func()) {
	once, endOnce := context.WithCancel(context.Background())
	twice, endTwice := context.WithCancel(context.Background())
	came := make(chan os.Signal, 2)
	signal.Notify(came, endings()...)
	done := make(chan struct{})
	go func() {
		defer signal.Stop(came)
		for _, end := range []func(){endOnce, endTwice} {
			select {
			case <-came:
				end()
			case <-done:
				return
			}
		}
	}()
	return once, twice, func() { close(done); endOnce(); endTwice() }
}

// untilEnded ends its context when somebody ends the program from outside: with Ctrl-C, by closing
// its terminal, or with the session. What whoever started it has it ignore, as nohup does, it
// ignores.
func untilEnded() (context.Context, func()) {
	return signal.NotifyContext(context.Background(), endings()...)
}

// endings are the signals that end the program.
func endings() []os.Signal {
	signals := []os.Signal{syscall.SIGTERM} // never none: that would mean all
	for _, one := range []os.Signal{os.Interrupt, syscall.SIGHUP} {
		if !signal.Ignored(one) {
			signals = append(signals, one)
		}
	}
	return signals
}
