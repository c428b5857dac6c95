package ciba

import (
	"context"
	"time"
)

// unseen is what a second look needs if the first one failed.
type unseen struct {
	receipt  Receipt
	evidence evidence
	received time.Duration // at this moment of the stopwatch
}

// CanLookAgain reports whether LookAgain can still change the outcome: it is unknown only because
// the look for earlier uses of the token failed, and the tokens came at most 15 minutes ago. Call
// it after Run has returned, and not while LookAgain runs.
func (v *Verification) CanLookAgain() bool {
	return v.unseen != nil && v.watch.elapsed()-v.unseen.received <= checkLimit
}

// LookAgain calls Params.Receive once more, then Params.Person if the person is still undecided,
// and returns the resulting outcome. The tokens are still judged at the time of their receipt. If
// CanLookAgain reports false, the outcome stays as it was. Call LookAgain after Run has returned,
// and not from two goroutines at once.
func (v *Verification) LookAgain(ctx context.Context) Result {
	if !v.CanLookAgain() {
		v.unseen = nil
		return v.result
	}
	again := *v.unseen
	reception := v.params.Receive(ctx, again.receipt)
	v.result.Recorded = v.result.Recorded || reception.Recorded
	if v.CanLookAgain() { // Receive may have taken long
		again.evidence.Look = reception.Look
		v.judged(ctx, again)
	}
	return v.result
}
