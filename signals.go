package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// untilInterrupted returns a context that ends at the first Ctrl-C, or when the terminal or the
// session closes. The second Ctrl-C ends the process.
func untilInterrupted() (context.Context, func()) {
	ctx, release := untilEnded()
	stop := context.AfterFunc(ctx, release)
	return ctx, func() { stop(); release() }
}

// untilInterruptedTwice returns one context that ends at the first Ctrl-C and one that ends at the
// second. The third ends the process.
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

// untilEnded returns a context that ends when the program is ended from outside: by Ctrl-C, or when
// its terminal or the session closes. Signals that the parent process made it ignore, as nohup
// does, stay ignored.
func untilEnded() (context.Context, func()) {
	return signal.NotifyContext(context.Background(), endings()...)
}

// endings are the signals that end the program.
func endings() []os.Signal {
	signals := []os.Signal{syscall.SIGTERM} // never empty: that would mean every signal
	for _, one := range []os.Signal{os.Interrupt, syscall.SIGHUP} {
		if !signal.Ignored(one) {
			signals = append(signals, one)
		}
	}
	return signals
}
