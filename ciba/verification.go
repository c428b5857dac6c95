package ciba

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"time"
)

// Verification is one request from start to outcome. It runs once. [Client.Prepare] and
// [Client.NewVerification] make one for a new request; [Client.ResumeVerification] and
// [Client.RecheckVerification] make one for a request that was waiting when the program ended.
type Verification struct {
	client *Client
	params Params

	cancelled context.Context // ends with a cancel
	cancel    context.CancelFunc
	settled   atomic.Int32 // what came first: outcome or cancel; see the values below
	ran       atomic.Bool

	distrusted context.Context // ends when the times that the provider states can't be trusted
	distrust   context.CancelFunc

	resumption *Resumption // of a resumed verification; see ResumeVerification
	kept       *keptTokens // of one that only checks kept tokens; see RecheckVerification
	unseen     *unseen     // of one that only lacks a look; see LookAgain

	correlation correlation

	// Only for the goroutine of Run:
	meta  Metadata
	ack   *acknowledgement // behind a pointer, so that no %+v prints the id
	watch stopwatch
	clock providerClock

	agreement ClockResult // the result of comparing the stated times
	dispute   *dispute    // nil unless it is being settled
	// of the newest answer to a start or a poll that stated a time near ours
	newest providerClock

	schedule schedule
	polls    int
	slowed   bool
	reason   Reason
	look     Look
	asked    bool // Late.Ask was called
	result   Result
}

// NewVerification prepares a verification of the form in Params, which it doesn't check. Nothing is
// sent before Run. To verify a checked request, use [Client.Prepare].
func (c *Client) NewVerification(p Params) *Verification {
	if p.Observe == nil {
		p.Observe = func(Event) {}
	}
	if p.Marks == nil {
		p.Marks = func(Claims) []string { return nil }
	}
	if p.Meaning == nil {
		p.Meaning = func(string) CodeMeaning { return CodeUnknown }
	}
	if p.Now == nil {
		p.Now = c.now
	}
	if p.Keep == nil {
		p.Keep = func(context.Context, Resumption) {}
	}
	v := &Verification{client: c, params: p, ack: &acknowledgement{}}
	if p.Receive == nil {
		v.params.Receive = v.receiveInMemory
	}
	v.cancelled, v.cancel = context.WithCancel(context.Background())
	v.distrusted, v.distrust = context.WithCancel(context.Background())
	return v
}

// The values of settled.
const (
	open int32 = iota
	settledByCancel
	settledByOutcome
)

// Cancel cancels the verification. From now on its outcome is cancelled, whatever the provider
// still answers, or unknown if the start was never acknowledged. It reports false if the outcome
// came first. It may be called from any goroutine, and more than once.
func (v *Verification) Cancel() bool {
	won := v.settled.CompareAndSwap(open, settledByCancel)
	v.cancel()
	return won || v.settled.Load() == settledByCancel
}

// Run takes the verification to its outcome and returns the result. If ctx ends, the request
// continues at the provider, and the outcome is unknown, with ReasonLeft. To cancel it, use Cancel.
//
// A second call panics: it would ask the person again, or judge tokens that were judged before.
func (v *Verification) Run(ctx context.Context) Result {
	if v.ran.Swap(true) {
		panic("ciba: Verification.Run was called twice: make a new verification for a new request")
	}
	defer v.cancel()
	defer v.distrust()
	v.run(v.correlation.in(ctx))
	v.close()
	return v.result
}

// close settles the outcome, after which nothing of the verification runs.
func (v *Verification) close() {
	v.dispute.end()
	v.result.SupportReference = v.supportReference()
	if v.settled.CompareAndSwap(open, settledByOutcome) || v.result.Outcome == Cancelled {
		return
	}
	v.result, v.unseen = v.dropped(), nil // a cancelled one is never looked at again
}

