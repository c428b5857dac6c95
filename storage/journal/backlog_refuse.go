package journal

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"ringback/ciba"
)

// Refuser is a journal that many desks share: its guard is the only one that knows what the others
// do, so that nothing is sent that it hasn't recorded.
type Refuser interface {
	Journal
	// Refuses reports whether a verification mustn't begin unless Begin recorded it.
	Refuses() bool
}

// ErrHashAgain means that the journal has learned of keys that a person wasn't hashed under: hash
// them again, and begin again. Nothing was recorded.
var ErrHashAgain = errors.New("journal: the person must be hashed again")

// Shared is a journal in a database, in which a login has some of three roles.
type Shared interface {
	Refuser
	// Rights returns what this login may do, as it was when the journal was opened.
	Rights() Rights
}

// Looker is a shared journal that tells of a request before another one is begun. It decides
// nothing: that is the guard's.
type Looker interface {
	// OpenUntil returns until when a request to a person may be open, on this desk's clock; zero if
	// none is.
	OpenUntil(ctx context.Context, person PersonHash) (time.Time, error)
}

// Learner is a journal that many desks share, and that can get more keys to hash persons under
// while it is open. A start learns of them by itself; before something else goes by a person's
// hash, Learn asks.
type Learner interface {
	Learn(ctx context.Context) error
}

// Rights are what a login may do in a shared journal. A desk lists what it began; a supervisor
// lists everything, erases, and reports for others; an auditor lists and verifies everything.
type Rights struct {
	Login                     string
	Desk, Supervisor, Auditor bool
}

// refusePatience is how long a start waits for such a journal, which asks for 10 seconds what
// became of a write.
const refusePatience = 20 * time.Second

// refuses reports whether nothing is sent that a journal hasn't recorded.
func refuses(journal Journal) bool {
	refuser, is := journal.(Refuser)
	return is && refuser.Refuses()
}

// patienceOf is how long a start waits for a journal.
func (b *Backlog) patienceOf(journal Journal) time.Duration {
	if refuses(journal) {
		return refusePatience
	}
	return beginPatience
}

// refused takes back a begin that couldn't be written, and returns why. Callers hold the lock.
func (b *Backlog) refused(ctx context.Context, at int) error {
	b.entries = slices.Delete(b.entries, at, at+1)
	return cmp.Or(b.fault, ctx.Err(), ErrBusy)
}

// notSent ends a verification whose begin was written only after it had been refused. Callers hold
// the lock.
func (b *Backlog) notSent(e deferred) {
	if e.kind != entryBegun || !refuses(b.journal) {
		return
	}
	ending := Ending{At: b.now(), Outcome: ciba.Failed, Reason: ReasonNotSent}
	b.add(deferred{kind: entryEnded, id: e.id, ending: ending})
	b.add(deferred{kind: entryDone, id: e.id})
}

// The reasons that only a journal gives.
const (
	// ReasonNotSent: its begin was recorded, but the desk got to know that too late and sent
	// nothing.
	ReasonNotSent ciba.Reason = "not_sent"
	// ReasonLost: its desk never came back. An hour past its deadline nobody had ended it.
	ReasonLost ciba.Reason = "desk_lost"
)
