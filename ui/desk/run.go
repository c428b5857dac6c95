package desk

import (
	"context"
	"time"

	"github.com/google/uuid"

	"ringback/ciba"
	"ringback/ciba/mitid"
	"ringback/storage/config"
	"ringback/storage/journal"
)

// doneDelay is how long an outcome stays whatever is pressed.
const doneDelay = time.Second

// run is the verification on the desk, from Start until Done. What was sent is kept here, apart
// from the form.
type run struct {
	id          string
	environment config.Environment
	request     asked
	caller      Caller
	code        string // "" if the text doesn't hold it

	verification *ciba.Verification
	recorder     *recorder
	started      time.Time // monotonic
	last         ciba.Event
	acknowledged bool
	checking     bool
	resumed      bool               // it was begun before the program last ended
	stopping     bool               // the operator has cancelled
	giveUp       context.CancelFunc // ends the waiting for what is still to be said to that
	dropped      bool               // tokens came after the cancel

	course   []Moment
	sequence sequence
	network  []Exchange
	masked   [][]ciba.Masked // of each of them: what no view holds
	revealed *Revealed       // the one of these that is shown; nil mostly

	result   *ciba.Result
	recorded bool
	toldOf   bool               // that the answer was recorded
	rechecks context.CancelFunc // ends a look that is taken again; nil: none is
	outcome  *Outcome
	claims   *Claims
	endedAt  time.Time // monotonic
	at       time.Time // wall time of the outcome
}

// start makes a verification of what the form holds. confirmed says that the operator begins in
// spite of a refusal a moment ago.
func (s *state) start(confirmed bool) {
	if !s.canStart() {
		return
	}
	e := s.environment()
	s.form.nonce = ""
	if e.CIBANonce != config.NonceOff {
		nonce, err := mitid.NewNonce(s.opt.Random)
		if err != nil {
			s.notify(Say("problem.random"), true)
			return
		}
		s.form.nonce = nonce
	}
	request := s.ask()
	form, err := request.Form(e.Scope)
	if err != nil {
		s.notify(Say("problem.request_incomplete"), true)
		return
	}
	r := &run{
		id: uuid.NewString(), environment: e, request: request, caller: s.form.caller,
		code: s.codeIn(request.Text()), started: time.Now(),
	}
	with := sendsWith(e)
	r.recorder = &recorder{
		backlog: s.backlogFor(e), id: r.id, clock: s.opt.read(time.Time{}), holds: !s.opt.DoneAtOnce,
		request: keptRequest{asked: request, Environment: e.ID, Caller: r.caller, Code: r.code, SentWith: &with},
	}
	params := s.params(r)
	params.Form = form
	r.verification = s.connection.client.NewVerification(params)
	record := journal.Record{
		ID: r.id, Started: r.recorder.clock.wall, Environment: e.ID, Kind: string(e.Kind), Confirmed: confirmed,
		Case: request.Case(), Text: request.Text(), Operator: s.opt.Operator,
	}
	s.restPhone()
	s.launch(r, func(ctx context.Context) error { return r.recorder.begin(ctx, record) })
}

// params are what the desk adds to a verification. What it tells reaches the desk only while its
// run is the one on it.
func (s *state) params(r *run) ciba.Params {
	params := r.request.Params(r.environment)
	params.Now = r.recorder.clock.now
	params.Marks = func(claims ciba.Claims) []string {
		if id := r.request.Transaction(claims); id != "" {
			return []string{"transaction " + id}
		}
		return nil
	}
	params.Receive, params.Keep = r.recorder.receive, r.recorder.keep
	params.Observe = func(event ciba.Event) {
		s.onRun(r, event.Kind == ciba.EventPolling, func(s *state) { s.observed(event) })
	}
	return params
}

// onRun posts what only matters while a run is on the desk.
func (s *state) onRun(r *run, quiet bool, do func(*state)) {
	s.desk.leave(message{quiet: quiet, do: func(s *state) {
		if s.run == r {
			do(s)
		}
	}})
}