// dropped returns the outcome of a verification that was cancelled before it had one. What came
// after the cancel is dropped.
func (v *Verification) dropped() Result {
	dropped := Result{Outcome: Cancelled, SentAt: v.result.SentAt, SupportReference: v.result.SupportReference}
	acknowledged := v.ack.AuthReqID != ""
	switch {
	case !v.result.ReceivedAt.IsZero():
		v.unchecked()
		dropped.Reason, dropped.Recorded, dropped.ReceivedAt = v.result.Reason, v.result.Recorded, v.result.ReceivedAt
	case !acknowledged && v.result.Outcome == Unknown:
		return v.result
	case !acknowledged: // nothing to cancel at the provider
	case v.result.Cancel != CancelNotAsked:
		dropped.Cancel = v.result.Cancel // already being cancelled
	case v.result.Outcome == Unknown:
		dropped.Cancel = CancelUncertain
	default:
		dropped.Cancel = CancelNothing // it had already ended there
	}
	return dropped
}

func (v *Verification) run(ctx context.Context) {
	switch {
	case v.resumption != nil:
		if !v.resume(ctx) {
			return
		}
	case !v.prepare(ctx) || !v.start(ctx):
		return
	}
	if v.kept != nil {
		v.check(ctx, v.kept.tokens, v.clock.elapsedAt(v.kept.received), v.kept.received)
		return
	}
	switch v.agreement {
	case ClockDiffers:
		v.distrust()
	case ClockDisputed:
		v.dispute = v.settle(ctx)
	}
	if p := v.wait(ctx); p != nil {
		v.check(ctx, p.tokens, v.watch.at(p.received), v.receipt(p))
	}
}

// end sets the outcome.
func (v *Verification) end(outcome Outcome, reason Reason, err error) {
	v.result.Outcome, v.result.Reason, v.result.Err = outcome, reason, err
	var oauth *OAuthError
	if errors.As(err, &oauth) {
		v.result.OAuth = oauth
	}
}

// cancellable returns a context that also ends with a cancel.
func (v *Verification) cancellable(ctx context.Context) (context.Context, context.CancelFunc) {
	return endingWith(ctx, v.cancelled)
}

// endingWith returns a context that also ends when other ends.
func endingWith(ctx, other context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := context.WithCancel(ctx)
	unhook := context.AfterFunc(other, stop)
	return ctx, func() { unhook(); stop() }
}

// isCancelled reports whether Cancel was called.
func (v *Verification) isCancelled() bool { return v.cancelled.Err() != nil }

// prepare finds the endpoints and compares the clocks before a prompt is spent. Until here a cancel
// has nothing to undo.
func (v *Verification) prepare(ctx context.Context) bool {
	calling, stop := v.cancellable(ctx)
	defer stop()
	meta, err := v.client.Discover(calling)
	switch {
	case v.isCancelled():
		v.end(Cancelled, ReasonNone, nil)
	case ctx.Err() != nil:
		v.end(Failed, ReasonLeft, nil)
	case err != nil:
		v.end(Failed, reasonIn(err, ReasonDiscovery), err)
	case !meta.agrees():
		v.end(Failed, ReasonClock, nil)
		v.result.Offset, v.result.OffsetKnown = meta.Offset, true
	default:
		v.meta = meta
		return true
	}
	return false
}

// start sends the request, once. A cancel doesn't abort it: the auth_req_id would be lost while the
// phone rings.
func (v *Verification) start(ctx context.Context) bool {
	v.watch = startStopwatch(v.client.suspended)
	v.result.SentAt = v.params.Now()
	v.observe(EventSending)
	var (
		ack   acknowledgement
		a     answer
		ended *startEnd
	)
	v.client.aside(func() {
		ack, a, ended = v.client.post(ctx, v.meta, v.params.Form, v.hidden(), v.params.Meaning)
	})
	if ended != nil {
		if ctx.Err() != nil && ended.outcome == Unknown && !v.isCancelled() {
			// the program left, unless it cancelled first
			ended.reason = ReasonLeft
		}
		v.end(ended.outcome, ended.reason, ended.err)
		v.result.Retry = ended.retry
		return false
	}
	v.ack = &ack
	v.clock, v.agreement = anchorClock(a.clock, v.meta, v.watch)
	v.result.Offset, v.result.OffsetKnown = v.clock.offset, v.clock.stated
	v.hear(a.clock)
	v.schedule = newSchedule(ack, v.client.jitter)
	v.keep(ctx)
	v.observe(EventAcknowledged)
	return true // a cancel in the meantime is noticed before the first poll
}

