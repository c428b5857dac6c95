package fallback

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
	"ringback/storage/journal/postgres/connect"
)

// Shared is the shared journal.
type Shared interface {
	journal.Shared
	HandIn(ctx context.Context, w journal.Whole) (journal.HandedIn, error)
}

// Local is the file.
type Local interface {
	journal.Journal
	Has(ctx context.Context, id string) (bool, error)
	Guarded(ctx context.Context, record journal.Record, maxPrompts int) error
	Whole(ctx context.Context, most int) (all []journal.Whole, left int, err error)
	HandedIn(ctx context.Context, those []journal.Whole) error
}

// Options configure a [Journal]. Shared, Keys and Folder are required.
type Options struct {
	// Shared opens the shared journal. It is called again later while there is no answer.
	Shared func(context.Context) (Shared, error)
	Keys   postgres.Keys    // the organisation's, as far as this desk has them
	Folder string           // where the file is, which needs one of its own
	Now    func() time.Time // the desk's clock; nil is the system's
	Guard  func()           // is deferred in the one goroutine; nil: nothing is
	Log    *slog.Logger     // takes why nothing could be handed in; nil: nothing is logged

	// local opens the file, or returns nil if there is none and none is to be made; nil:
	// [openFile].
	local    func(ctx context.Context, make bool) (Local, error)
	patience time.Duration // 0: [Patience]
}

// ErrNoKeys means that this desk has none of the organisation's keys, so that it can't record
// anything.
var ErrNoKeys = journal.NewFault("desk_keys", "this desk has no keys of the shared journal; run ringback provision with them")

// How long is waited.
const (
	Patience  = 5 * time.Second // for an answer, before a start does without
	askAgain  = 250 * time.Millisecond
	handAgain = time.Minute // for a database that doesn't answer, if something is to be handed in
)

// Journal is the shared journal, and a file while that can't be reached.
type Journal struct {
	o Options

	opening chan struct{} // holds one value; taking it is the right to open one of the two
	handing chan struct{} // … to hand in

	mu     sync.Mutex
	shared Shared // nil: there was no answer yet
	local  Local  // nil: nothing was begun in it, as far as is known
	alone  bool   // the last start got no answer
	// there are verifications that are known to be in the shared journal, until they are done.
	there  map[string]bool
	stuck  map[string]bool // they can't be handed in
	unread bool            // the log has it that the file can't be read

	told func(journal.DeskNews) // nil: nobody listens yet
	news journal.DeskNews       // that wasn't told yet

	wake    chan struct{}
	stop    context.CancelFunc
	stopped chan struct{}
}

var (
	_ journal.Shared    = (*Journal)(nil)
	_ journal.Narrow    = (*Journal)(nil)
	_ journal.FileMover = (*Journal)(nil)
)

