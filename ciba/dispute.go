package ciba

import (
	"context"
	"time"
)

// dispute is discovery asked once more, while polling goes on, because the start's time isn't the
// one that discovery stated.
type dispute struct {
	over   chan struct{} // closed when it is
	result ClockResult   // then: agrees, differs, or still disputed where it was broken off
	stop   context.CancelFunc
}

// settle asks discovery once more. Its newer answer counts; where none can be had, what is known
// decides. If the start's time still isn't discovery's, the verification is distrusted.
func (v *Verification) settle(ctx context.Context) *dispute {
	asking, stop := v.cancellable(ctx)
	d := &dispute{over: make(chan struct{}), result: ClockDisputed, stop: stop}
	client, clock, watch := v.client, v.clock, v.watch // the rest is Run's goroutine's
	go func() {
		defer close(d.over)
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

// end breaks a dispute off and waits for its goroutine.
func (d *dispute) end() {
	if d != nil {
		d.stop()
		<-d.over
	}
}

// noteSettled takes over what came of a dispute that is over. It is kept, for tokens that come now.
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

// awaitSettled waits for what comes of a dispute, which is known as soon as discovery answers or
// doesn't. It reports false if the end of ctx broke it off.
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

// cancelDistrusted ends what can't be judged, because the times that the provider states can't be
// trusted. Where the provider doesn't confirm that the request is cancelled, nobody knows what
// becomes of it.
func (v *Verification) cancelDistrusted(ctx context.Context) {
	v.agreement = ClockDiffers
	v.observe(EventClock)
	v.cancelAtProvider(ctx)
	if v.end(Unknown, ReasonClock, nil); v.result.Cancel == CancelDone {
		v.end(Failed, ReasonClock, nil)
	}
}

// hear takes over what an answer to a start or a poll says of the time, for the assertions to come.
func (v *Verification) hear(r reading) {
	if r.near() {
		v.newest = providerClock{anchor: r.stated, elapsed: v.watch.at(r.headed), stated: true}
	}
}

// assertionTime is the provider's time now, by the newest answer to a start or a poll: no cache has
// those. Until there is one it is discovery's.
func (v *Verification) assertionTime() time.Time {
	if v.newest.stated {
		return v.newest.at(v.watch.elapsed())
	}
	return v.meta.now()
}

// receipt is the provider's time at which tokens came. Their answer's own time moves it forward,
// never back: the machine may have slept, unnoticed by its clocks.
func (v *Verification) receipt(p pollAnswer) time.Time {
	at := v.clock.at(v.watch.at(p.received))
	if p.clock.near() {
		if stated := p.clock.stated.Add(p.received.Sub(p.clock.headed)); stated.After(at) {
			return stated
		}
	}
	return at
}
