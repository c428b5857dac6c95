package journal

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"ringback/ciba"
)

// Backlog writes verifications into a journal, in order, from its own goroutine. It holds in memory
// what can't be written now, because the journal is locked, its disk is full, or its keyring hasn't
// answered yet, and writes that as soon as possible. This program's guard knows at once what is
// still to be written; another program's only after it is written.
//
// Until there is a journal, it uses a memory journal of this run for replay and guard. Its methods
// may be called from any goroutine.
type Backlog struct {
	memory  Journal
	told    func(id string)
	now     func() time.Time
	stop    context.CancelFunc
	stopped chan struct{}
	wake    chan struct{}

	mu      sync.Mutex
	journal Journal // nil: there is none yet
	thisRun bool    // it is a memory journal too, and stays the only one
	memOnly bool    // there won't be one in this run
	entries []deferred
	count   uint64
	runs    map[string]*backlogRun
	local   standings     // as this program knows them
	changed chan struct{} // closed after each round
	rounds  uint64
	fault   error // of the last round
	log     *slog.Logger
}

// backlogRun is the state of one verification.
type backlogRun struct {
	person PersonHash
	ended  bool
	kept   bool  // the journal has what is needed to resume after a crash
	lost   bool  // some part can never be written
	seen   bool  // when its tokens were written, they had come for another verification
	held   error // the guard's answer to its begin
	// why the journal can't record that the provider is asked about its tokens
	unasked error

	written []deferred // of its record, to be written again if the journal is gone
}

// BacklogOptions configure a [Backlog].
type BacklogOptions struct {
	// Memory is used while there is no other journal. Required.
	Memory Journal
	// Told is called from the backlog's goroutine when something of a verification was written. It
	// must not block. It may be nil.
	Told func(id string)
	Now  func() time.Time // the clock; nil is the system's
	// Guard is deferred in the backlog's goroutine, to report a panic; nil: nothing does.
	Guard func()
	Log   *slog.Logger // takes the faults of the journal, by their kinds; nil: nothing is logged
}

// How long a backlog waits.
const (
	lookPatience  = 60 * time.Second // for a look
	beginPatience = 10 * time.Second // for the guard
	// for the first attempt to record tokens, despite a cancel
	firstPatience = 5 * time.Second
	endPatience   = 500 * time.Millisecond // before an outcome is shown as not recorded
	lookAgain     = 250 * time.Millisecond
	retryBusy     = 100 * time.Millisecond
	retryFirst    = time.Second // after another error; doubles each time
	retryMost     = 15 * time.Second
	stripEvery    = time.Minute // between checks of what must no longer be held
)

// NewBacklog starts the goroutine, which Close ends.
func NewBacklog(o BacklogOptions) *Backlog {
	if o.Told == nil {
		o.Told = func(string) {}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Guard == nil {
		o.Guard = func() {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	ctx, stop := context.WithCancel(context.Background())
	b := &Backlog{
		log:    o.Log,
		memory: o.Memory, told: o.Told, now: o.Now, stop: stop, stopped: make(chan struct{}), wake: make(chan struct{}, 1),
		runs: make(map[string]*backlogRun), local: newStandings(), changed: make(chan struct{}),
	}
	go func() {
		defer o.Guard()
		b.work(ctx)
	}()
	return b
}

// Attach sets the persistent journal. What was held until now is written there.
func (b *Backlog) Attach(journal Journal) {
	b.mu.Lock()
	b.journal, b.memOnly = journal, false
	b.mu.Unlock()
	b.poke()
}

// AttachMemory makes the memory journal the journal: there won't be another one.
func (b *Backlog) AttachMemory() {
	b.mu.Lock()
	b.journal, b.thisRun = b.memory, true
	b.mu.Unlock()
	b.poke()
}

// MemoryOnly says that there will be no journal in this run, so nothing is held for one.
func (b *Backlog) MemoryOnly() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.memOnly, b.entries = true, nil
}

// Close waits until everything is written, or until ctx ends, and ends the goroutine. It returns
// the number of verifications of which something is lost.
func (b *Backlog) Close(ctx context.Context) (lost int) {
	b.poke()
	b.await(ctx, func() bool { return b.journal == nil || len(b.entries) == 0 })
	b.stop()
	<-b.stopped
	b.erase(ctx)
	return b.Waiting()
}

// erase has the journal erase what was kept to resume verifications that are done, even if the rest
// of them can't be written: erasing needs no free space. It takes a second at most.
func (b *Backlog) erase(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	b.mu.Lock()
	journal, entries := b.journal, slices.Clone(b.entries)
	b.mu.Unlock()
	for _, e := range entries {
		if e.kind == entryDone && journal != nil {
			_ = journal.Done(ctx, e.id)
		}
	}
}

// Waiting returns the number of verifications of which something is still to be written.
func (b *Backlog) Waiting() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.waiting()
}

func (b *Backlog) waiting() int {
	ids := map[string]bool{}
	for _, e := range b.entries {
		if e.counts() {
			ids[e.id] = true
		}
	}
	return len(ids)
}

// WillWrite reports whether something is held that will be tried again.
func (b *Backlog) WillWrite() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.journal != nil && b.waiting() > 0
}

