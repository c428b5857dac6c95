package journal

import (
	"context"
	"errors"
	"time"

	"ringback/ciba"
)

// Journal is the record of verifications, on this machine or for a whole contact centre, the guard
// against a second prompt for one person, and what is needed to resume after a crash. Every method
// may wait for a disk or a network and may be called from any goroutine. Names and birth dates
// never enter it; tokens and what is needed to resume are kept, sealed, until Done, at most
// [KeptAfterReceipt].
type Journal interface {
	// HashPerson returns the keyed hash under which a person is recorded, so that the UUID or CPR
	// number itself never enters a record.
	HashPerson(ctx context.Context, person Person) (PersonHash, error)

	// Begin records that a verification starts. The request is sent only after Begin returned nil.
	// Begin is also the guard: if two verifications begin for one person, in any windows or
	// processes, one succeeds, whichever of their hashes they begin with. What it decides by is
	// read and written as one. It returns a *[GuardError]: [ErrOpenVerification]; [ErrTooMany] if
	// maxPrompts isn't 0 and as many requests of the last [CountedFor] count; or a question that
	// record.Confirmed doesn't answer. The current time is record.Started; in a shared journal it
	// is the server's, and the times in the error are those spans on this desk's clock. For the
	// kind demo there are only the questions, and without a person there is no guard.
	// ErrRecordExists: the id was used before.
	//
	// A request counts if the provider acknowledged it or may have got it, from the time it was
	// sent.
	Begin(ctx context.Context, record Record, maxPrompts int) error

	// Acknowledge records what is needed to resume after a crash: the resumption, and what the
	// caller needs to check the tokens, in the caller's own form (sealed; it may name the person;
	// at most [MaxRequest] bytes). The guard stays closed until the deadline in the resumption, 15
	// minutes at most; a shared journal is told how long that is from now, so that a desk's clock
	// that is wrong decides nothing.
	Acknowledge(ctx context.Context, id string, resumption ciba.Resumption, request []byte) error

	// Interval records that the interval between two polls has changed.
	Interval(ctx context.Context, id string, interval time.Duration) error

	// BeginLate records a verification whose request is already out, because the journal couldn't
	// be written when it began. It can't be stopped any more, so the guard isn't asked; it is
	// closed for others if it is open. ErrRecordExists: the id was used before.
	BeginLate(ctx context.Context, record Record) error

	// Seen reports, without writing anything, whether one of the marks came for another
	// verification. It works on a full or read-only disk.
	Seen(ctx context.Context, id string, marks []string) (bool, error)

	// Receive records, before anything of them is shown, that tokens came for a verification, and
	// keeps the given tokens until Done. The caller must call Done for a record that stays on the
	// screen after [KeptAfterReceipt]: the journal erases during its operations, not in between.
	// Marks identify a token: a digest of its signed part, and its transaction id. Receive reports
	// whether one of them was seen for another verification; the same verification may ask twice.
	// If Begin couldn't record the verification, that is fine, but its tokens aren't kept.
	Receive(ctx context.Context, id string, at time.Time, marks []string, tokens ...ciba.Tokens) (seen bool, err error)

	// Asking records, before it is done, that the provider is about to be asked whether a token
	// belongs to a CPR number. It may be asked once only: what a crash leaves after this is
	// [LeftUnknown] without tokens, and nothing at all if the verification had ended. ErrNoRecord:
	// nothing is kept for this id; ErrRecordEnded: it has ended.
	Asking(ctx context.Context, id string) error

	// End records how a verification ended. With ending.Also the guard, filters and Erase find the
	// person by both hashes from now on, and by all that belong to either. ErrNoRecord: there is
	// none with this id. Only the first ending counts: a second one returns ErrRecordEnded.
	End(ctx context.Context, id string, ending Ending) error

	// Fence records a report: the person who was asked didn't start the verification. For
	// [FenceLasts] from report.At a request to them is asked about first. Unfence records that this
	// was taken back, or lifted, and ends the fence. What is so already is recorded once.
	// ErrNoRecord: there is none with this id.
	Fence(ctx context.Context, id string, report Report) error
	Unfence(ctx context.Context, id string, report Report) error

	// Done erases the tokens and what was needed to resume. If nothing is kept, that is no error.
	// The guard stays as it is.
	Done(ctx context.Context, id string) error

	// Unfinished returns what a crash or a closed window left, the oldest first. It leaves out
	// verifications that an open journal began or claimed.
	Unfinished(ctx context.Context) ([]Unfinished, error)

	// Claim takes over an unfinished verification until this journal releases it, is closed, or its
	// process ends. ErrClaimed: another journal has it. ErrNoRecord: nothing with this id is
	// unfinished any more.
	Claim(ctx context.Context, id string) (Unfinished, error)

	// Release gives back what this journal claimed or began: it is then unfinished for everybody,
	// this journal included. ErrNoRecord: this journal has none with this id.
	Release(ctx context.Context, id string) error

	// List returns the records that fit, the last begun first. In a shared journal, these are this
	// login's, unless it is a supervisor's or an auditor's, and their times are the server's.
	List(ctx context.Context, filter Filter) ([]Record, error)

	// Count returns how many records fit, whatever the filter's page.
	Count(ctx context.Context, filter Filter) (int, error)

	// Page returns the results of List, Count and Head, all of the same moment.
	Page(ctx context.Context, filter Filter) (Page, error)

	// Head returns the short form of the end of the chain of records, to be noted elsewhere:
	// [Journal.Verify] takes it.
	Head(ctx context.Context) (string, error)

	// Verify checks the chain. What is wrong is in the audit; an error means that the chain
	// couldn't be read. A head noted elsewhere, if not "", must be part of the chain; one from
	// before what Retain removed can no longer be compared. ErrHead: noted isn't a head.
	Verify(ctx context.Context, noted string) (Audit, error)

	// Erase permanently removes the content of all records that fit, with their marks; in a shared
	// journal, only a supervisor may. ErrEraseAll:
	// the filter names neither a person nor a time. A verification that may still be open stays and
	// is counted. Until they are over, a person's hashes stay with the ends of what the guard goes
	// by: requests that count, and fences. The filter's page is ignored.
	Erase(ctx context.Context, filter Filter) (Erased, error)

	// Retain removes what is older than keep, which is at least a day; see [Retention]. It returns
	// how many records it removed. If the clock seems to have jumped ahead (it is more than a week
	// after the last entry), it removes nothing until the clock still says so a day later. A shared
	// journal isn't cleaned up by desks: there it removes nothing.
	Retain(ctx context.Context, keep time.Duration) (int, error)

	// Close releases what this journal claimed and began. No other method may be called after it.
	Close() error
}

