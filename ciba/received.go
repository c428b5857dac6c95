package ciba

import (
	"context"
	"slices"
	"time"
)

// checkLimit is how long after receipt tokens may still be checked.
const checkLimit = 15 * time.Minute

// check looks the tokens up and records them, fetches the keys and makes the verdict. received and
// at are the same moment, by the stopwatch and in the provider's time.
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
		Tokens: tokens, Config: v.judgingConfig(),
		Started: v.clock.at(0), Received: v.result.ReceivedAt, Look: reception.Look,
		AuthReqID: v.ack.AuthReqID, Reference: v.params.Reference,
		Clock: v.agreement, Offset: v.clock.offset, Further: v.params.Further,
	}
	var ok bool
	if found.Keys, ok = v.fetchKeys(ctx, token, received); !ok {
		return
	}
	asking, stop := v.cancellable(ctx)
	defer stop()
	v.judged(asking, unseen{receipt: receipt, received: received, evidence: found})
	open := v.result.Reason == ReasonNotLookedUp || v.result.Reason == ReasonNotMatched
	if open && ctx.Err() != nil {
		v.end(Unknown, ReasonLeft, nil) // it is looked up or decided again when resumed
	}
}

// judgingConfig returns the configuration that tokens are judged by. An access token that asks
// about the person must be the one that came with the ID token.
func (v *Verification) judgingConfig() Config {
	config := v.client.config
	config.RequireAtHash = config.RequireAtHash || v.params.Person != nil
	return config
}

// receive calls Params.Receive.
func (v *Verification) receive(ctx context.Context, r Receipt) Reception {
	looking, stop := v.cancellable(ctx)
	defer stop()
	reception := v.params.Receive(looking, r)
	v.result.Recorded = reception.Recorded
	return reception
}

// judged makes the verdict and sets the outcome. If only the look is missing, it keeps what
// LookAgain needs. If only the person is, the profile decides it, until ctx ends.
func (v *Verification) judged(ctx context.Context, u unseen) {
	verdict := decide(u.evidence)
	if verdict.lacksOnly(CheckPerson) {
		verdict = v.decidePerson(ctx, u, verdict)
	}
	v.unseen = nil
	verdict.token = v.shown(verdict)
	v.result.Verdict, v.result.Unverified = &verdict, verdict.token
	switch {
	case verdict.verified():
		v.result.Tokens, v.result.Token, v.result.Unverified = u.evidence.Tokens, verdict.token, Token{}
		v.end(Verified, ReasonNone, nil)
	case verdict.lacksOnly(CheckPerson):
		v.end(Unknown, ReasonNotMatched, nil)
	case verdict.undecided():
		v.unseen = &u
		v.end(Unknown, ReasonNotLookedUp, nil)
	default:
		v.end(NotVerified, ReasonNone, nil)
	}
}

// shown returns the token that was judged, as it may be looked at. Where the person is
// decided late, it is without its claims until the person passed: they are about whoever approved.
func (v *Verification) shown(verdict Verdict) Token {
	t := verdict.token
	if v.params.Person != nil && verdict.Check(CheckPerson).Result != Pass {
		return Token{Header: t.Header, Fault: t.Fault, SignatureSize: t.SignatureSize}
	}
	return t
}

// fetchKeys fetches the keys for a token, retrying until 15 minutes after receipt. Unavailable keys
// never make a token good or bad.
func (v *Verification) fetchKeys(ctx context.Context, token Token, received time.Duration) (KeySet, bool) {
	v.reason = ReasonNone // no answer about keys was lost yet
	kid, named := token.keyID()
	// otherwise no key could change the verdict
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
		// If the pause was interrupted, the top of the loop finds out why.
		v.pause(ctx, min(now+wait, received+checkLimit+time.Second))
	}
}

// unchecked ends a verification that was cancelled between the receipt of its tokens and their
// checks. There is nothing left to cancel at the provider, which gives tokens only once. What they
// say is unknown.
func (v *Verification) unchecked() {
	v.observe(EventUnchecked)
	v.end(Cancelled, ReasonUnchecked, nil)
}