// Open opens the journal. It needs no answer of the database; any other trouble with it is an
// error.
func Open(ctx context.Context, o Options) (*Journal, error) { //nolint:contextcheck // What hands in outlives ctx: Close ends it.
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Guard == nil {
		o.Guard = func() {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.patience = cmp.Or(o.patience, Patience)
	if o.local == nil {
		o.local = o.openFile
	}
	j := &Journal{
		o: o, opening: make(chan struct{}, 1), handing: make(chan struct{}, 1), wake: make(chan struct{}, 1), stopped: make(chan struct{}),
		there: make(map[string]bool), stuck: make(map[string]bool),
	}
	j.opening <- struct{}{}
	j.handing <- struct{}{}
	_, err := j.sharedNow(ctx)
	if err != nil && !noAnswer(err) {
		return nil, err
	}
	if err != nil {
		if len(o.Keys.Seal) == 0 || len(o.Keys.Hash) == 0 {
			return nil, ErrNoKeys
		}
		j.answered(false)
	}
	working, stop := context.WithCancel(context.Background())
	j.stop = stop
	go func() {
		defer close(j.stopped)
		defer o.Guard()
		j.work(working)
	}()
	return j, nil
}

// Close implements [journal.Journal].
func (j *Journal) Close() error {
	j.stop()
	<-j.stopped
	j.mu.Lock()
	defer j.mu.Unlock()
	var errs []error
	if j.shared != nil {
		errs = append(errs, j.shared.Close())
	}
	if j.local != nil {
		errs = append(errs, j.local.Close())
	}
	return errors.Join(errs...)
}

// Refuses implements [journal.Refuser].
func (*Journal) Refuses() bool { return true }

// Rights implements [journal.Shared]: those of a desk while the file is read, or while nobody said.
func (j *Journal) Rights() (rights journal.Rights) {
	if shared := j.sharedIfOpen(); shared != nil {
		rights = shared.Rights()
	}
	if j.isAlone() || rights == (journal.Rights{}) {
		return journal.Rights{Login: rights.Login, Desk: true}
	}
	return rights
}

// HashPerson implements [journal.Journal]: as the shared journal does, which adds the hashes of
// imported files once it was reached. The file goes by the organisation's keys alone.
func (j *Journal) HashPerson(ctx context.Context, person journal.Person) (journal.PersonHash, error) {
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	if shared := j.sharedIfOpen(); shared != nil {
		return shared.HashPerson(ctx, person)
	}
	return j.o.Keys.HashPerson(person), nil
}

// noAnswer reports whether an error means that there was no answer, and that nothing was written.
// It is all that leads away from the shared guard.
func noAnswer(err error) bool {
	return errors.Is(err, connect.ErrUnreachable) && !errors.Is(err, postgres.ErrUncertain)
}

// taken takes a right, and returns how to give it back.
func taken(ctx context.Context, right chan struct{}) (back func(), err error) {
	select {
	case <-right:
		return func() { right <- struct{}{} }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// sharedNow returns the shared journal, and opens it if that hasn't been possible yet.
func (j *Journal) sharedNow(ctx context.Context) (Shared, error) {
	back, err := taken(ctx, j.opening)
	if err != nil {
		return nil, err
	}
	defer back()
	if shared := j.sharedIfOpen(); shared != nil {
		return shared, nil
	}
	shared, err := j.o.Shared(ctx)
	if err != nil {
		return nil, err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.shared = shared
	return shared, nil
}

func (j *Journal) sharedIfOpen() Shared {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.shared
}

// localNow returns the file; nil if there is none, unless it is to be made.
func (j *Journal) localNow(ctx context.Context, make bool) (Local, error) {
	back, err := taken(ctx, j.opening)
	if err != nil {
		return nil, err
	}
	defer back()
	j.mu.Lock()
	local := j.local
	j.mu.Unlock()
	if local != nil {
		return local, nil
	}
	if local, err = j.o.local(ctx, make); err != nil || local == nil {
		return nil, err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.local = local
	return local, nil
}

// here returns the file; nil if there is none, or none that can be read. That one stays as it is,
// and must not keep anybody from the shared journal: only who begins in it is told.
func (j *Journal) here(ctx context.Context) (Local, error) {
	local, err := j.localNow(ctx, false)
	if !slices.ContainsFunc([]error{journal.ErrDamaged, journal.ErrKeyLost, journal.ErrNewer}, func(one error) bool { return errors.Is(err, one) }) {
		return local, err
	}
	j.mu.Lock()
	said := j.unread
	j.unread = true
	j.mu.Unlock()
	if !said {
		j.o.Log.Warn("journal of this desk not read", "error", err)
	}
	return nil, nil
}

// answered notes whether the shared journal answers.
func (j *Journal) answered(it bool) {
	j.mu.Lock()
	changed := j.alone == it
	j.alone = !it
	j.mu.Unlock()
	if !changed {
		return
	}
	j.tell(journal.DeskNews{Alone: !it, Back: it})
	if it {
		j.poke()
	}
}

// Tell implements [journal.Narrow].
func (j *Journal) Tell(told func(journal.DeskNews)) {
	j.mu.Lock()
	j.told = told
	j.mu.Unlock()
	j.tell(journal.DeskNews{})
}

// tell tells news, or keeps them until somebody listens.
func (j *Journal) tell(news journal.DeskNews) {
	j.mu.Lock()
	news, told := j.news.With(news), j.told
	j.news = journal.DeskNews{}
	if told == nil {
		j.news = news
	}
	j.mu.Unlock()
	if told != nil && news != (journal.DeskNews{}) {
		told(news)
	}
}

func (j *Journal) isAlone() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.alone
}
