package journal

import (
	"context"
	"errors"
	"time"

	"ringback/ciba"
)

// Journal is the record, on this machine or for a whole contact centre, of verifications, the guard
// against a second prompt for one person, and what it takes to go on after a crash. Every method
// may wait for a disk or a network and may be called from any goroutine. Names and birth dates
// never enter it; tokens and what is needed to resume are kept, sealed, until Done, at most
// [KeptAfterReceipt].
type Journal interface {
	// HashPerson returns the keyed hash under which a person is recorded, so that the person's UUID
	// itself never enters a record.
	HashPerson(ctx context.Context, person string) (PersonHash, error)

	// Begin records that a verification starts. The request is sent after it
	// returned nil, never before. It is also the guard: of two that begin for
	// one person, in whatever window or process, one succeeds. A *[GuardError]
	// that is [ErrOpenVerification] or, unless record.Confirmed,
	// [ErrRefusedLately] says until when. Now is record.Started. There is no
	// guard for [KindDemo] nor without a person. ErrRecordExists: the id was used.
	Begin(ctx context.Context, record Record) error

	// Acknowledge notes what it takes to go on after a crash: the resumption, and what the caller
	// needs to check the tokens, in a form of its own (sealed; it may name the person; at most
	// [MaxRequest] bytes). The guard holds until the deadline that the resumption tells, 15 minutes
	// at most.
	Acknowledge(ctx context.Context, id string, resumption ciba.Resumption, request []byte) error

	// Interval notes that the interval between two polls has changed.
	Interval(ctx context.Context, id string, interval time.Duration) error

	// BeginLate records a verification whose request is out already: the journal couldn't be
	// written when it began. Nothing can stop it any more, so the guard isn't asked; it closes for
	// others where it is open. ErrRecordExists: the id was used.
	BeginLate(ctx context.Context, record Record) error

	// Seen looks, without writing anything, whether one of the marks came for another verification.
	// A disk that is full or can't be written to is no hindrance.
	Seen(ctx context.Context, id string, marks []string) (bool, error)

	// Receive records, before anything of them is shown, that tokens came for
	// a verification, and keeps the tokens that are given until Done. A record
	// that stays on the screen is to be Done after [KeptAfterReceipt]: the
	// journal erases at its operations, not in between. Marks
	// are what makes a token this one: a digest of its signed part, its
	// transaction id. It answers whether one of them was seen for another
	// verification; asking twice for the same one is no replay. A verification
	// that Begin couldn't record is fine; then tokens aren't kept.
	Receive(ctx context.Context, id string, at time.Time, marks []string, tokens ...ciba.Tokens) (seen bool, err error)

	// End records how a verification ended. ErrNoRecord: there is none of this id. The first ending
	// holds: a second one is ErrRecordEnded.
	End(ctx context.Context, id string, ending Ending) error

	// Done erases the tokens and what it took to resume. Doing it twice, or where nothing is kept,
	// is no error. The guard stays as it is.
	Done(ctx context.Context, id string) error

	// Unfinished returns what a crash or a closed window left, the oldest first: never a
	// verification that a living journal began or claimed.
	Unfinished(ctx context.Context) ([]Unfinished, error)

	// Claim takes an unfinished verification over, until this journal releases it, is closed, or
	// its process ends. ErrClaimed: another one has it. ErrNoRecord: there is nothing unfinished of
	// this id any more.
	Claim(ctx context.Context, id string) (Unfinished, error)

	// Release gives back what this journal claimed, or began: it is unfinished for everybody, this
	// one included. ErrNoRecord: this journal has no such one.
	Release(ctx context.Context, id string) error

	// List returns the records that fit, the last begun first.
	List(ctx context.Context, filter Filter) ([]Record, error)

	// Count returns how many records fit, whatever the filter's page.
	Count(ctx context.Context, filter Filter) (int, error)

	// Page returns what List, Count and Head would, of one moment.
	Page(ctx context.Context, filter Filter) (Page, error)

	// Head returns the short form of where the chain of records ends, to be noted elsewhere:
	// [Journal.Verify] takes it.
	Head(ctx context.Context) (string, error)

	// Verify walks the chain. What it finds wrong is in the audit; an error means that it could not
	// be walked. A head noted elsewhere, if not "", must be part of the chain; one from before what
	// Retain removed can't be compared any more. ErrHead: that isn't a head.
	Verify(ctx context.Context, noted string) (Audit, error)

	// Erase takes the content of all records that fit out of the journal for good, with their
	// marks. ErrEraseAll: the filter names neither a person nor a time. A verification that may
	// still be open stays and is counted. The filter's page has no meaning.
	Erase(ctx context.Context, filter Filter) (Erased, error)

	// Retain removes what is older than keep, at least a day; see [Retention].
	// It returns how many records went. When the clock seems to have
	// jumped ahead (it stands more than a week after the last entry), nothing
	// goes until it still says so a day later.
	Retain(ctx context.Context, keep time.Duration) (int, error)

	// Close gives up what this journal claimed and began. Nothing else may be called after it.
	Close() error
}