// aside calls a function on a goroutine of its own, and waits for it. A call needs a deep stack, of
// which a goroutine keeps the memory; a verification that waits for its next poll needs little.
func (c *Client) aside(f func()) {
	returned := false
	over := make(chan struct{})
	go func() {
		defer close(over)
		defer c.guarded()
		f()
		returned = true
	}()
	<-over
	if !returned {
		panic("ciba: a call panicked, and Options.Guard has gone on")
	}
}

// hidden returns what no exchange may show.
func (v *Verification) hidden() hiding {
	hide := hiding{masks: v.params.Mask}
	for _, p := range v.params.Form {
		if slices.Contains(v.params.Hide, p.Name) {
			hide.values = append(hide.values, p.Value)
		}
	}
	return hide
}

// wait polls until tokens arrive, or the verification ends without them (nil).
func (v *Verification) wait(ctx context.Context) *pollAnswer {
	waiting, stop := endingWith(ctx, v.distrusted)
	defer stop()
	freshAssertion := false // it was tried
	for {
		due, over := v.schedule.next()
		if !v.pause(waiting, due) || v.distrusted.Err() != nil {
			v.stopped(ctx)
			return nil
		}
		v.noteSettled(ctx)
		if over || v.schedule.missed(v.watch.elapsed()) {
			v.overdue()
			return nil
		}
		// An answer may have been lost with the program before a crash.
		lostBefore := v.schedule.lost > 0 || v.resumption != nil && v.polls == 0
		p, err := v.pollOnce(waiting)
		if v.brokenOff(ctx, p, err) {
			return nil
		}
		switch p.kind {
		case pollTokens:
			return p
		case pollPending, pollSlowDown, pollLost:
			v.goOn(ctx, p)
		case pollExpired:
			if !v.client.config.Auth.asserts() || freshAssertion {
				v.end(Expired, ReasonNone, p.oauth)
				return nil
			}
			// The broker also reports an expired assertion with this code.
			freshAssertion = true
			v.schedule.answered(pollPending, p.retryAfter, v.watch.elapsed())
			v.observe(EventFreshAssertion)
		default:
			v.endAs(p, lostBefore)
			return nil
		}
	}
}

// brokenOff ends a verification for a reason other than the answer: a cancel, a poll that can't be
// sent, a clock that can't be trusted, or the end of the program.
func (v *Verification) brokenOff(ctx context.Context, p *pollAnswer, err error) bool {
	switch {
	case v.isCancelled():
		if p.kind == pollTokens {
			v.observe(EventLateTokens)
		}
		v.cancelAtProvider(ctx)
	case err != nil: // the request is already out
		v.end(Unknown, reasonIn(err, ReasonCredential), err)
	case v.distrusted.Err() != nil && p.kind.goesOn(): // a final answer still counts
		v.cancelDistrusted(ctx)
	case ctx.Err() != nil && p.kind == pollLost:
		v.end(Unknown, ReasonLeft, nil)
	default:
		return false
	}
	return true
}

// endAs ends a verification by an answer without tokens. lostBefore says that the previous answer
// was lost and may have been the one that ended the request.
func (v *Verification) endAs(p *pollAnswer, lostBefore bool) {
	switch p.kind {
	case pollRefused:
		v.end(Refused, ReasonNone, p.oauth)
	case pollInvalidGrant:
		if lostBefore {
			v.end(Unknown, ReasonGrantLost, p.oauth)
		} else {
			v.end(Failed, ReasonGrantInvalid, p.oauth)
		}
	case pollTokenType:
		v.end(Unknown, ReasonTokenType, p.err)
	default:
		v.end(Failed, ReasonOAuth, p.oauth)
	}
}

