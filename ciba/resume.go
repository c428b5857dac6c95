package ciba

import (
	"context"
	"time"
)

// Resumption is what is needed to resume a verification that was waiting when the program ended:
// the same auth_req_id, within the same deadline. Store it encrypted: with AuthReqID anyone can
// cancel.
type Resumption struct {
	AuthReqID Secret
	SentAt    time.Time     // our wall time of the start
	ExpiresIn time.Duration // from SentAt
	Interval  time.Duration // when it was last kept

	Offset      time.Duration // the provider's clock minus ours at the start
	OffsetKnown bool
	// Clock is the result of comparing the times stated at the start. It is "" if none was stated
	// (OffsetKnown is then false), and for requests kept by earlier versions.
	Clock ClockResult
}

// clock returns the result of comparing the times at the start. Earlier versions compared only
// discovery's and didn't keep the result; the offset that they kept shows it.
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

// ResumeVerification prepares to resume a verification that was acknowledged before. It sends no
// new start: it polls the same id, first one interval from now, until the same deadline by our wall
// clock. Because the last answer may have been lost with the program, an id that the provider no
// longer knows is unknown, not failed.
func (c *Client) ResumeVerification(p Params, r Resumption) *Verification {
	v := c.NewVerification(p)
	v.resumption = &r
	return v
}

// RecheckVerification prepares to check tokens that were received before the program ended.
// received is in the provider's time. The tokens are judged at that time, and no later than 15
// minutes after it.
func (c *Client) RecheckVerification(p Params, r Resumption, tokens Tokens, received time.Time) *Verification {
	v := c.ResumeVerification(p, r)
	v.kept = &keptTokens{tokens: tokens, received: received}
	return v
}

// resume restores the clocks and the schedule from the resumption.
func (v *Verification) resume(ctx context.Context) bool {
	r := v.resumption
	ours := v.client.now()
	// If the wall clock was set back since, the full lifetime starts again now. The provider still
	// ends the request at its own deadline.
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

// realign derives how long we were away from the provider's clock, because ours may have been set
// meanwhile. Otherwise a good approval would seem to come from the future, or a live request past
// its deadline. A time that is far from our clock, or before the start's, is not used, and no token
// still to come can then be trusted. Tokens that had come before are judged by how far the start's
// time was trusted.
func (v *Verification) realign() {
	now := v.meta.now()
	trusted := v.meta.agrees() && (!v.clock.stated || !now.Before(v.clock.at(0)))
	switch {
	case !v.meta.HasDate:
		if v.agreement == ClockDisputed { // nothing will settle it any more
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

// rediscover fetches the endpoints again. It retries until the deadline, because without them
// nothing is known about the request. If tokens are at hand, it retries until they can't be checked
// any more.
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

// keep passes on what is needed to resume from here. It ignores the end of ctx, because the id
// comes only once.
func (v *Verification) keep(ctx context.Context) {
	v.params.Keep(context.WithoutCancel(ctx), Resumption{
		AuthReqID: v.ack.AuthReqID, SentAt: v.result.SentAt, ExpiresIn: v.ack.ExpiresIn, Interval: v.schedule.interval,
		// Both from the start: our wall clock may have been set before the answer came.
		Offset: v.clock.at(0).Sub(v.result.SentAt), OffsetKnown: v.clock.stated, Clock: v.agreement,
	})
}