// The times of a journal.
const (
	Retention        = 30 * 24 * time.Hour // how long records are kept by default
	KeptAfterReceipt = 15 * time.Minute    // how long tokens are kept at most
	UnansweredGuard  = 300 * time.Second   // after a start whose answer never came
	RefusedGuard     = time.Minute         // after a refusal
	maxSetBack       = 24 * time.Hour      // a clock set back further makes a wait a lost one
)

// MaxRequest bounds, in bytes, what Acknowledge takes as the request.
const MaxRequest = 64 << 10

// The errors of a journal. Those of the keyring and, for a disk, *[files.Error] can come as well:
// ProblemDiskFull and ProblemReadOnly among them.
var (
	ErrBusy    = errors.New("the journal is in use by another window; try again")
	ErrDamaged = errors.New("the journal's file is damaged; it was left as it is: keep a copy, then move it aside to begin a new one")
	ErrNewer   = errors.New("the journal was written by a newer version of the program; nothing was changed: use that version")
	ErrKeyLost = errors.New("the keyring doesn't hold the key of this journal; it was left as it is: restore the key, or move the file aside to begin a new one")
	ErrClosed  = errors.New("the journal is closed")

	ErrOpenVerification = errors.New("a verification of this person is open already; wait until it has ended")
	ErrRefusedLately    = errors.New("this person refused a moment ago; ask before you send another request")

	ErrRecordExists = errors.New("the journal has a record of this verification already")
	ErrRecordEnded  = errors.New("the journal has an ending of this verification already")
	ErrNoRecord     = errors.New("the journal has no record of this verification")
	ErrNoID         = errors.New("a record of the journal needs an id")
	ErrRecordTooBig = errors.New("a text is too long for the journal")
	ErrNoOutcome    = errors.New("an ending of the journal needs an outcome")
	ErrClaimed      = errors.New("another window goes on with this verification")
	ErrHead         = errors.New("this is not the head of a journal: it reads like 17-3fa9-c2d4-0b1e-77aa-5c10")
	ErrEraseAll     = errors.New("name a person or a span of time to erase")
	ErrKeepTooShort = errors.New("a journal is kept for a day at least")
)

// GuardError says why a verification must not begin.
type GuardError struct {
	Kind  error     // ErrOpenVerification or ErrRefusedLately
	ID    string    // of the verification that is open or was refused
	Until time.Time // when the guard opens by itself
}

func (e *GuardError) Error() string { return e.Kind.Error() }
func (e *GuardError) Unwrap() error { return e.Kind }

// PersonHash is an HMAC-SHA-256 of a person's UUID in hexadecimal, under a random key of the
// journal: it recognises a person and names nobody.
type PersonHash string