// Recorded reports whether everything that happened to a verification so far is in the persistent
// journal.
func (b *Backlog) Recorded(id string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	run := b.runs[id]
	return b.journal != nil && (run == nil || !run.lost) && !slices.ContainsFunc(b.entries, func(e deferred) bool { return e.id == id && e.counts() })
}

// Kept reports whether the journal has what is needed to resume a verification after a crash.
func (b *Backlog) Kept(id string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.runs[id] != nil && b.runs[id].kept
}

// Begin records that a verification starts, as [Journal.Begin] does, with person still to be
// hashed. It returns the guard's error or nil: what can't be written now is written later and
// doesn't prevent a start, unless the journal is a [Refuser]. If another program has the journal
// locked, it waits up to 10 seconds, so that a request doesn't escape the guard.
func (b *Backlog) Begin(ctx context.Context, record Record, person Person, maxPrompts int) error {
	err := b.begin(ctx, record, person, maxPrompts)
	if errors.Is(err, ErrHashAgain) {
		err = b.begin(ctx, record, person, maxPrompts)
	}
	return err
}

func (b *Backlog) begin(ctx context.Context, record Record, person Person, maxPrompts int) error {
	b.mu.Lock()
	journal := b.journal
	b.mu.Unlock()
	if journal == nil {
		return b.beginInMemory(ctx, record, person, maxPrompts)
	}
	e := deferred{kind: entryBegun, id: record.ID, record: record, person: person, guarded: true, most: maxPrompts}
	if hash, err := journal.HashPerson(ctx, person); err == nil {
		e.record.Person, e.person = hash, Person{}
	}
	b.mu.Lock()
	known := b.local.begin(e.record, record.Started, maxPrompts, false)
	switch {
	case known != nil && (len(b.entries) > 0 || errors.Is(known, ErrOpenVerification)):
		b.mu.Unlock()
		return known
	case known != nil: // It is written: the journal knows what others have changed since.
		_ = b.local.begin(e.record, record.Started, maxPrompts, true)
	}
	run := b.run(e.id)
	run.person = e.record.Person
	n, since := b.add(e), b.rounds
	b.mu.Unlock()
	b.poke()
	waiting, enough := context.WithTimeout(ctx, b.patienceOf(journal))
	defer enough()
	b.await(waiting, func() bool {
		return !b.pending(n) || b.failed(since) && !errors.Is(b.fault, ErrBusy)
	})
	return b.begun(ctx, e, n, known)
}

