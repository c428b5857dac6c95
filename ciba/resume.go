package ciba

import (
	"context"
	"time"
)

// Resumption is what it takes to go on with a verification after the program ended while it waited:
// the same auth_req_id, within the same deadline. Whoever keeps it keeps it sealed: with AuthReqID
// anybody can cancel.
type Resumption struct {
	AuthReqID Secret
	SentAt    time.Time     // our wall time of the start
	ExpiresIn time.Duration // from SentAt
	Interval  time.Duration // in force when it was last noted

	Offset      time.Duration // the provider's clock minus ours at the start
	OffsetKnown bool
	// Clock is what came of the times that were stated at the start. It is "" where none was (then
	// OffsetKnown is false), and of requests that earlier versions kept.
	Clock ClockResult
}

// clock is what came of the times at the start. Earlier versions compared discovery's alone; what
// they kept tells how far off the start's was.
func (r Resumption) clock() ClockResult {
	switch {
	case r.Clock != ClockUnstated || !r.OffsetKnown:
		return r.Clock
	case r.Offset.Abs() > clockLimit:
		return ClockDiffers
	}
	return ClockAgrees
}

// keptTokens are tokens that were received before the program ended.
type keptTokens struct {
	tokens   Tokens
	received time.Time // the provider's time
}

// ResumeVerification prepares to go on with a verification that was
// acknowledged before. Nothing is started anew: the same id is polled, first
// one interval from now, until the same deadline by our wall clock. As the
// last answer may have been lost with the program, an id that the provider no
// longer knows is then unknown, not failed.
func (c *Client) ResumeVerification(p Params, r Resumption) *Verification {
	v := c.NewVerification(p)
	v.resumption = &r
	return v
}

// RecheckVerification prepares to check tokens that were received, in the provider's time, before
// the program ended. They are judged at the time of their receipt and, as ever, not later than 15
// minutes after it.
func (c *Client) RecheckVerification(p Params, r Resumption, tokens Tokens, received time.Time) *Verification {
	v := c.ResumeVerification(p, r)
	v.kept = &keptTokens{tokens: tokens, received: received}
	return v
}

// resume takes up the clocks and the schedule where the resumption left them.
func (v *Verification) resume(ctx context.Context) bool {
	r := v.resumption
	ours := v.client.now()
	// A wall clock that was set back since makes it begin anew rather than in the future; the
	// provider ends it at its own deadline all the same.
	elapsed := max(0, ours.Sub(r.SentAt))
	v.watch = startStopwatch(v.client.suspended)
	v.watch.began = v.watch.began.Add(-elapsed)
	v.clock, v.agreement = providerClock{anchor: r.SentAt.Add(r.Offset), offset: r.Offset, stated: r.OffsetKnown}, r.clock()
	v.ack = &acknowledgement{AuthReqID: r.AuthReqID, ExpiresIn: r.ExpiresIn, Interval: r.Interval}
	v.schedule = newSchedule(*v.ack, v.client.jitter)
	v.schedule.sent = elapsed
	v.result.SentAt = r.SentAt
	v.meta.Endpoints.Cancel = v.client.config.Endpoints.Cancel
	v.observe(EventResumed)
	if !v.rediscover(ctx) {
		return false
	}
	v.realign()
	return true
}

// realign has the provider's clock say for how long we were away: ours may have been set meanwhile.
// Without this a good approval would be of the future, or a live request past its deadline. A time
// that is far from our clock, or before the start's, says nothing: then nothing that is still to
// come can be trusted. What had come before is judged by what the start's time was worth.
func (v *Verification) realign() {
	now := v.meta.now()
	trusted := v.meta.agrees() && (!v.clock.stated || !now.Before(v.clock.at(0)))
	switch {
	case !v.meta.HasDate:
		if v.agreement == ClockDisputed { // and nobody is there to settle it
			v.agreement = ClockDiffers
		}
		return
	case v.agreement == ClockDiffers:
		return
	case !trusted:
		if v.kept == nil || v.agreement == ClockDisputed {
			v.agreement = ClockDiffers
		}
		return
	case v.clock.stated:
		by := now.Sub(v.clock.at(0)) - v.watch.elapsed()
		v.watch.began = v.watch.began.Add(-by)
		v.schedule.sent += by
	case v.kept == nil:
		v.clock = providerClock{anchor: now, elapsed: v.watch.elapsed(), offset: v.meta.Offset, stated: true}
	}
	if v.agreement == ClockDisputed || v.kept == nil {
		v.agreement = ClockAgrees
	}
}

// rediscover finds the endpoints again. While that fails nothing is known of the request, so it is
// tried until the deadline (or, with tokens at hand, until they can't be checked any more).
func (v *Verification) rediscover(ctx context.Context) bool {
	until, reason := v.schedule.deadline, ReasonPollLost
	if v.kept != nil {
		until, reason = v.clock.elapsedAt(v.kept.received)+checkLimit, ReasonKeys
	}
	for wait := time.Second; ; wait = min(2*wait, maxBackOff) {
		calling, stop := v.cancellable(ctx)
		meta, err := v.client.Discover(calling)
		stop()
		now := v.watch.elapsed()
		switch {
		case v.isCancelled() && v.kept != nil:
			v.unchecked()
			return false
		case v.isCancelled():
			v.cancelAtProvider(ctx)
			return false
		case ctx.Err() != nil:
			v.end(Unknown, ReasonLeft, nil)
			return false
		case err == nil:
			v.meta = meta
			v.schedule.lost = 0 // no poll was lost: none was sent
			return true
		case now >= until:
			v.end(Unknown, reason, err)
			v.result.Lost = reasonIn(err, ReasonNone)
			return false
		}
		v.schedule.lost++
		v.reason = reasonIn(err, ReasonUnreachable)
		v.observe(EventLost)
		v.pause(ctx, min(now+wait, until))
	}
}

// keep tells what it takes to go on from here. Who leaves now still wants it kept: the id comes
// once.
func (v *Verification) keep(ctx context.Context) {
	v.params.Keep(context.WithoutCancel(ctx), Resumption{
		AuthReqID: v.ack.AuthReqID, SentAt: v.result.SentAt, ExpiresIn: v.ack.ExpiresIn, Interval: v.schedule.interval,
		// Of one moment: our wall clock may have been set before the answer came.
		Offset: v.clock.at(0).Sub(v.result.SentAt), OffsetKnown: v.clock.stated, Clock: v.agreement,
	})
}
