package desk

import (
	"time"

	"ringback/storage/config"
)

// State is the state of the verification on the desk.
type State string

// The states. Ended holds one outcome until Done.
const (
	Idle     State = "idle"
	Starting State = "starting"
	Waiting  State = "waiting"
	Checking State = "checking"
	Ended    State = "ended"
)

// View is everything that a window or a console shows, at one moment. Each change makes a new one;
// a view never changes.
type View struct {
	State State
	Now   time.Time // when the view was made, wall time

	Environment  Environment   // the one in use
	Environments []Environment // all that can be picked
	Form         Form
	Status       Status
	Outcome      *Outcome // nil before the outcome
	Claims       *Claims  // nil before tokens came
	Appswitch    Appswitch
	Course       []Moment   // oldest first
	Sequence     []Step     // the same as arrows between the parties, oldest first
	Network      []Exchange // oldest first
	Revealed     *Revealed  // the one masked value of Network that is shown; usually nil
	Phone        *Phone     // nil outside demo
	Secret       SecretState
	Setup        *Setup       // nil unless the environment still needs to be set up
	Number       *Number      // asks for the CPR number again; usually nil
	Guard        *Guard       // why Start did nothing; usually nil
	Unfinished   []Unfinished // what a crash or a closed window left, oldest first
	Journal      *JournalPage // nil unless it is open
	Decoded      *Decoded     // a pasted token; nil unless its dialog is open
	Diagnosis    *Diagnosis   // of this machine; nil unless it is open
	CanDiagnose  bool
	Editor       *Editor // nil unless it is open
	Recent       Recent
	Offered      *Offered // nil unless an offer waits
	Notices      []Notice // newest first; each until dismissed
	Settings     Settings
	Fixed        Fixed // by the organisation's policy

	CanStart, CanCancel, CanDone bool
	Missing                      Missing // why Start doesn't start
	// CanCheckAgain is true while repeating a failed lookup could change the outcome; CheckingAgain
	// while it is repeated.
	CanCheckAgain, CheckingAgain bool
	// CanLeave is true while a verification waits that would be offered again after the window was
	// closed.
	CanLeave bool
	// Unwritten is how many verifications still have something to be written.
	Unwritten int
	// JournalInMemory says why records don't outlast the program; zero if they do, and in demo.
	JournalInMemory Text
	// JournalBlocked says why nothing can be started before the operator decides what to do about
	// the journal; usually nil.
	JournalBlocked *JournalBlocked
	// Locked is true from Start until Done: nothing can be typed, pasted or switched, including the
	// environment.
	Locked bool
}

// fold makes the view of the current state.
func (s *state) fold() View {
	e, settings := s.environment(), s.effective()
	v := View{
		State: s.stage(), Now: s.opt.Now(),
		Environment: s.viewEnvironment(e),
		Form:        s.viewForm(), Status: s.viewStatus(), Appswitch: s.viewAppswitch(),
		Secret: SecretState{
			Needed: e.ID != config.IDDemo, Source: string(s.connection.source), Asking: s.asking, Problem: secretProblem(s.connection.err),
			Among: e.ID == config.IDProduction,
		},
		Setup: s.setup, Guard: s.guard, Unfinished: s.viewUnfinished(),
		Offered: s.viewOffered(), Notices: s.notices,
		Journal: s.journalDialog.page, Decoded: s.decoder.page, Diagnosis: s.diagnosis.page, CanDiagnose: s.opt.Diagnose != nil, Editor: s.viewEditor(), Recent: s.viewRecent(),
		Settings: Settings{
			Language: settings.Language, Theme: settings.Theme, TextSize: s.textSize(), HideNetwork: settings.HideNetwork, Sound: settings.Sound,
			IdleMinutes: s.idleMinutes(), RetentionDays: max(s.retentionDays(), 0), RetentionShared: s.opt.SharedJournal != nil, Shortening: s.shortening,
			Template: s.ownTemplate(e), Standard: s.standardTemplate(e), TemplateProblem: s.templateProblem,
			CPR: s.viewCPR(),
		},
		Fixed:  s.viewFixed(),
		Locked: s.locked(), CanStart: s.canStart(), CanDone: s.canBeDone(), Missing: s.missing(),
	}
	for _, environment := range s.environments {
		v.Environments = append(v.Environments, s.viewEnvironment(environment))
	}
	if e.ID == config.IDDemo {
		v.Phone = s.phone
	} else {
		v.JournalInMemory, v.JournalBlocked = s.journal.problem, s.journal.blocked
	}
	v.Unwritten = s.unwritten()
	if r := s.run; r != nil {
		v.CanCancel = r.result == nil && !r.stopping
		v.CanLeave = v.CanCancel && r.recorder.canResume(r.resumed) && r.environment.ID != config.IDDemo && s.journal.lasting != nil
		v.Course, v.Sequence, v.Network, v.Revealed = r.course, r.sequence.steps, r.network, r.revealed
		v.Outcome, v.Claims = r.outcome, r.claims
		v.Number = s.viewNumber()
		v.CanCheckAgain, v.CheckingAgain = s.canCheckAgain(), r.rechecks != nil
	}
	return v
}
