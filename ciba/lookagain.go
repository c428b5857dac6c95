package ciba

import (
	"context"
	"time"
)

// unseen is what it takes to make up for a look that nobody could take.
type unseen struct {
	receipt  Receipt
	evidence evidence
	received time.Duration // at this moment of the stopwatch
}

// CanLookAgain reports whether LookAgain can still change anything: the outcome is unknown only
// because nobody could look whether the token was used before, and the tokens came less than 15
// minutes ago. Call it when Run has returned, and not while LookAgain runs.
func (v *Verification) CanLookAgain() bool {
	return v.unseen != nil && v.watch.elapsed()-v.unseen.received <= checkLimit
}

// LookAgain asks Params.Receive once more and returns the outcome as it is then. The tokens are
// judged at the time of their receipt, as ever. Where CanLookAgain says no, it is the outcome as it
// was. Call it when Run has returned, and not from two goroutines at once.
func (v *Verification) LookAgain(ctx context.Context) Result {
	if !v.CanLookAgain() {
		v.unseen = nil
		return v.result
	}
	again := *v.unseen
	reception := v.params.Receive(ctx, again.receipt)
	v.result.Recorded = v.result.Recorded || reception.Recorded
	if v.CanLookAgain() { // it took its time
		again.evidence.Look = reception.Look
		v.judged(again)
	}
	return v.result
}
