package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"sync/atomic"
	"time"

	"github.com/go-json-experiment/json"

	"ringback/ciba"
	"ringback/ciba/generic"
	"ringback/ciba/mitid"
	"ringback/storage"
)

// recorder writes one verification into the journal. A journal that fails
// keeps nobody from verifying: what could not be recorded is shown as such.
// The guard's word is another matter: then nothing is sent.
type recorder struct {
	journal storage.Journal
	id      string
	request keptRequest
	thisRun bool         // the journal knows only what was since the program started
	before  ciba.Outcome // that the journal has already: it was shown before a crash, and not Done

	kept  atomic.Bool      // the journal has what it takes to go on: from then on little changes
	clock ciba.ClockResult // … and this of the clocks; the verification's goroutine's alone
}

// keptRequest is what it takes, beside the resumption, to go on after a crash.
// The journal keeps it sealed, until Done.
type keptRequest struct {
	Environment string        `json:"environment"`
	Request     mitid.Request `json:"request"`
	// Generic takes the place of Request in the profile generic. A token that
	// names the person isn't in it: going on needs none.
	Generic *generic.Request `json:"generic,omitzero"`
	Case    string           `json:"case,omitzero"`
	Caller  Caller           `json:"caller"`
	Code    string           `json:"code"`
	// SentWith is the environment as it was. Earlier versions didn't keep it: such
	// a request counts as sent with another one.
	SentWith *sentWith `json:"sent_with,omitzero"`
}

// asked is the request that was sent.
func (k keptRequest) asked() asked {
	return asked{mitid: k.Request, generic: k.Generic, caseID: k.Case}
}

// begin records the start before it is sent. The error is a guard's or nil.
func (r *recorder) begin(ctx context.Context, record storage.Record) error {
	hash, err := r.journal.HashPerson(ctx, personKey(r.request.asked().person()))
	if err != nil {
		return nil //nolint:nilerr // What comes of it shows at the end.
	}
	record.Person = hash
	if err := patiently(ctx, func() error { return r.journal.Begin(ctx, record) }); guardOf(err) != nil {
		return err
	}
	return nil
}

// tries is how often an operation is tried while another window has the
// journal. Each waits two seconds by itself; erasing from a large journal can
// take longer, and a request must not escape the guard meanwhile.
const tries = 5

// patiently tries an operation again while the journal is in use.
func patiently(ctx context.Context, do func() error) (err error) {
	for range tries {
		if err = do(); !errors.Is(err, storage.ErrJournalBusy) || ctx.Err() != nil {
			return err
		}
	}
	return err
}

// keep notes what it takes to go on. What could not be noted is noted when the
// interval changes.
func (r *recorder) keep(ctx context.Context, resumption ciba.Resumption) {
	if r.kept.Load() && r.clock == resumption.Clock {
		_ = patiently(ctx, func() error { return r.journal.Interval(ctx, r.id, resumption.Interval) })
		return
	}
	request, err := json.Marshal(r.request)
	if err == nil {
		err = patiently(ctx, func() error { return r.journal.Acknowledge(ctx, r.id, resumption, request) })
	}
	if err == nil {
		r.clock = resumption.Clock
		r.kept.Store(true)
	}
}

// receive records tokens by what marks them: a digest of the signed part, so
// that a re-signed or re-padded copy is the same token, and the transaction.
// What the journal can't say is not looked up.
func (r *recorder) receive(ctx context.Context, receipt ciba.Receipt) ciba.Reception {
	ctx = context.WithoutCancel(ctx) // tokens come once
	sum := sha256.Sum256([]byte(receipt.Identity))
	marks := append([]string{"token " + hex.EncodeToString(sum[:])}, receipt.Marks...)
	var seen bool
	err := patiently(ctx, func() (err error) {
		seen, err = r.journal.Receive(ctx, r.id, receipt.At, marks, receipt.Tokens)
		return err
	})
	switch {
	case err != nil:
		return ciba.Reception{Look: ciba.NotLookedUp}
	case seen:
		return ciba.Reception{Look: ciba.LookedSeen, Recorded: true}
	case r.thisRun:
		return ciba.Reception{Look: ciba.LookedNewThisRun, Recorded: true}
	}
	return ciba.Reception{Look: ciba.LookedNew, Recorded: true}
}

// end reports whether the whole verification is in the journal: its beginning
// (without which it has no end), its tokens if any came, and its end. One
// that is left to be resumed has no end yet.
func (r *recorder) end(ctx context.Context, at time.Time, result ciba.Result) bool {
	if result.Reason == ciba.ReasonLeft {
		return true
	}
	ending := storage.Ending{At: at, Outcome: result.Outcome, Reason: result.Reason, Cancel: result.Cancel, Support: result.Reference}
	if result.Verdict != nil {
		ending.Checks = storage.CheckRecords(result.Verdict.Checks)
		ending.Transaction = transactionOf(r.request.asked(), result)
	}
	ctx = context.WithoutCancel(ctx)
	err := patiently(ctx, func() error { return r.journal.End(ctx, r.id, ending) })
	if errors.Is(err, storage.ErrRecordEnded) && result.Outcome == r.before {
		err = nil // it stands there
	}
	return err == nil && (result.ReceivedAt.IsZero() || result.Recorded)
}