// The times of a journal.
const (
	Retention        = 30 * 24 * time.Hour // how long records are kept by default
	KeptAfterReceipt = 15 * time.Minute    // how long tokens are kept at most
	UnansweredGuard  = 300 * time.Second   // after a start whose answer never came
	AskedLately      = 10 * time.Minute    // after an ending that isn't verified
	CountedFor       = time.Hour           // how long a request counts
	FenceLasts       = 24 * time.Hour      // after a report that the person didn't start it
	maxSetBack       = 24 * time.Hour      // a clock that was set back further ends a wait
)

// MaxRequest is the size limit, in bytes, of the request that Acknowledge takes.
const MaxRequest = 64 << 10

// The errors of a journal. It also returns those of the keyring and, for a disk, *[files.Error],
// with ProblemDiskFull and ProblemReadOnly among others.
var (
	ErrBusy    = errors.New("the journal is in use by another window; try again")
	ErrDamaged = errors.New("the journal's file is damaged; it was left as it is: keep a copy, then move it aside to begin a new one")
	ErrNewer   = errors.New("the journal was written by a newer version of the program; nothing was changed: use that version")
	ErrKeyLost = errors.New("the keyring doesn't hold the key of this journal; it was left as it is: restore the key, or move the file aside to begin a new one")
	ErrClosed  = errors.New("the journal is closed")

	ErrOpenVerification = errors.New("a verification of this person is open already; wait until it has ended")
	ErrAskedLately      = errors.New("this person was asked a few minutes ago; ask them before you send another request")
	ErrThirdInHour      = errors.New("this would be the third request to this person within an hour; send it only if they asked you to")
	ErrFenced           = errors.New("it was reported that this person didn't start a request; send another one only if they asked you to")
	ErrTooMany          = errors.New("this person got as many requests within an hour as are allowed; wait")

	ErrRecordExists = errors.New("the journal has a record of this verification already")
	ErrRecordEnded  = errors.New("the journal has an ending of this verification already")
	ErrNoRecord     = errors.New("the journal has no record of this verification")
	ErrNoID         = errors.New("a record of the journal needs an id")
	ErrRecordTooBig = errors.New("a text is too long for the journal")
	ErrNoOutcome    = errors.New("an ending of the journal needs an outcome")
	ErrClaimed      = errors.New("another window has resumed this verification")
	ErrHead         = errors.New("this is not the head of a journal: a head looks like 17-3fa9-c2d4-0b1e-77aa-5c10")
	ErrEraseAll     = errors.New("name a person or a period to erase")
	ErrKeepTooShort = errors.New("a journal is kept for a day at least")
)