// begun decides whether the verification of an entry begins, now that the entry is written or can't
// be. known is what this program's guard says.
func (b *Backlog) begun(ctx context.Context, e deferred, n uint64, known error) error {
	b.mu.Lock()
	journal, looks := b.journal, b.index(n) > 0 && !errors.Is(b.fault, ErrBusy) && e.person == (Person{}) && !refuses(b.journal)
	b.mu.Unlock()
	var read error
	if looks { // it waits behind others; the journal's guard can be read all the same
		read = journal.Begin(ctx, e.record, e.most)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if isGuard(read) && !b.mine(read) {
		known = cmp.Or(known, read)
	}
	run, at := b.run(e.id), b.index(n)
	refused := run.held
	if at >= 0 && refused == nil && known != nil {
		refused, b.entries = known, slices.Delete(b.entries, at, at+1)
	}
	if at >= 0 && refused == nil && refuses(journal) {
		refused = b.refused(ctx, at)
	}
	switch {
	case refused != nil:
		b.localDo(run, func(s *standing) { s.unbegun(e.id) })
		delete(b.runs, e.id)
	case at >= 0:
		b.entries[at].guarded = false // it is sent now
	case known != nil:
		b.local = newStandings() // which the journal contradicted
		_ = b.local.begin(e.record, e.record.Started, e.most, true)
	}
	return refused
}

func (b *Backlog) beginInMemory(ctx context.Context, record Record, person Person, maxPrompts int) error {
	inMemory := record
	if hash, err := b.memory.HashPerson(ctx, person); err == nil {
		inMemory.Person = hash
	}
	if err := b.memory.Begin(ctx, inMemory, maxPrompts); isGuard(err) {
		return err
	}
	b.later(deferred{kind: entryBegun, id: record.ID, record: record, person: person})
	return nil
}

// Acknowledge records what is needed to resume after a crash, as [Journal.Acknowledge] does. It
// waits up to 10 seconds for the first attempt, so that the screen doesn't show a wait that a crash
// would lose.
func (b *Backlog) Acknowledge(ctx context.Context, id string, resumption ciba.Resumption, request []byte) {
	b.mu.Lock()
	b.localDo(b.run(id), func(s *standing) { s.acknowledged(id, resumption) })
	b.mu.Unlock()
	if b.inMemory() {
		_ = b.memory.Acknowledge(context.WithoutCancel(ctx), id, resumption, request)
	}
	since := b.later(deferred{kind: entryAcknowledged, id: id, resumption: resumption, request: request})
	waiting, enough := context.WithTimeout(ctx, beginPatience)
	defer enough()
	b.await(waiting, func() bool {
		held := slices.ContainsFunc(b.entries, func(e deferred) bool { return e.id == id && e.kind == entryAcknowledged })
		return b.journal == nil || !held || b.failed(since)
	})
}

// Interval records that the interval between two polls has changed.
func (b *Backlog) Interval(ctx context.Context, id string, interval time.Duration) {
	if b.inMemory() {
		_ = b.memory.Interval(context.WithoutCancel(ctx), id, interval)
	}
	b.later(deferred{kind: entryInterval, id: id, interval: interval})
}

// Receive looks up whether one of the marks came for another verification, and records that tokens
// came. It tries to look until ctx ends, 60 seconds at most; what isn't recorded by then is
// recorded as soon as possible.
func (b *Backlog) Receive(ctx context.Context, id string, at time.Time, marks []string, tokens ciba.Tokens) ciba.Reception {
	e := deferred{kind: entryReceived, id: id, at: at, marks: marks, tokens: []ciba.Tokens{tokens}, came: b.now()}
	var known bool // to this run's memory
	var unread error
	if b.inMemory() {
		known, unread = b.memory.Receive(context.WithoutCancel(ctx), id, at, marks, tokens)
	}
	b.mu.Lock()
	run, journal, thisRun := b.run(id), b.journal, b.thisRun
	since := b.rounds
	n := b.add(e)
	b.mu.Unlock()
	b.poke()
	if journal == nil { // a journal that has been attached since is searched as well
		return ciba.Reception{Look: lookOf(known, unread, true)}
	}
	first, enough := context.WithTimeout(context.WithoutCancel(ctx), firstPatience)
	b.await(first, func() bool { return !b.pending(n) || b.failed(since) })
	enough()

	ctx, cancel := context.WithTimeout(ctx, lookPatience)
	defer cancel()
	for {
		b.mu.Lock()
		written, lost, seen, others := !b.pending(n), run.lost, run.seen, b.waits(id, marks)
		b.mu.Unlock()
		var err error
		if !written || lost {
			seen, err = journal.Seen(context.WithoutCancel(ctx), id, marks)
		}
		if look := lookOf(known || seen || others, err, thisRun); look != ciba.NotLookedUp || ctx.Err() != nil {
			return ciba.Reception{Look: narrowed(context.WithoutCancel(ctx), journal, id, look), Recorded: written && !lost}
		}
		timer := time.NewTimer(lookAgain)
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// lookOf returns the result of a look, in a journal or in the memory of this run.
func lookOf(seen bool, err error, thisRun bool) ciba.Look {
	switch {
	case seen:
		return ciba.LookedSeen
	case err != nil:
		return ciba.NotLookedUp
	case thisRun:
		return ciba.LookedNewThisRun
	}
	return ciba.LookedNew
}

// Asking records, before it is done, that the provider is about to be asked the one question about
// a verification's tokens, as [Journal.Asking] does. It waits up to 10 seconds. After an error the
// question must not be asked: a crash could have it asked twice.
func (b *Backlog) Asking(ctx context.Context, id string) error {
	if b.inMemory() {
		return b.askingInMemory(ctx, id)
	}
	b.mu.Lock()
	run := b.run(id)
	n := b.add(deferred{kind: entryAsking, id: id})
	b.mu.Unlock()
	b.poke()
	waiting, enough := context.WithTimeout(ctx, beginPatience)
	defer enough()
	b.await(waiting, func() bool { return !b.pending(n) })

	b.mu.Lock()
	defer b.mu.Unlock()
	if at := b.index(n); at >= 0 {
		b.entries = slices.Delete(b.entries, at, at+1) // it isn't asked
		return cmp.Or(ctx.Err(), b.fault, ErrBusy)
	}
	return run.unasked
}

// askingInMemory is [Backlog.Asking] while there is no lasting journal. What is written to one
// later can't be resumed, so that nothing is asked again.
func (b *Backlog) askingInMemory(ctx context.Context, id string) error {
	if err := b.memory.Asking(ctx, id); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range b.entries {
		if b.entries[i].id == id {
			b.entries[i].tokens = nil
		}
	}
	return nil
}

// End records how a verification ended. before is the outcome that the journal already has if it
// was shown before a crash. also is who the person is in the other domain, if that is known now;
// else nobody. End waits as long as recording usually takes, and reports whether the whole
// verification is recorded.
func (b *Backlog) End(ctx context.Context, id string, ending Ending, before ciba.Outcome, also Person) (recorded bool) {
	b.mu.Lock()
	run, journal := b.run(id), b.journal
	run.ended = true
	b.localDo(run, func(s *standing) { s.ended(id, ending, ending.At) })
	if journal != nil && also != (Person{}) {
		hash, _ := journal.HashPerson(context.WithoutCancel(ctx), also)
		b.local.join(run.person, hash)
	}
	b.mu.Unlock()
	if b.inMemory() {
		inMemory := ending
		if also != (Person{}) {
			inMemory.Also, _ = b.memory.HashPerson(context.WithoutCancel(ctx), also)
		}
		_ = b.memory.End(context.WithoutCancel(ctx), id, inMemory)
	}
	since := b.later(deferred{kind: entryEnded, id: id, ending: ending, before: before, also: also})
	waiting, enough := context.WithTimeout(ctx, endPatience)
	defer enough()
	b.await(waiting, func() bool {
		return b.journal == nil || b.waiting() == 0 || b.failed(since) && !errors.Is(b.fault, ErrBusy)
	})
	return b.Recorded(id)
}

// Report records that the person didn't start a verification, as [Journal.Fence] does, or, without
// fences, that this is taken back. Nothing waits for it.
func (b *Backlog) Report(ctx context.Context, id string, report Report, fences bool) {
	kind, record := entryLifted, b.memory.Unfence
	if fences {
		kind, record = entryReported, b.memory.Fence
	}
	b.mu.Lock()
	b.localDo(b.run(id), func(s *standing) { s.told(id, report, fences) })
	b.mu.Unlock()
	if b.inMemory() {
		_ = record(context.WithoutCancel(ctx), id, report)
	}
	b.later(deferred{kind: kind, id: id, report: report})
}

// Lifted notes that the fence because of a verification was lifted in the journal.
func (b *Backlog) Lifted(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range b.local.by {
		s.lifted(id)
	}
}

// StartOver forgets what the guard knows of everybody: for demo, whose persons don't exist.
func (b *Backlog) StartOver(ctx context.Context) {
	b.mu.Lock()
	b.local = newStandings()
	b.mu.Unlock()
	if memory, ok := b.memory.(interface{ StartOver(context.Context) }); ok {
		memory.StartOver(ctx)
	}
}

// localDo changes what this program knows of the person of a verification.
func (b *Backlog) localDo(run *backlogRun, change func(*standing)) {
	if run.person != "" {
		change(b.local.under(run.person))
	}
}

// Done erases the tokens of a verification and what was kept to resume it, in the journal and in
// what is still to be written there.
func (b *Backlog) Done(ctx context.Context, id string) {
	ctx = context.WithoutCancel(ctx) // closing the program must not prevent erasing
	b.mu.Lock()
	journal := b.journal
	b.entries = slices.DeleteFunc(b.entries, func(e deferred) bool { return e.id == id && e.kind == entryInterval })
	for i := range b.entries {
		if b.entries[i].id == id {
			b.entries[i].forget(ctx, journal)
		}
	}
	b.mu.Unlock()
	if b.inMemory() {
		_ = b.memory.Done(ctx, id)
	}
	b.later(deferred{kind: entryDone, id: id})
}