// launch puts a run on the desk and takes it to its outcome in the background.
func (s *state) launch(r *run, begin func(context.Context) error) {
	s.run, s.guard = r, nil
	s.notices = nil
	s.sequenceBegins()
	running, giveUp := context.WithCancel(s.ctx)
	r.giveUp = giveUp
	s.job(func(ctx context.Context) func(*state) {
		defer giveUp()
		if err := begin(ctx); err != nil {
			return func(s *state) {
				if s.run == r { // nothing was sent: the form is as it was
					s.run, s.guard = nil, guardOf(err)
				}
			}
		}
		s.desk.post((*state).refreshRecords)
		result := r.verification.Run(running)
		recorded := r.recorder.end(ctx, result)
		return func(s *state) {
			if s.run == r {
				r.recorded = recorded
				s.ended(result)
			}
			s.refreshRecords()
		}
	})
}

// canStart reports whether Start would do something.
func (s *state) canStart() bool {
	return s.run == nil && s.connection.ready && s.setup == nil && s.guard == nil && !s.editor.open && s.journalReady(s.environment()) && s.complete()
}

// cancel tells the verification to end. It is felt at once; what the broker says to it comes later.
func (s *state) cancel() {
	if s.run == nil || s.run.result != nil || s.run.stopping {
		return
	}
	if s.run.verification.Cancel() {
		s.run.stopping = true
		text := Say("course.cancelling")
		if left := s.startAnswerBy(); left > 0 {
			text = Say("course.cancelling_start", "Count", seconds(left))
		}
		s.course("cancelling", text)
		s.move(PartyOperator, PartyRingback, "cancelling")
	}
}

// stopWaiting ends a cancel under way: what is known by then is the outcome.
func (s *state) stopWaiting() {
	if s.run != nil && s.run.stopping {
		s.run.giveUp()
	}
}

// done clears the desk for the next request.
func (s *state) done() {
	if !s.canBeDone() {
		return
	}
	recorder, id, client := s.run.recorder, s.run.id, s.connection.client
	s.stopChecking()
	s.askKeyring()
	s.job(func(ctx context.Context) func(*state) {
		// The last poll and its answer stand in the buffers of their connection.
		client.ForgetConnections()
		recorder.finish(ctx)
		recorder.backlog.Done(ctx, id) // what stays goes by itself after 15 minutes
		return (*state).readRecent
	})
	s.run = nil
	s.clearPerson()
	s.restPhone()
}

func (s *state) canBeDone() bool {
	return s.run != nil && s.run.result != nil && (s.opt.DoneAtOnce || time.Since(s.run.endedAt) >= doneDelay)
}

// ended takes over how the verification ended.
func (s *state) ended(result ciba.Result) {
	r := s.run
	result.Tokens = ciba.Tokens{} // nobody here has a use for them
	r.result, r.endedAt, r.at = &result, time.Now(), r.recorder.now()
	// written on the way here: nobody tells of it once more
	r.recorded = r.recorded || r.recorder.backlog.Recorded(r.id)
	r.outcome = outcomeOf(r)
	r.outcome.Recording = s.recording(r)
	r.outcome.Note = noteOf(r)
	r.claims = claimsOf(r)
	if r.recorded {
		s.tellRecorded()
	}
	if result.Verdict != nil {
		s.course("checked", Say("course.checked", "Count", len(result.Verdict.Checks)))
	}
	switch result.Cancel {
	case ciba.CancelDone:
		s.course("cancel_confirmed", Say("course.cancel_confirmed"))
	case ciba.CancelNothing:
		s.course("cancel_nothing", Say("course.cancel_nothing_left"))
	case ciba.CancelUncertain:
		s.course("cancel_uncertain", Say("course.cancel_not_confirmed"))
	}
	if r.outcome.Description != "" {
		s.course("described", Say("course.described", "Description", r.outcome.Description))
	}
	s.course("ended", Say("course.ended", "Word", Say("outcome."+string(result.Outcome)+".word")))
	s.sequenceEnds()
}

// stage is where the verification stands.
func (s *state) stage() State {
	switch r := s.run; {
	case r == nil:
		return Idle
	case r.result != nil:
		return Ended
	case r.checking:
		return Checking
	case r.acknowledged:
		return Waiting
	}
	return Starting
}