// Record is one verification.
type Record struct {
	ID          string // made for this verification; not the provider's auth_req_id
	Started     time.Time
	Environment string // its id
	Kind        string // of the environment: demo, test or production
	Person      PersonHash
	Case        string    // reference id of the operator's own case system
	Text        string    // the text that the person was asked to approve
	Operator    string    // the account of the operating system
	Confirmed   Questions // what the operator was asked before, and confirmed

	// Only in a shared journal: the login as its server wrote it, and the desk's word for itself.
	Login, Host string

	// HandedIn: it was recorded by its desk alone, which handed it in then by the server's time.
	// Its own times are by that desk's clock. DeskOnly: it waits for that. ReplayFound: what
	// identifies its token came for another verification as well, which was found later.
	HandedIn    time.Time
	DeskOnly    bool
	ReplayFound bool
	// Illegible: the keys don't open what is sealed of it, or some of it. What lies open is there.
	Illegible bool

	Received time.Time // when tokens came; zero if none did
	Ending             // zero until it ended

	Reported Report // that the person didn't start it; zero if nobody reported it
	Lifted   Report // that this was taken back, or the fence lifted, after it was last reported
}

// Report is who reported something, and when.
type Report struct {
	At       time.Time
	Operator string // the account of the operating system
}

// Fenced reports whether a fence because of the record holds, as far as the record tells.
func (r Record) Fenced(now time.Time) bool {
	return !r.Reported.At.IsZero() && r.Lifted.At.IsZero() && now.Before(r.Reported.At.Add(FenceLasts))
}

// Ending is how a verification ended.
type Ending struct {
	At      time.Time
	Outcome ciba.Outcome // "" while it is open
	Reason  ciba.Reason
	// of a cancelled one; uncertain: the guard holds until the deadline
	Cancel           ciba.CancelAnswer
	Checks           []CheckRecord
	Transaction      string // MitID transaction id: the reference for an audit
	SupportReference string // the reference for the provider's support; "" if none
	// Also is the person's other hash, after the provider said that a CPR number and a UUID are one
	// person's; "" if nothing is known.
	Also PersonHash
}

// CheckRecord is a check without its expected and actual values, which may be about a person.
type CheckRecord struct {
	ID     ciba.CheckID
	Result ciba.CheckResult
}

// CheckRecords returns checks in the form in which a journal keeps them.
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
	Before      uint64         // begun before that one: Next of the page before
	Limit       int            // at most this many

	// Only in a shared journal, where a supervisor looks at everybody's: the account, the desk's
	// word for itself, and the login.
	Operator, Host, Login string

	hashes []PersonHash // of Person, as far as the journal knows
}

// Page is a part of a journal.
type Page struct {
	Records []Record // as [Journal.List] returns them
	Total   int      // how many fit, whatever the filter's page
	More    bool     // there are more than Total, which is [MostCounted] then
	Next    uint64   // for Filter.Before of the page after this one; 0 if this is the last
	Head    string   // the end of the chain of records
}

// MostCounted is how many records a page counts if the filter names a person or a case, and in a
// shared journal always. Those of another filter are counted to the end.
const MostCounted = 10_000

// Left says what a crash left of a verification.
type Left string

// What can be left.
const (
	LeftWaiting  Left = "waiting"  // before its deadline: poll on with the resumption, or cancel
	LeftReceived Left = "received" // tokens came and Done wasn't called: check and show them
	LeftUnknown  Left = "unknown"  // no answer, too late, or Asking was called: End it as unknown
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
	Open    int // not erased, because they may still be open
	// Until is when the last of what the guard goes by is over and the hashes go as well; zero if
	// none stays.
	Until time.Time
}

// Audit is what [Journal.Verify] found.
type Audit struct {
	Entries int    // of the chain; a verification has several
	Records int    // verifications
	Erased  int    // entries whose content was erased
	Head    string // the end of the chain, to be noted elsewhere
	Fault   *ChainFault
	// Illegible are entries of a shared journal whose content the keys don't open: whoever may
	// write can write such without the keys. That breaks no chain.
	Illegible Illegible
}

// Illegible are entries that can't be read.
type Illegible struct {
	Entries  int
	Position uint64 // of the first one
	Login    string // that wrote it
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
	ChainChanged  ChainProblem = "changed"   // the entry isn't what was written
	ChainMissing  ChainProblem = "missing"   // an entry is missing
	ChainCutOff   ChainProblem = "cut_off"   // the end is missing
	ChainTime     ChainProblem = "time"      // the entry is older than the one before it
	ChainRecord   ChainProblem = "record"    // the list differs from the chain
	ChainMark     ChainProblem = "mark"      // a mark against replay is missing or changed
	ChainOtherEnd ChainProblem = "other_end" // the noted head isn't of this chain
)
