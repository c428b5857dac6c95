package desk

import (
	"cmp"
	"context"
	"io"
	"slices"
	"sync"
	"time"

	"ringback/ciba/mitid"
	"ringback/storage/config"
	"ringback/storage/journal"
)

// state is everything on the desk. It belongs to the goroutine of Run.
type state struct {
	desk *Desk
	opt  *Options
	ctx  context.Context
	jobs sync.WaitGroup // Run waits for them at its end

	environments []config.Environment
	current      int
	outside      bool // an environment outside demo was in use
	connection   connection

	form     form
	offers   offers
	handed   *handed    // nil unless somebody waits for the outcome of what is on the desk
	telling  []*telling // outcomes on their way back
	hangUps  hangUps
	asked    int // how often Start was pressed in vain
	platform mitid.Platform

	leaving       time.Time // monotonic: when the window began to close
	run           *run      // the verification on the desk; nil while idle
	settings      config.Settings
	saving        saver
	setup         *Setup
	key           setupKey // read for setup
	notices       []Notice
	noticeID      int
	refusedInDemo string // as in Settings.CPRRefused
	asking        bool   // the keyring may be waiting for the user

	journal       journals
	looked        looked
	guard         *Guard
	unfinished    []journal.Unfinished
	resuming      *journal.Unfinished // waits for its environment to be connected
	resumeCancels bool                // … to be cancelled there
	journalDialog journalDialog
	decoder       decoder
	diagnosis     diagnosis
	editor        editor
	recent        recent

	shortening      *Shortening // asks whether to keep records for a shorter time
	templateProblem Text        // why the last template wasn't used

	touched   time.Time // monotonic: when the operator last did something
	attention Attention

	simulator    Simulator
	scenarios    []Scenario // the simulator's; they never change
	people       []Person
	phone        *Phone
	prompt       string // id of the newest prompt on the phone
	promptBefore string // … when a request was last begun or done
}

func newState(d *Desk) *state {
	s := &state{
		desk: d, opt: &d.options, environments: slices.Clone(d.options.Environments), settings: d.options.Settings,
		saving: saver{saved: d.options.Settings}, platform: mitid.PlatformIOS, touched: time.Now(),
	}
	s.current = max(s.environmentAt(d.options.Environment), 0)
	for i := len(d.options.Notices) - 1; i >= 0; i-- {
		s.notify(d.options.Notices[i], d.options.Notices[i].Key != movedKey)
	}
	s.useEnvironment()
	return s
}

// begin does what needs a running desk.
func (s *state) begin() {
	s.openBacklogs()
	s.connect()
}

// close ends what the desk started.
func (s *state) close() {
	s.jobs.Wait()
	s.desk.stopTaking()
	s.leaveOffers()
	s.closeBacklogs()
	if s.journal.lasting != nil {
		_ = s.journal.lasting.Close()
	}
	if s.saving.again {
		_ = s.opt.SaveSettings(s.saving.saved, s.settings) // nobody is left to see an error
	}
	if s.simulator != nil {
		_ = s.simulator.Close()
	}
}

// job runs work that may block in its own goroutine, and then applies what it returns to the state.
func (s *state) job(work func(ctx context.Context) func(*state)) {
	s.jobs.Go(func() {
		defer s.opt.Guard()
		if then := work(s.ctx); then != nil {
			s.desk.post(then)
		}
	})
}

// closeUnused closes something that isn't used, in the background since that may block.
func (s *state) closeUnused(c io.Closer) {
	s.job(func(context.Context) func(*state) {
		_ = c.Close()
		return nil
	})
}

// environment returns the environment in use, completed by setup.
func (s *state) environment() config.Environment {
	if len(s.environments) == 0 {
		return config.Environment{}
	}
	return s.whole(s.environments[s.current])
}

// whole returns an environment with the values from setup, if it is production, and with what the
// operator agreed to.
func (s *state) whole(e config.Environment) config.Environment {
	if e.ID == config.IDProduction {
		if complete, err := e.WithProduction(s.production()); err == nil {
			if s.fixes(e.ID, keyTemplate) {
				complete.TextTemplate = e.TextTemplate
			}
			e = complete
		}
	}
	return s.agreedOnCPR(e)
}

// locked reports whether the form and the environment are frozen.
func (s *state) locked() bool { return s.run != nil }

// language returns the language in use.
func (s *state) language() string {
	return cmp.Or(s.effective().Language, s.opt.Language)
}

// untilTick returns how long the view stays correct without a change: until the next whole second
// that it shows; of a desk that is Beside, until the next step of what is rounded.
func (s *state) untilTick() time.Duration {
	if left := s.untilRested(); left > 0 {
		return left // at most a second
	}
	switch {
	case s.run == nil && (s.form.personal() || s.offers.held != nil || s.journalDialog.page != nil || s.decoder.page != nil || !s.recent.empty()):
		return min(s.untilIdle(), s.decoder.untilTick(s.opt.Now()))
	case s.run == nil:
		return time.Hour
	case s.attention == Beside:
		return s.untilGlance()
	case s.run.result == nil:
		if left := time.Until(s.run.last.Deadline); left > 0 && left%time.Second > 0 {
			return left % time.Second
		}
		return time.Second
	}
	age := time.Since(s.run.endedAt)
	if age < time.Minute {
		return time.Second - age%time.Second
	}
	return 15 * time.Second
}
