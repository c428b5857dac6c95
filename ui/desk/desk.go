package desk

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"ringback/ciba"
	"ringback/storage/config"
	"ringback/storage/journal"
	"ringback/storage/secrets"
)

// Options configure a desk. Environments, Transport, Secrets, Journal and Random are required.
type Options struct {
	Environments []config.Environment // in the picker's order
	Environment  string               // id of the first one in use
	Settings     config.Settings
	Notices      []Text // problems found before the desk existed

	// Transport reaches the providers; see ciba.NewTransport.
	Transport http.RoundTripper
	Secrets   Secrets
	// Journal records the verifications of demo, and all of them while no lasting journal is
	// available. It is in memory, for this run.
	Journal journal.Journal
	// OpenJournal opens the lasting journal when an environment outside demo is first used. If nil,
	// everything is recorded in Journal.
	OpenJournal func(ctx context.Context) (journal.Journal, error)
	// SharedJournal is set if OpenJournal opens a journal that many desks share. Without that one
	// nothing is started: no journal of this machine takes its place.
	SharedJournal *SharedJournal
	// OutsideDemo is called once, as soon as an environment outside demo is in use: from then on
	// there are secrets and real persons in memory. It must not block. It may be nil.
	OutsideDemo func()
	// MoveJournalAside moves a journal that can't be read out of the way. If nil, the desk doesn't
	// offer it.
	MoveJournalAside func(ctx context.Context) error
	// Simulator starts the broker behind the demo environment. It is called once, when demo is
	// first picked. If nil, there is no demo.
	Simulator func(ctx context.Context, changed func()) (Simulator, error)
	// SaveSettings writes the fields in which now differs from was, the settings saved last. If
	// nil, settings last for this run only.
	SaveSettings func(was, now config.Settings) error
	// EnvironmentFile holds the environments that aren't built in. If nil, they can't be changed.
	EnvironmentFile EnvironmentFile
	// RetentionDays reads for how many days the journal keeps records, as in config.Settings. If
	// nil, the desk's own settings say so.
	RetentionDays func() int
	// Templates has each language that can be chosen, with a function that returns the text that a
	// request in it begins with, for an environment without a template. "" means the code alone.
	Templates map[string]func() string
	Language  string // the system's, for settings without one

	Now       func() time.Time     // wall time; time.Now if nil
	Suspended func() time.Duration // see ciba.Options
	Random    io.Reader            // for check codes and nonces
	Idle      time.Duration        // until an unattended desk drops personal data; 0: see Settings
	Operator  string               // the user's account in the operating system
	// Diagnose examines this machine and an environment, and tells each line as it comes. It
	// returns when it is done or ctx ends. If nil, the desk doesn't offer it.
	Diagnose func(ctx context.Context, e config.Environment, tell func(Diagnostic))
	// Policy is what the administrator of the machine has fixed.
	Policy config.Policy
	// Log takes what the program does, without anything personal; nil: nothing is logged.
	Log *slog.Logger
	// Guard is deferred in every goroutine that the desk starts, to report a panic; nil: none does.
	Guard func()
	// DoneAtOnce lets Done act in the first second after an outcome as well, for callers without a
	// keyboard.
	DoneAtOnce bool

	// Changed is called after each new view, from the desk's goroutine. It must not block. It may
	// be nil.
	Changed func()
}

// Secrets is the keyring as the desk needs it; secrets.Store implements it.
type Secrets interface {
	Probe(ctx context.Context) error
	Get(ctx context.Context, b secrets.Binding) (ciba.Secret, secrets.Source, error)
	Set(ctx context.Context, b secrets.Binding, secret ciba.Secret) error
	SetInMemory(b secrets.Binding, secret ciba.Secret) error
	Agree(ctx context.Context, b secrets.Binding, memoryOnly bool) error
	Forget(ctx context.Context, b secrets.Binding) error
}

// Desk is the operator's desk. Its methods may be called from any goroutine and return at once;
// what they change shows in a later View.
type Desk struct {
	options Options
	view    atomic.Pointer[View]
	state   *state // owned by Run once it runs

	mu    sync.Mutex
	queue []message
	ended bool // nobody takes from the queue any more
	wake  chan struct{}
}

// message is a change of the state.
type message struct {
	do     func(*state)
	weight weight
	// lost is called instead of do if the desk ends before; it may be nil.
	lost func()
}

// New returns a desk with its first view. It does nothing until Run is called.
func New(options Options) *Desk {
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	if options.Guard == nil {
		options.Guard = func() {}
	}
	if options.Changed == nil {
		options.Changed = func() {}
	}
	d := &Desk{options: options, wake: make(chan struct{}, 1)}
	d.state = newState(d)
	d.publish(d.state)
	return d
}

// View returns the newest view.
func (d *Desk) View() View { return *d.view.Load() }

// Run owns the desk until ctx ends. Then it stops watching the running verification, waits for
// everything it started, and returns. Call it once.
func (d *Desk) Run(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	s := d.state
	s.ctx = ctx
	defer s.close() //nolint:contextcheck // What isn't written yet is waited for when ctx is over.
	defer cancel()
	defer d.options.Guard()

	s.begin() //nolint:contextcheck // What writes the journals outlives ctx: close ends it.
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	d.publish(s)
	ticked := time.Now()
	for {
		timer.Reset(min(s.untilTick(), s.untilUpkeep()))
		happened := quiet
		select {
		case <-ctx.Done():
			return
		case <-d.wake:
			for _, m := range d.take() {
				m.do(s)
				s.watchHanded()
				s.watchShared() //nolint:contextcheck // It watches until close ends it.
				happened = min(happened, m.weight)
			}
		case <-timer.C:
			ticked = time.Time{}
		}
		tick := time.Since(ticked) >= tickAtLeast // messages that keep coming must not hold it up
		if tick {
			s.tick() //nolint:contextcheck // So does what this watches.
			ticked = time.Now()
		}
		if s.deserves(tick, happened) {
			d.publish(s)
		}
	}
}

// tickAtLeast is how often the desk does what depends on the time, however much else happens.
const tickAtLeast = 15 * time.Second

// tick does what depends on the time.
func (s *state) tick() {
	s.clearIdle()
	s.decoderTick()
	s.keepUp()
	s.giveUpChecking()
	s.watchHanded()
	s.watchShared()
}

// post queues a change for the goroutine of Run. The queue is unbounded, so that a window never
// waits; each turn empties it.
func (d *Desk) post(do func(*state)) { d.leave(message{do: do}) }

// leave queues a message for the goroutine of Run.
func (d *Desk) leave(m message) {
	d.mu.Lock()
	ended := d.ended
	if !ended {
		d.queue = append(d.queue, m)
	}
	d.mu.Unlock()
	if ended {
		m.miss()
		return
	}
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// miss is called for a message that comes too late.
func (m message) miss() {
	if m.lost != nil {
		m.lost()
	}
}

// stopTaking closes the queue. What is in it, and what still comes, is lost.
func (d *Desk) stopTaking() {
	d.mu.Lock()
	d.ended = true
	d.mu.Unlock()
	for _, m := range d.take() {
		m.miss()
	}
}

func (d *Desk) take() []message {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := d.queue
	d.queue = nil
	return all
}

func (d *Desk) publish(s *state) {
	view := s.fold()
	d.view.Store(&view)
	d.options.Changed()
}
