package ciba

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"time"
)

// checkLimit is how long after receipt tokens may still be checked.
const checkLimit = 15 * time.Minute

// Verification is one request from start to outcome. It runs once.
type Verification struct {
	client *Client
	params Params

	cancelled context.Context // ends with a cancel
	cancel    context.CancelFunc
	settled   atomic.Int32 // who came first: see settle
	ran       atomic.Bool

	distrusted context.Context // ends when the times that the provider states can't be trusted
	distrust   context.CancelFunc

	resumption *Resumption // of one that goes on after a crash; see ResumeVerification
	kept       *keptTokens // of one whose tokens had come before it; see RecheckVerification
	unseen     *unseen     // of one that only lacks a look; see LookAgain

	correlation correlation

	// Of Run's goroutine alone:
	meta  Metadata
	ack   *acknowledgement // behind a pointer, so that no %+v of ours prints the id
	watch stopwatch
	clock providerClock

	agreement ClockResult   // of what was stated
	dispute   *dispute      // nil unless it is being settled
	newest    providerClock // of the newest answer to a start or poll that stated a time near ours

	schedule schedule
	polls    int
	slowed   bool
	reason   Reason
	look     Look
	result   Result
}

// NewVerification prepares a verification of what Params.Form holds, whatever that is; nothing is
// sent before Run. See [Client.Prepare] for a request that is checked.
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

// Cancel ends the verification for good: from here on nothing but cancelled (or unknown, if the
// start was never acknowledged) can come of it, whatever the provider still answers. It reports
// false if the outcome came first. It may be called from any goroutine, and more than once.
func (v *Verification) Cancel() bool {
	won := v.settled.CompareAndSwap(open, settledByCancel)
	v.cancel()
	return won || v.settled.Load() == settledByCancel
}

// Run takes the verification to its outcome and returns it. The end of ctx leaves the request alone
// at the provider: the outcome is then unknown, with ReasonLeft. Use Cancel to cancel.
//
// A second call panics: it would ask the person once more, or judge tokens that were judged before.
func (v *Verification) Run(ctx context.Context) Result {
	if v.ran.Swap(true) {
		panic("ciba: Verification.Run was called twice: make a new verification for a new request")
	}
	defer v.cancel()
	defer v.distrust()
	v.run(v.correlation.in(ctx))
	v.dispute.end()
	v.result.Reference = v.supportReference()
	if v.settled.CompareAndSwap(open, settledByOutcome) || v.result.Outcome == Cancelled {
		return v.result
	}
	v.result, v.unseen = v.dropped(), nil // what was cancelled is never looked at again
	return v.result
}

