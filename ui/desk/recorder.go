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

// recorder writes one verification into the journal. A failing journal doesn't prevent a
// verification: what isn't recorded yet is shown as such. A guard is different: if it refuses,
// nothing is sent.
type recorder struct {
	backlog *journal.Backlog
	id      string
	clock   reading
	request keptRequest
	// already in the journal: it was shown before a crash, but Done didn't come
	before ciba.Outcome
	// an outcome that only lacks the lookup isn't recorded until no other one can result
	holds bool

	acknowledged atomic.Bool // from then on little changes
	// the result of the clock check as last kept; used only by the verification's goroutine
	agreement ciba.ClockResult

	mu       sync.Mutex
	held     *journal.Ending
	received time.Time // by our clock; zero until tokens came
}

// keptRequest is what resuming after a crash needs in addition to the resumption. The journal keeps
// it sealed, until Done.
type keptRequest struct {
	asked   asked
	Members jsontext.Value `json:",embed"` // the JSON members of asked

	Environment string `json:"environment"`
	Caller      Caller `json:"caller"`
	Code        string `json:"code"`
	// SentWith is the environment as it was. Earlier versions didn't keep it: such a request counts
	// as sent with another environment.
	SentWith *sentWith `json:"sent_with,omitzero"`
}

// write returns the JSON to keep.
func (k keptRequest) write() (data []byte, err error) {
	if k.Members, err = json.Marshal(k.asked); err != nil {
		return nil, err
	}
	return json.Marshal(k)
}

// readKept parses what was kept. Without SentWith it can't be resumed, and asked is nil.
func readKept(data []byte) (k keptRequest, err error) {
	k.Members = jsontext.Value("{}")
	if err = json.Unmarshal(data, &k); err == nil && k.SentWith != nil {
		k.asked, err = profileOf(k.SentWith.Profile).kept(k.Members)
	}
	k.Members = nil
	return k, err
}

// now returns the time by the record's clock, never before the receipt of the tokens.
func (r *recorder) now() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now := r.clock.now(); now.After(r.received) {
		return now
	}
	return r.received
}

// age returns how long ago tokens came; 0 if none did.
func (r *recorder) age() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.received.IsZero() {
		return 0
	}
	return r.clock.now().Sub(r.received)
}

// begin records the start before it is sent. The error is the guard's, or nil.
func (r *recorder) begin(ctx context.Context, record journal.Record, maxPrompts int) error {
	return r.backlog.Begin(ctx, record, r.request.asked.Key(), maxPrompts)
}

// tries is how often an operation is tried while another window holds the journal. Each try waits
// up to two seconds by itself.
const tries = 5

// patiently retries an operation while the journal is in use.
func patiently(ctx context.Context, do func() error) (err error) {
	for range tries {
		if err = do(); !errors.Is(err, journal.ErrBusy) || ctx.Err() != nil {
			return err
		}
	}
	return err
}

// keep records what resuming needs. After the first time, usually only the interval changes.
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

// canResume reports whether the verification could be resumed after a crash.
func (r *recorder) canResume(resumed bool) bool { return resumed || r.backlog.Kept(r.id) }

// receive records tokens by two marks: a digest of the signed part, which is the same for a
// re-signed or re-padded copy, and the transaction.
func (r *recorder) receive(ctx context.Context, receipt ciba.Receipt) ciba.Reception {
	sum := sha256.Sum256([]byte(receipt.Identity))
	marks := append([]string{"token " + hex.EncodeToString(sum[:])}, receipt.Marks...)
	r.mu.Lock()
	r.received = receipt.Ours
	r.mu.Unlock()
	return r.backlog.Receive(ctx, r.id, receipt.Ours, marks, receipt.Tokens)
}

// asking records that the provider is about to be asked the one question about the tokens.
func (r *recorder) asking(ctx context.Context) error { return r.backlog.Asking(ctx, r.id) }

// end records the ending, and reports whether the whole verification is in the journal: its
// beginning, its tokens if any came, and its end. A verification that is left to be resumed has no
// end yet, nor has one whose lookup may be repeated.
func (r *recorder) end(ctx context.Context, result ciba.Result) bool {
	if result.Reason == ciba.ReasonLeft {
		return r.backlog.Recorded(r.id)
	}
	ending := journal.Ending{At: r.now(), Outcome: result.Outcome, Reason: result.Reason, Cancel: result.Cancel, SupportReference: result.SupportReference}
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
	var also journal.Person
	if result.Outcome == ciba.Verified {
		also = r.request.asked.Also(result.Token.Payload)
	}
	return r.backlog.End(context.WithoutCancel(ctx), r.id, ending, r.before, also)
}

// finish records an ending that was held back.
func (r *recorder) finish(ctx context.Context) {
	r.mu.Lock()
	held := r.held
	r.held = nil
	r.mu.Unlock()
	if held != nil {
		r.backlog.End(context.WithoutCancel(ctx), r.id, *held, r.before, journal.Person{})
	}
}

// finished reports whether no ending is held back.
func (r *recorder) finished() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.held == nil
}
