package desk

import (
	"context"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"ringback/ciba"
	"ringback/storage/config"
	"ringback/storage/journal"
	"ringback/storage/secrets"
)

// Options are what a desk needs from outside. Environments, Transport, Secrets, Journal and Random
// are required.
type Options struct {
	Environments []config.Environment // in the picker's order
	Environment  string               // id to begin with
	Settings     config.Settings
	Notices      []Text // what went wrong before there was a desk

	// Transport reaches the providers; see ciba.NewTransport.
	Transport http.RoundTripper
	Secrets   Secrets
	// Journal is that of demo, and of everything while there is nowhere to keep one: in memory, for
	// this run.
	Journal journal.Journal
	// OpenJournal opens the one that lasts, when an environment outside demo is first used. nil:
	// everything is recorded in Journal.
	OpenJournal func(ctx context.Context) (journal.Journal, error)
	// OutsideDemo is called once, as soon as an environment outside demo is in use: from here on
	// there are secrets and real persons in memory. It must not block; nil: nothing is done about
	// that.
	OutsideDemo func()
	// MoveJournalAside moves a journal that can't be read out of the way; nil: that is to be done
	// elsewhere.
	MoveJournalAside func(ctx context.Context) error
	// Simulator starts the broker behind the demo environment. It is called once, when demo is
	// first picked; nil: there is no demo.
	Simulator func(ctx context.Context, changed func()) (Simulator, error)
	// SaveSettings writes what is otherwise in now than in was, which was saved last; nil: settings
	// hold for this run.
	SaveSettings func(was, now config.Settings) error
	// EnvironmentFile is where the environments that aren't built in come from; nil: they can't be
	// changed.
	EnvironmentFile EnvironmentFile
	// Template is the reference text that a request begins with in a language, where the
	// environment has none of its own; "" is the code alone.
	Template func(language string) string
	Language string // what "as the system" means

	Now       func() time.Time     // wall time; time.Now if nil
	Suspended func() time.Duration // see ciba.Options
	Random    io.Reader            // for check codes and nonces
	// how long personal data stays on a desk that nobody touches; as in the settings if 0
	Idle     time.Duration
	Operator string // the account of the operating system
	// DoneAtOnce: Done acts in the first second after an outcome, too. It is for whoever has no
	// keys that could be meant for something else.
	DoneAtOnce bool

	// Changed is called after each new view, from the desk's goroutine. It must not block. It may
	// be nil.
	Changed func()
}

// Secrets is what the desk needs of the keyring; secrets.Store is one.
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
	state   *state // Run's alone once it runs

	mu    sync.Mutex
	queue []message
	wake  chan struct{}
}

// message is something to do to the state.
type message struct {
	do func(*state)
	// quiet: what it changes is shown with the next view; it makes none by itself. A poll that is
	// on its way is followed by its answer, and each view costs a drawing of the whole window.
	quiet bool
}

// New returns a desk that shows its first view and does nothing before Run.
func New(options Options) *Desk {
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Changed == nil {
		options.Changed = func() {}
	}
	if options.Template == nil {
		options.Template = func(string) string { return "" }
	}
	d := &Desk{options: options, wake: make(chan struct{}, 1)}
	d.state = newState(d)
	d.publish(d.state)
	return d
}

// View returns the newest view.
func (d *Desk) View() View { return *d.view.Load() }

// Run owns the desk until ctx ends; then it stops watching what is still under way, waits for
// everything it started, and returns. Call it once.
func (d *Desk) Run(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	s := d.state
	s.ctx = ctx
	defer s.close() //nolint:contextcheck // What isn't written yet is waited for when ctx is over.
	defer cancel()

	s.begin() //nolint:contextcheck // What writes the journals outlives ctx: close ends it.
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	d.publish(s)
	for {
		timer.Reset(min(s.untilTick(), s.untilUpkeep()))
		show := true
		select {
		case <-ctx.Done():
			return
		case <-d.wake:
			show = false
			for _, m := range d.take() {
				m.do(s)
				show = show || !m.quiet
			}
		case <-timer.C:
			s.clearIdle()
			s.decoderTick()
			s.keepUp()
			s.giveUpChecking()
		}
		if show {
			d.publish(s)
		}
	}
}

// post leaves a message for the goroutine of Run. The queue has no bound, so that a window never
// waits; it is emptied whole at each turn.
func (d *Desk) post(do func(*state)) { d.leave(message{do: do}) }

// leave is post, and tells whether a view is to be made at once.
func (d *Desk) leave(m message) {
	d.mu.Lock()
	d.queue = append(d.queue, m)
	d.mu.Unlock()
	select {
	case d.wake <- struct{}{}:
	default:
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
