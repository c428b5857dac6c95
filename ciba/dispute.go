package ciba

import (
	"context"
	"time"
)

// dispute is a second discovery, made while polling continues because the start's time differs from
// the one that discovery stated.
type dispute struct {
	over   chan struct{} // closed when it ends
	result ClockResult   // then: agrees, differs, or still disputed if it was interrupted
	stop   context.CancelFunc
}

// settle runs discovery once more, and its newer answer counts. If there is none, or the start's
// time still differs from it, the verification is distrusted.
func (v *Verification) settle(ctx context.Context) *dispute {
	asking, stop := v.cancellable(ctx)
	d := &dispute{over: make(chan struct{}), result: ClockDisputed, stop: stop}
	client, clock, watch := v.client, v.clock, v.watch // the rest belongs to Run's goroutine
	go func() {
		defer close(d.over)
		defer client.guarded()
		m, err := client.rediscover(asking)
		switch {
		case asking.Err() != nil:
		case err == nil && m.HasDate && within(m.now(), clock.at(watch.elapsed()), statedLimit):
			d.result = ClockAgrees
		default:
			d.result = ClockDiffers
			v.distrust()
		}
	}()
	return d
}

// end stops a dispute and waits for its goroutine.
func (d *dispute) end() {
	if d != nil {
		d.stop()
		<-d.over
	}
}

// noteSettled takes over the result of a dispute that has ended, and keeps it in case the program
// ends before the tokens are checked.
func (v *Verification) noteSettled(ctx context.Context) {
	if v.dispute == nil {
		return
	}
	select {
	case <-v.dispute.over:
		v.agreement = v.dispute.result
		v.dispute.end()
		v.dispute = nil
		v.keep(ctx)
	default:
	}
}

// awaitSettled waits for the result of a dispute, which is known as soon as discovery succeeds or
// fails. It reports false if the end of ctx interrupted it.
func (v *Verification) awaitSettled(ctx context.Context) bool {
	if v.dispute != nil {
		<-v.dispute.over
		v.noteSettled(ctx)
	}
	if v.agreement == ClockDisputed && !v.isCancelled() {
		v.end(Unknown, ReasonLeft, nil)
		return false
	}
	return true
}

// cancelDistrusted ends a verification whose provider states times that can't be trusted, so that
// no token could be judged. If the provider doesn't confirm the cancel, the outcome is unknown.
func (v *Verification) cancelDistrusted(ctx context.Context) {
	v.agreement = ClockDiffers
	v.observe(EventClock)
	v.cancelAtProvider(ctx)
	if v.end(Unknown, ReasonClock, nil); v.result.Cancel == CancelDone {
		v.end(Failed, ReasonClock, nil)
	}
}

// hear takes the time from an answer to a start or a poll, for later assertions.
func (v *Verification) hear(r reading) {
	if r.near() {
		v.newest = providerClock{anchor: r.stated, elapsed: v.watch.at(r.headed), stated: true}
	}
}

// assertionTime returns the provider's time now. It prefers the newest answer to a start or a poll,
// which no cache can hold, over discovery.
func (v *Verification) assertionTime() time.Time {
	if v.newest.stated {
		return v.newest.at(v.watch.elapsed())
	}
	return v.meta.now()
}

// receipt returns the provider's time at which tokens arrived. The time stated in their own answer
// moves it forward, never back: the machine may have slept without its clocks noticing.
func (v *Verification) receipt(p *pollAnswer) time.Time {
	at := v.clock.at(v.watch.at(p.received))
	if p.clock.near() {
		if stated := p.clock.stated.Add(p.received.Sub(p.clock.headed)); stated.After(at) {
			return stated
		}
	}
	return at
}
