package journal

import (
	"context"
	"time"

	"ringback/ciba"
)

// Narrow is a journal of many desks that records some verifications on this desk only, because it
// can't reach the others'.
type Narrow interface {
	Journal
	// DeskOnly reports whether a verification is recorded on this desk only, so that a token could
	// be looked for nowhere else.
	DeskOnly(ctx context.Context, id string) bool
	// Tell has what becomes of them told from now on, with what wasn't told yet. It is called from
	// whatever goroutine, and must not call the journal.
	Tell(told func(DeskNews))
}

// FileMover is such a journal, whose file may be one that can't be read.
type FileMover interface {
	// MoveFileAside moves the file out of the way, after the user agreed; the next verification
	// that is recorded here begins a new one. What was in it isn't handed in.
	MoveFileAside(ctx context.Context) error
}

// DeskNews is what became of verifications that were recorded on this desk only.
type DeskNews struct {
	Alone bool // from now on they are recorded here
	Back  bool // … they aren't any more

	HandedIn int // they are in the shared journal now
	Dropped  int // they were older than what is kept
	Replays  int // of those handed in, a token had come for another verification as well
	Kept     int // they stay here: the shared journal has others with their ids
}

// With returns the news with later ones.
func (n DeskNews) With(later DeskNews) DeskNews {
	if later.Alone || later.Back {
		n.Alone, n.Back = later.Alone, later.Back
	}
	n.HandedIn, n.Dropped = n.HandedIn+later.HandedIn, n.Dropped+later.Dropped
	n.Replays, n.Kept = n.Replays+later.Replays, n.Kept+later.Kept
	return n
}

// narrowed returns the result of a look for what it is.
func narrowed(ctx context.Context, journal Journal, id string, look ciba.Look) ciba.Look {
	narrow, is := journal.(Narrow)
	if is && look == ciba.LookedNew && narrow.DeskOnly(ctx, id) {
		return ciba.LookedNewThisDesk
	}
	return look
}

// ReplaysAtOnce is how many replays a [ReplayFinder] returns at most.
const ReplaysAtOnce = 1000

// ReplayFinder is a shared journal that knows which answers had come for two verifications, where
// neither desk could see that when they came, and who missed a head that they saw.
type ReplayFinder interface {
	// Replays returns what was found after a position, the oldest first, [ReplaysAtOnce] at most.
	// Only supervisors and auditors may ask.
	Replays(ctx context.Context, after uint64) ([]Replay, error)
}

// Replay is one of the two; without an id, it is a login that missed a head.
type Replay struct {
	Position uint64    // of what says so in the chain
	At       time.Time // when it was found, by the server's time
	ID       string    // of the verification
	Login    string    // that wrote this
}
