package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"ringback/ciba"
	"ringback/storage"
)

// Unfinished is a verification that a crash or a closed window left.
type Unfinished struct {
	ID            string
	Environment   Environment
	ReferenceText string
	Started       time.Time
	Until         time.Time // its deadline; zero if nobody knows of one
	// Left is "waiting" (go on with it or cancel it), "received" (tokens came:
	// check them and show what came of it) or "unknown" (say so and file it).
	Left string
}

// Resume goes on with an unfinished verification: the same request at the
// broker, within its deadline; or checks the tokens that had come for it.
func (d *Desk) Resume(id string) { d.edit(func(s *state) { s.takeUp(id, false) }) }

// CancelUnfinished cancels an unfinished verification at the broker.
func (d *Desk) CancelUnfinished(id string) { d.edit(func(s *state) { s.takeUp(id, true) }) }

// takeUp claims an unfinished verification and makes its environment the one
// in use; when that is connected, goOn takes over.
func (s *state) takeUp(id string, cancel bool) {
	i := slices.IndexFunc(s.unfinished, func(u storage.Unfinished) bool { return u.ID == id })
	if i < 0 || s.journal.lasting == nil || s.resuming != nil {
		return
	}
	lasting := s.journal.lasting
	s.job(func(ctx context.Context) func(*state) {
		var claimed storage.Unfinished
		err := patiently(ctx, func() (err error) {
			claimed, err = lasting.Claim(ctx, id)
			return err
		})
		gone := errors.Is(err, storage.ErrClaimed) || errors.Is(err, storage.ErrNoRecord)
		return func(s *state) {
			if err != nil && !gone { // it stays on offer
				s.notify(troubleOf(err).told(), true)
				return
			}
			s.unfinished = slices.DeleteFunc(slices.Clone(s.unfinished), func(u storage.Unfinished) bool { return u.ID == id })
			switch {
			case gone:
				s.notify(Say("problem.journal.claimed"), true)
			case claimed.Left == storage.LeftUnknown:
				s.fileUnknown(claimed)
			case s.locked():
				s.notify(Say("problem.locked"), true)
				s.giveBack(id)
			default:
				s.pickUp(claimed, cancel)
			}
		}
	})
}

// fileUnknown ends in the journal what nobody can say the end of. It says so
// when it stands there; what can't be filed is offered again at the next start.
func (s *state) fileUnknown(u storage.Unfinished) {
	lasting, at := s.journal.lasting, s.opt.Now()
	s.job(func(ctx context.Context) func(*state) {
		ctx = context.WithoutCancel(ctx) // a window that closes now has it filed all the same
		err := patiently(ctx, func() error {
			return lasting.End(ctx, u.ID, storage.Ending{At: at, Outcome: ciba.Unknown, Reason: ciba.ReasonLeft})
		})
		if err == nil {
			_ = patiently(ctx, func() error { return lasting.Done(ctx, u.ID) })
		}
		return func(s *state) {
			if err != nil {
				s.notify(troubleOf(err).told(), true)
				return
			}
			s.notify(Say("outcome.unknown.sentence.interrupted"), false)
			s.refreshBook()
		}
	})
}

// pickUp switches to the environment of a claimed verification.
func (s *state) pickUp(u storage.Unfinished, cancel bool) {
	var kept keptRequest
	at := -1
	if json.Unmarshal(u.Request, &kept) == nil {
		at = slices.IndexFunc(s.environments, func(e storage.Environment) bool {
			return e.ID == kept.Environment && isGeneric(e) == (kept.Generic != nil)
		})
	}
	if at < 0 {
		s.notify(Say("problem.journal.environment_gone"), true)
		s.giveBack(u.ID)
		return
	}
	s.resuming, s.resumeCancels = &u, cancel
	switch {
	case s.current != at:
		s.switchTo(at)
	case !s.connection.ready && s.setup == nil:
		s.connect() // it asks for what is missing
	default:
		s.goOn()
	}
}

// goOn runs the claimed verification once its environment is connected.
func (s *state) goOn() {
	if s.resuming == nil || !s.connection.ready || s.locked() {
		return
	}
	u := *s.resuming
	s.resuming = nil
	var kept keptRequest
	if json.Unmarshal(u.Request, &kept) != nil || kept.Environment != s.environment().ID {
		s.giveBack(u.ID)
		return
	}
	r := &run{
		id: u.ID, environment: s.environment(), request: kept.asked(), caller: kept.Caller, code: kept.Code,
		started: time.Now(), resumed: true,
	}
	s.form.uuid, s.form.text = input{typed: r.request.person()}, input{typed: r.request.text(), touched: true}
	s.form.code, s.form.caller = kept.Code, kept.Caller
	r.recorder = &recorder{journal: s.journal.lasting, id: r.id, request: kept, before: u.Outcome}
	r.recorder.kept.Store(true)
	params := s.params(r)
	if u.Left == storage.LeftReceived && len(u.Tokens) > 0 {
		r.sequence.rechecked = true
		r.verification = s.connection.client.RecheckVerification(params, u.Resumption, u.Tokens[len(u.Tokens)-1], u.Received)
	} else {
		r.verification = s.connection.client.ResumeVerification(params, u.Resumption)
	}
	s.launch(r, func(context.Context) error { return nil })
	if s.resumeCancels {
		s.cancel()
	}
}

// giveBack puts on offer again what was claimed and isn't gone on with now.
func (s *state) giveBack(id string) {
	lasting := s.journal.lasting
	s.job(func(ctx context.Context) func(*state) {
		var left []storage.Unfinished
		err := patiently(ctx, func() (err error) {
			if err = lasting.Release(ctx, id); err == nil || errors.Is(err, storage.ErrNoRecord) {
				left, err = lasting.Unfinished(ctx)
			}
			return err
		})
		return func(s *state) {
			if err == nil { // else the next start offers it
				s.unfinished = left
			}
		}
	})
}

func (s *state) viewUnfinished() []Unfinished {
	var all []Unfinished
	for _, u := range s.unfinished {
		view := Unfinished{ID: u.ID, ReferenceText: ciba.Clean(u.Reference, 200), Started: u.Started, Left: string(u.Left)}
		if u.Resumption.ExpiresIn > 0 {
			view.Until = u.Resumption.SentAt.Add(u.Resumption.ExpiresIn)
		}
		if at := s.environmentAt(u.Environment); at >= 0 {
			view.Environment = s.viewEnvironment(s.environments[at])
		}
		all = append(all, view)
	}
	return all
}
