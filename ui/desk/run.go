package desk

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"ringback/ciba"
	"ringback/ciba/mitid"
	"ringback/storage/config"
	"ringback/storage/journal"
)

// doneDelay is how long an outcome stays on the desk, whatever is pressed.
const doneDelay = time.Second

// run is the verification on the desk, from Start until Done. It keeps what was sent, separate from
// the form.
type run struct {
	id          string
	environment config.Environment
	request     asked
	caller      Caller
	code        string // "" if the text doesn't contain it

	verification *ciba.Verification
	recorder     *recorder
	started      time.Time // monotonic
	last         ciba.Event
	acknowledged bool
	checking     bool
	resumed      bool               // it was begun before the program was restarted
	formBefore   form               // … and this was in the form: what is set for the day comes back with Done
	keptPerson   journal.PersonHash // … and the journal has the person as this
	number       *numberAsk         // the operator's CPR number is waited for; usually nil
	stopping     bool               // the operator has cancelled, or a link has
	hungUp       bool               // it was a link
	giveUp       context.CancelFunc // stops waiting for the broker's answers to the cancel
	dropped      bool               // tokens came after the cancel

	course   []Moment
	sequence sequence
	network  []Exchange
	masked   [][]ciba.Masked // of each exchange; no view holds them
	revealed *Revealed       // the one of masked that is shown; usually nil

	result   *ciba.Result // as it is shown
	verified *ciba.Result // … once its record is on the disk; usually nil
	recorded bool
	toldOf   bool               // the course says that the answer was recorded
	rechecks context.CancelFunc // ends a repeated lookup; nil if there is none
	outcome  *Outcome
	reported time.Time // the person didn't start it; zero if nobody says so
	claims   *Claims
	endedAt  time.Time // monotonic
	at       time.Time // wall time of the outcome
}

// start begins a verification of what the form holds. confirmed are the guard's questions that the
// operator has answered.
func (s *state) start(confirmed journal.Questions) {
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
	if request.Key().Domain != journal.ByCPR {
		with.CPRMatch = "" // it won't be asked
	}
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
	if s.handed != nil {
		s.handed.run = r
	}
	s.launch(r, func(ctx context.Context) error { return r.recorder.begin(ctx, record, s.opt.Policy.MaxPrompts) })
}

// params returns what the desk adds to a verification. Its events reach the desk only while its run
// is the current one.
func (s *state) params(r *run) ciba.Params {
	params := r.request.Params(r.environment)
	params.Person = r.request.Late(mitid.Match{Number: s.numberAgain(r), Asking: r.recorder.asking})
	params.Now = r.recorder.clock.now
	params.Marks = func(claims ciba.Claims) []string {
		if id := r.request.Transaction(claims); id != "" {
			return []string{"transaction " + id}
		}
		return nil
	}
	params.Receive, params.Keep = r.recorder.receive, r.recorder.keep
	params.Observe = func(event ciba.Event) {
		s.onRun(r, weightOf(event.Kind), func(s *state) { s.observed(event) })
	}
	return params
}

// onRun posts a change that matters only while r is the current run.
func (s *state) onRun(r *run, of weight, do func(*state)) {
	s.desk.leave(message{weight: of, do: func(s *state) {
		if s.run == r {
			do(s)
		}
	}})
}

// weightOf returns what an event of polling means for the view: its answers come every few seconds,
// and mostly change nothing.
func weightOf(event ciba.EventKind) weight {
	switch event {
	case ciba.EventPolling:
		return quiet
	case ciba.EventPending, ciba.EventSlowDown, ciba.EventLost:
		return slight
	}
	return weighty
}