// Record is one verification.
type Record struct {
	ID          string // made for this verification; not the provider's auth_req_id
	Started     time.Time
	Environment string // id
	Kind        string // of the environment: demo, test or production
	Person      PersonHash
	Case        string // reference id of the operator's own case system
	Text        string // the text that the person was asked to approve
	Operator    string // the account of the operating system
	Confirmed   bool   // the operator was asked and began in spite of a refusal a moment ago

	Received time.Time // when tokens came; zero if none did
	Ending             // zero until it has ended
}

// Ending is how a verification ended.
type Ending struct {
	At      time.Time
	Outcome ciba.Outcome // "" while it is open
	Reason  ciba.Reason
	// of a cancelled one; uncertain: the guard holds until the deadline
	Cancel      ciba.CancelAnswer
	Checks      []CheckRecord
	Transaction string // MitID transaction id: the reference for an audit
	Support     string // the number under which the provider's support finds it; "" without one
}

// CheckRecord is a check without what was expected and found, which can be about a person.
type CheckRecord struct {
	ID     ciba.CheckID
	Result ciba.CheckResult
}

// CheckRecords returns checks as a journal keeps them.
func CheckRecords(checks []ciba.Check) []CheckRecord {
	records := make([]CheckRecord, len(checks))
	for i, check := range checks {
		records[i] = CheckRecord{ID: check.ID, Result: check.Result}
	}
	return records
}

// Filter picks records; a zero field picks all.
type Filter struct {
	From, Until time.Time // of the start; From is included, Until is not
	Environment string
	Person      PersonHash
	Case        string         // exactly this one
	Outcomes    []ciba.Outcome // "" among them picks the open ones
	Offset      int            // leaves out so many of the newest
	Limit       int            // at most so many
}

// Page is a part of a journal.
type Page struct {
	Records []Record // as [Journal.List] returns them
	Total   int      // how many fit, whatever the filter's page
	Head    string   // where the chain of records ends
}

// Left says what a crash left of a verification.
type Left string

// What can be left.
const (
	// acknowledged, before its deadline: poll on with the resumption, or cancel
	LeftWaiting  Left = "waiting"
	LeftReceived Left = "received" // tokens came and nobody said Done: check and show them
	// no answer to the start is known, or it is too late: End it as unknown
	LeftUnknown Left = "unknown"
)

// Unfinished is a verification that a crash or a closed window left.
type Unfinished struct {
	Record
	Left       Left
	Resumption ciba.Resumption // zero if the start was never acknowledged
	Request    []byte          // as given to Acknowledge
	Tokens     []ciba.Tokens   // as given to Receive; then Received is never zero
}

// Erased is what [Journal.Erase] did.
type Erased struct {
	Records int // erased
	Open    int // left, since they may still be open
}

// Audit is what [Journal.Verify] found.
type Audit struct {
	Entries int    // of the chain; a verification has some
	Records int    // verifications
	Erased  int    // entries whose content was erased
	Head    string // where the chain ends, to be noted elsewhere
	Fault   *ChainFault
}

// ChainFault is the first bad place of a chain.
type ChainFault struct {
	Problem  ChainProblem
	Position uint64    // of the entry, counted from 1
	At       time.Time // of the entry, or of the last good one before it; zero if neither is known
}

// ChainProblem says what is wrong with a chain, as a key.
type ChainProblem string

// The problems of a chain.
const (
	ChainChanged ChainProblem = "changed" // the entry isn't what was written
	ChainMissing ChainProblem = "missing" // an entry is gone
	ChainCutOff  ChainProblem = "cut_off" // the end is gone
	ChainTime    ChainProblem = "time"    // the entry is older than the one before it
	ChainRecord  ChainProblem = "record"  // the list tells something else than the chain
	ChainMark    ChainProblem = "mark"    // a mark against replay is gone or changed
	// the head that was noted isn't of this chain: an old or another file
	ChainOtherEnd ChainProblem = "other_end"
)