// pollOnce sends one poll and waits for its answer.
func (v *Verification) pollOnce(ctx context.Context) (p *pollAnswer, err error) {
	calling, stop := v.cancellable(ctx)
	defer stop()
	v.polls++
	v.schedule.polled(v.watch.elapsed())
	v.observe(EventPolling)
	v.client.aside(func() {
		p, err = v.client.poll(calling, v.meta, v.assertionTime(), v.ack.AuthReqID, v.hidden(), v.params.Meaning)
	})
	v.hear(p.clock)
	return p, err
}

// goOn records an answer after which another poll follows.
func (v *Verification) goOn(ctx context.Context, p *pollAnswer) {
	v.schedule.answered(p.kind, p.retryAfter, v.watch.elapsed())
	v.reason = p.reason
	switch p.kind {
	case pollSlowDown:
		v.slowed = true
		v.keep(ctx)
		v.observe(EventSlowDown)
	case pollLost:
		v.observe(EventLost)
	default:
		v.observe(EventPending)
	}
}

// overdue ends a verification that is past its deadline.
func (v *Verification) overdue() {
	if v.schedule.lost > 0 {
		v.end(Unknown, ReasonPollLost, nil)
		v.result.Lost = v.reason
		return
	}
	v.end(Expired, ReasonNone, nil)
}

// stopped ends a verification that was interrupted between calls.
func (v *Verification) stopped(ctx context.Context) {
	switch {
	case v.isCancelled():
		v.cancelAtProvider(ctx)
	case v.distrusted.Err() != nil:
		v.cancelDistrusted(ctx)
	default:
		v.end(Unknown, ReasonLeft, nil)
	}
}

// cancelAtProvider asks the provider to drop the request. It runs on after ctx ends, for a short
// time of its own, so that a closing program still cancels.
func (v *Verification) cancelAtProvider(ctx context.Context) {
	v.observe(EventCancelling)
	v.end(Cancelled, ReasonNone, nil)
	v.result.Cancel = v.client.cancelAt(context.WithoutCancel(ctx), v.meta.Endpoints.Cancel, v.ack.AuthReqID, v.hidden())
}

// pause waits until a moment of the stopwatch. It reports false if a cancel or the end of ctx came
// first.
//
// On some machines timers don't run during sleep, so a long wait is split into slices: after
// waking, what is overdue is done at once, and only once.
func (v *Verification) pause(ctx context.Context, until time.Duration) bool {
	const slice = time.Second
	timer := time.NewTimer(slice)
	defer timer.Stop()
	for !v.isCancelled() && ctx.Err() == nil {
		left := until - v.watch.elapsed()
		if left <= 0 {
			return true
		}
		timer.Reset(min(left, slice))
		select {
		case <-timer.C:
		case <-v.cancelled.Done():
		case <-ctx.Done():
		}
	}
	return false
}

// observe reports an event with the current state to Params.Observe.
func (v *Verification) observe(kind EventKind) {
	e := Event{
		Kind: kind, At: time.Now(), Polls: v.polls, Interval: v.schedule.interval, Slowed: v.slowed,
		Lost: v.schedule.lost, Reason: v.reason, Asked: v.schedule.asked, Recorded: v.result.Recorded, Look: v.look, Notes: v.ack.Notes,
		Offset: v.clock.offset, OffsetKnown: v.clock.stated, Clock: v.agreement,
	}
	if v.ack.ExpiresIn > 0 {
		elapsed := v.watch.elapsed()
		e.Deadline = e.At.Add(v.schedule.deadline - elapsed)
		if kind != EventPolling {
			if due, over := v.schedule.next(); !over {
				e.NextPoll = e.At.Add(due - elapsed)
			}
		}
	}
	if kind == EventSending {
		e.AnswerBy = e.At.Add(startTimeout)
	}
	v.params.Observe(e)
}
