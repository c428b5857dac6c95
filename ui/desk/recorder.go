package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"ringback/ciba"
	"ringback/storage/journal"
)

// recorder writes one verification into the journal. A journal that fails keeps nobody from
// verifying: what could not be recorded yet is shown as such. The guard's word is another matter:
// then nothing is sent.
type recorder struct {
	backlog *journal.Backlog
	id      string
	clock   reading
	request keptRequest
	before  ciba.Outcome // that the journal has already: it was shown before a crash, and not Done
	// an outcome that only lacks a look is recorded when no other one can come of it
	holds bool

	acknowledged atomic.Bool      // from then on little changes
	agreement    ciba.ClockResult // … and this of the clocks; the verification's goroutine's alone

	mu       sync.Mutex
	held     *journal.Ending
	received time.Time // by our clock; zero until tokens came
}

// keptRequest is what it takes, beside the resumption, to go on after a crash. The journal keeps it
// sealed, until Done.
type keptRequest struct {
	asked   asked
	Members jsontext.Value `json:",embed"` // those of asked, as they are kept

	Environment string `json:"environment"`
	Caller      Caller `json:"caller"`
	Code        string `json:"code"`
	// SentWith is the environment as it was. Earlier versions didn't keep it: such a request counts
	// as sent with another one.
	SentWith *sentWith `json:"sent_with,omitzero"`
}

// write returns what is kept.
func (k keptRequest) write() (data []byte, err error) {
	if k.Members, err = json.Marshal(k.asked); err != nil {
		return nil, err
	}
	return json.Marshal(k)
}

// readKept reads what was kept. What doesn't say with which environment it was sent can't be gone
// on with, and has no request in it.
func readKept(data []byte) (k keptRequest, err error) {
	k.Members = jsontext.Value("{}")
	if err = json.Unmarshal(data, &k); err == nil && k.SentWith != nil {
		k.asked, err = profileOf(k.SentWith.Profile).kept(k.Members)
	}
	k.Members = nil
	return k, err
}

// now is the time by the reading of the record, never before what it says so far.
func (r *recorder) now() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now := r.clock.now(); now.After(r.received) {
		return now
	}
	return r.received
}

// begin records the start before it is sent. The error is a guard's or nil.
func (r *recorder) begin(ctx context.Context, record journal.Record) error {
	return r.backlog.Begin(ctx, record, personKey(r.request.asked.Person()))
}

// tries is how often an operation is tried while another window has the journal. Each waits two
// seconds by itself.
const tries = 5

// patiently tries an operation again while the journal is in use.
func patiently(ctx context.Context, do func() error) (err error) {
	for range tries {
		if err = do(); !errors.Is(err, journal.ErrBusy) || ctx.Err() != nil {
			return err
		}
	}
	return err
}

// keep notes what it takes to go on. Once that is noted, mostly only the interval changes.
func (r *recorder) keep(ctx context.Context, resumption ciba.Resumption) {
	if r.acknowledged.Load() && r.agreement == resumption.Clock {
		r.backlog.Interval(ctx, r.id, resumption.Interval)
		return
	}
	request, err := r.request.write()
	if err == nil {
		r.backlog.Acknowledge(ctx, r.id, resumption, request)
		r.agreement = resumption.Clock
		r.acknowledged.Store(true)
	}
}

// canResume reports whether it could be gone on with after a crash.
func (r *recorder) canResume(resumed bool) bool { return resumed || r.backlog.Kept(r.id) }

// receive records tokens by what marks them: a digest of the signed part, so that a re-signed or
// re-padded copy is the same token, and the transaction.
func (r *recorder) receive(ctx context.Context, receipt ciba.Receipt) ciba.Reception {
	sum := sha256.Sum256([]byte(receipt.Identity))
	marks := append([]string{"token " + hex.EncodeToString(sum[:])}, receipt.Marks...)
	r.mu.Lock()
	r.received = receipt.Ours
	r.mu.Unlock()
	return r.backlog.Receive(ctx, r.id, receipt.Ours, marks, receipt.Tokens)
}

// end records the ending, and reports whether the whole verification is in the journal: its
// beginning, its tokens if any came, and its end. One that is left to be resumed has no end yet,
// nor has one that may still be looked up.
func (r *recorder) end(ctx context.Context, result ciba.Result) bool {
	if result.Reason == ciba.ReasonLeft {
		return r.backlog.Recorded(r.id)
	}
	ending := journal.Ending{At: r.now(), Outcome: result.Outcome, Reason: result.Reason, Cancel: result.Cancel, Support: result.Reference}
	if result.Verdict != nil {
		ending.Checks = journal.CheckRecords(result.Verdict.Checks)
		ending.Transaction = transactionOf(r.request.asked, result)
	}
	r.mu.Lock()
	r.held = nil
	if result.Reason == ciba.ReasonNotLookedUp && r.holds {
		r.held = &ending
		r.mu.Unlock()
		return r.backlog.Recorded(r.id)
	}
	r.mu.Unlock()
	return r.backlog.End(context.WithoutCancel(ctx), r.id, ending, r.before)
}

// finish records an ending that was held.
func (r *recorder) finish(ctx context.Context) {
	r.mu.Lock()
	held := r.held
	r.held = nil
	r.mu.Unlock()
	if held != nil {
		r.backlog.End(context.WithoutCancel(ctx), r.id, *held, r.before)
	}
}

// finished reports whether nothing is held.
func (r *recorder) finished() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.held == nil
}