// launch makes r the current run and runs it to its outcome in the background.
func (s *state) launch(r *run, begin func(context.Context) error) {
	s.run, s.guard = r, nil
	s.logStart(r)
	// Bad news of what this desk recorded alone stays: if it came a moment ago, nobody has read it.
	s.notices = slices.DeleteFunc(slices.Clone(s.notices), func(n Notice) bool { return !n.News || !n.Bad })
	s.sequenceBegins()
	running, giveUp := context.WithCancel(s.ctx)
	r.giveUp = giveUp
	s.job(func(ctx context.Context) func(*state) {
		defer giveUp()
		if err := begin(ctx); err != nil {
			return func(s *state) {
				if s.run == r { // nothing was sent: the form is as it was
					s.run, s.guard = nil, guardOf(err, profileOf(r.environment.Profile).say)
					if s.guard == nil { // the journal that the desks share didn't record it
						s.notify(Say("journal.not_started", "Told", troubleOf(err).told()), true)
						s.blockAlone(troubleOf(err))
					}
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

// canStart reports whether Start would have an effect.
func (s *state) canStart() bool {
	return s.run == nil && s.connection.ready && s.setup == nil && s.guard == nil && !s.formRests() && !s.editor.open && s.journalReady(s.environment()) && s.complete()
}

// cancel asks the verification to end because the operator wants it to. The desk shows it at once;
// the broker's answer comes later.
func (s *state) cancel() {
	if r := s.run; r != nil && r.result != nil && r.number != nil {
		r.noNumber() // it was asked when checking again; there is nothing else left to cancel
		return
	}
	s.cancelFrom(PartyOperator, "cancelling")
}

// cancelFrom asks the verification to end. what says in course and sequence who wanted that.
func (s *state) cancelFrom(from Party, what string) {
	if s.run == nil || s.run.result != nil || s.run.stopping {
		return
	}
	if s.run.verification.Cancel() {
		s.run.stopping = true
		text := Say("course." + what)
		if left := s.startAnswerBy(); left > 0 && !s.run.hungUp {
			text = Say("course.cancelling_start", "Count", seconds(left))
		}
		s.course(what, text)
		s.move(from, PartyRingback, what)
	}
}

// stopWaiting stops a cancel under way: the outcome is what is known by then.
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
	told := s.handBack()
	s.job(func(ctx context.Context) func(*state) {
		// The buffers of the connection still hold the last poll and its answer.
		client.ForgetConnections()
		recorder.finish(ctx)
		recorder.backlog.Done(ctx, id) // otherwise the journal erases it after 15 minutes
		recorded := told.untilRecorded(ctx, recorder.backlog, id)
		return func(s *state) {
			s.handedBack(told, recorded)
			s.readRecent()
		}
	})
	if s.run.resumed {
		s.form = s.run.formBefore
	}
	s.run = nil
	s.clearPerson()
	s.restPhone()
}

func (s *state) canBeDone() bool {
	return s.run != nil && s.run.result != nil && (s.opt.DoneAtOnce || time.Since(s.run.endedAt) >= doneDelay)
}

// ended applies the result of the verification.
func (s *state) ended(result ciba.Result) {
	r := s.run
	result.Tokens = ciba.Tokens{} // the desk doesn't need them
	// recorded in the meantime: no further message will say so
	r.recorded = r.recorded || r.recorder.backlog.Recorded(r.id)
	s.conclude(result)
	s.noteMatch(r)
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
	s.course("ended", Say("course.ended", "Word", Say("outcome."+r.outcome.Outcome+".word")))
	s.sequenceEnds()
}

// conclude makes the result of the verification the outcome on the desk.
func (s *state) conclude(result ciba.Result) {
	r := s.run
	r.verified = nil
	result = s.withheld(r, result)
	r.result, r.endedAt, r.at = &result, time.Now(), r.recorder.now()
	r.outcome = outcomeOf(r)
	s.logOutcome(r)
	r.outcome.Operator = s.opt.Operator
	r.outcome.Recording = s.recording(r)
	r.outcome.Note = noteOf(r)
	r.claims = claimsOf(r)
}

// stage returns the state of the verification.
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