// dropped is the outcome of what was cancelled before it had one: what came after the cancel is
// dropped.
func (v *Verification) dropped() Result {
	dropped := Result{Outcome: Cancelled, SentAt: v.result.SentAt, Reference: v.result.Reference}
	acknowledged := v.ack.AuthReqID != ""
	switch {
	case !v.result.ReceivedAt.IsZero():
		v.unchecked()
		dropped.Reason, dropped.Recorded, dropped.ReceivedAt = v.result.Reason, v.result.Recorded, v.result.ReceivedAt
	case !acknowledged && v.result.Outcome == Unknown:
		return v.result
	case !acknowledged: // nothing to cancel at the provider
	case v.result.Cancel != CancelNotAsked:
		dropped.Cancel = v.result.Cancel // it was being cancelled anyway
	case v.result.Outcome == Unknown:
		dropped.Cancel = CancelUncertain
	default:
		dropped.Cancel = CancelNothing // it had ended there
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
	if p, ok := v.wait(ctx); ok {
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

// endingWith returns a context that also ends with another one.
func endingWith(ctx, other context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := context.WithCancel(ctx)
	unhook := context.AfterFunc(other, stop)
	return ctx, func() { unhook(); stop() }
}

// isCancelled reports whether it was cancelled.
func (v *Verification) isCancelled() bool { return v.cancelled.Err() != nil }

// prepare finds the endpoints and looks at the clocks, before a prompt is spent. Until here a
// cancel has nothing to undo.
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

// start sends the request, once. It is not aborted by a cancel: its auth_req_id would be lost while
// the phone rings.
func (v *Verification) start(ctx context.Context) bool {
	v.watch = startStopwatch(v.client.suspended)
	v.result.SentAt = v.params.Now()
	v.observe(EventSending)
	ack, a, ended := v.client.post(ctx, v.meta, v.params.Form, v.hidden(), v.params.Meaning)
	if ended != nil {
		if ctx.Err() != nil && ended.outcome == Unknown && !v.isCancelled() {
			// who has cancelled waits no longer: there is nothing to go on with
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
	return true // a cancel meanwhile is found before the first poll is waited for
}

// hidden are the values of the form that no exchange may show.
func (v *Verification) hidden() []string {
	var values []string
	for _, p := range v.params.Form {
		if slices.Contains(v.params.Hide, p.Name) {
			values = append(values, p.Value)
		}
	}
	return values
}

// wait polls until tokens come (ok) or the verification ends without them.
func (v *Verification) wait(ctx context.Context) (answer pollAnswer, ok bool) {
	waiting, stop := endingWith(ctx, v.distrusted)
	defer stop()
	freshAssertion := false // was tried
	for {
		due, over := v.schedule.next()
		if !v.pause(waiting, due) || v.distrusted.Err() != nil {
			v.stopped(ctx)
			return pollAnswer{}, false
		}
		v.noteSettled(ctx)
		if over || v.schedule.missed(v.watch.elapsed()) {
			v.overdue()
			return pollAnswer{}, false
		}
		// Before a crash an answer may have been lost with the program.
		lostBefore := v.schedule.lost > 0 || v.resumption != nil && v.polls == 0
		p, err := v.pollOnce(waiting)
		if v.brokenOff(ctx, p, err) {
			return pollAnswer{}, false
		}
		switch p.kind {
		case pollTokens:
			return p, true
		case pollPending, pollSlowDown, pollLost:
			v.goOn(ctx, p)
		case pollExpired:
			if !v.client.config.Auth.asserts() || freshAssertion {
				v.end(Expired, ReasonNone, p.oauth)
				return pollAnswer{}, false
			}
			// The broker says this of an expired assertion too.
			freshAssertion = true
			v.schedule.answered(pollPending, p.retryAfter, v.watch.elapsed())
			v.observe(EventFreshAssertion)
		default:
			v.endAs(p, lostBefore)
			return pollAnswer{}, false
		}
	}
}

// brokenOff ends a verification that something else than the answer ends: the operator, a poll that
// can't be sent, a clock that can't be trusted, or the end of the program.
func (v *Verification) brokenOff(ctx context.Context, p pollAnswer, err error) bool {
	switch {
	case v.isCancelled():
		if p.kind == pollTokens {
			v.observe(EventLateTokens)
		}
		v.cancelAtProvider(ctx)
	case err != nil: // of a request that is out
		v.end(Unknown, reasonIn(err, ReasonCredential), err)
	case v.distrusted.Err() != nil && p.kind.goesOn(): // what ends it comes only once
		v.cancelDistrusted(ctx)
	case ctx.Err() != nil && p.kind == pollLost:
		v.end(Unknown, ReasonLeft, nil)
	default:
		return false
	}
	return true
}

// endAs ends a verification as an answer without tokens says. lostBefore: the answer before it was
// lost, and can have been the one that ended it.
func (v *Verification) endAs(p pollAnswer, lostBefore bool) {
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
func (v *Verification) pollOnce(ctx context.Context) (pollAnswer, error) {
	calling, stop := v.cancellable(ctx)
	defer stop()
	v.polls++
	v.schedule.polled(v.watch.elapsed())
	v.observe(EventPolling)
	p, err := v.client.poll(calling, v.meta, v.assertionTime(), v.ack.AuthReqID, v.hidden(), v.params.Meaning)
	v.hear(p.clock)
	return p, err
}

// goOn notes an answer after which the next poll follows.
func (v *Verification) goOn(ctx context.Context, p pollAnswer) {
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

// overdue ends what is past its deadline.
func (v *Verification) overdue() {
	if v.schedule.lost > 0 {
		v.end(Unknown, ReasonPollLost, nil)
		v.result.Lost = v.reason
		return
	}
	v.end(Expired, ReasonNone, nil)
}

// stopped ends what was interrupted while nothing was under way.
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

// cancelAtProvider asks the provider to drop the request. It goes on when ctx ends, for its own
// short time: a program that closes still cancels.
func (v *Verification) cancelAtProvider(ctx context.Context) {
	v.observe(EventCancelling)
	v.end(Cancelled, ReasonNone, nil)
	v.result.Cancel = v.client.cancelAt(context.WithoutCancel(ctx), v.meta.Endpoints.Cancel, v.ack.AuthReqID)
}

// check looks for the tokens and records them, finds the keys and makes the verdict. The tokens
// came at a moment of the stopwatch, which was that time of the provider's.
func (v *Verification) check(ctx context.Context, tokens Tokens, received time.Duration, at time.Time) {
	token := decodeToken(tokens.IDToken.Reveal())
	v.result.ReceivedAt = at
	receipt := Receipt{
		Tokens: tokens, At: v.result.ReceivedAt, Ours: v.result.ReceivedAt.Add(v.result.SentAt.Sub(v.clock.at(0))), Identity: token.SignedPart(), Marks: v.params.Marks(token.Payload),
	}
	v.observe(EventAnswered)
	reception := v.receive(ctx, receipt)
	v.look = reception.Look
	v.observe(EventReceived)
	if !v.awaitSettled(ctx) {
		return
	}
	found := evidence{
		Tokens: tokens, Config: v.client.config,
		Started: v.clock.at(0), Received: v.result.ReceivedAt, Look: reception.Look,
		AuthReqID: v.ack.AuthReqID, Reference: v.params.Reference,
		Clock: v.agreement, Offset: v.clock.offset, Further: v.params.Further,
	}
	var ok bool
	if found.Keys, ok = v.fetchKeys(ctx, token, received); !ok {
		return
	}
	v.judged(unseen{receipt: receipt, received: received, evidence: found})
	if v.result.Reason == ReasonNotLookedUp && ctx.Err() != nil {
		v.end(Unknown, ReasonLeft, nil) // who goes on with it looks again
	}
}

// receive asks for a look and a record.
func (v *Verification) receive(ctx context.Context, r Receipt) Reception {
	looking, stop := v.cancellable(ctx)
	defer stop()
	reception := v.params.Receive(looking, r)
	v.result.Recorded = reception.Recorded
	return reception
}

// judged makes the verdict and the outcome of it. What only lacks a look is kept for one more; see
// LookAgain.
func (v *Verification) judged(u unseen) {
	verdict := decide(u.evidence)
	v.result.Verdict, v.result.Unverified = &verdict, verdict.token
	v.unseen = nil
	switch {
	case verdict.verified():
		v.result.Tokens, v.result.Token, v.result.Unverified = u.evidence.Tokens, verdict.token, Token{}
		v.end(Verified, ReasonNone, nil)
	case verdict.undecided():
		v.unseen = &u
		v.end(Unknown, ReasonNotLookedUp, nil)
	default:
		v.end(NotVerified, ReasonNone, nil)
	}
}

// fetchKeys gets the keys for a token, trying again until 15 minutes after receipt. Keys that can't
// be had never make a token good or bad.
func (v *Verification) fetchKeys(ctx context.Context, token Token, received time.Duration) (KeySet, bool) {
	v.reason = ReasonNone // nothing of the keys is lost yet
	kid, named := token.keyID()
	// else no key could change it
	matter := token.Fault == "" && named && slices.Contains(v.client.config.IDTokenAlgs, token.Algorithm())
	w := wanted{alg: token.Algorithm(), kid: kid, came: time.Now(), verified: func(set KeySet) bool { return v.client.verifies(token, set) }}
	calling, stop := v.cancellable(ctx)
	defer stop()
	for wait := time.Second; ; wait = min(2*wait, time.Minute) {
		var keys KeySet
		var err error
		if matter {
			keys, err = v.client.keySet(calling, v.meta, w)
		}
		now := v.watch.elapsed()
		switch {
		case v.isCancelled():
			v.unchecked()
			return KeySet{}, false
		case now-received > checkLimit:
			v.end(Unknown, ReasonKeys, nil)
			v.result.Lost = v.reason
			return KeySet{}, false
		case err == nil:
			return keys, true
		case ctx.Err() != nil:
			v.end(Unknown, ReasonLeft, nil)
			return KeySet{}, false
		}
		v.reason = reasonIn(err, ReasonNone)
		v.observe(EventNoKeys)
		// An interrupted pause shows at the top, where every way to stop is told apart.
		v.pause(ctx, min(now+wait, received+checkLimit+time.Second))
	}
}

// unchecked ends what was cancelled after its tokens had come and before they were checked. There
// is nothing left to cancel at the provider: it gives tokens once. What they say nobody knows.
func (v *Verification) unchecked() {
	v.observe(EventUnchecked)
	v.end(Cancelled, ReasonUnchecked, nil)
}

// pause waits until a moment of the stopwatch. It reports false if a cancel or the end of ctx came
// first.
//
// Timers stand still while some machines sleep, so a long wait is taken in slices: after waking,
// what is overdue goes at once, and only once.
func (v *Verification) pause(ctx context.Context, until time.Duration) bool {
	const slice = time.Second
	for {
		if v.isCancelled() || ctx.Err() != nil {
			return false
		}
		left := until - v.watch.elapsed()
		if left <= 0 {
			return true
		}
		timer := time.NewTimer(min(left, slice))
		select {
		case <-timer.C:
		case <-v.cancelled.Done():
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// observe tells the owner what happened and where we stand.
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
