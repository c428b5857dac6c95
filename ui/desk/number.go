package desk

import (
	"context"
	"errors"
	"time"

	"ringback/ciba"
	"ringback/ciba/mitid"
	"ringback/storage/config"
	"ringback/storage/journal"
)

// Number asks for the CPR number of a request that was begun before the program was restarted. The
// number isn't kept, and without it nobody can be asked whose it is.
type Number struct {
	Tries     int  // numbers that can still be given
	Wrong     bool // the last one was another number
	Problem   Text // why the last one isn't a number
	Comparing bool
	Remaining time.Duration // until it is too late, whole seconds
}

// numberTries is how many wrong numbers end it.
const numberTries = 3

// numberAsk is the state behind Number.
type numberAsk struct {
	given   chan mitid.CPR // closed when there are no tries left
	until   time.Time      // monotonic
	wrong   int
	problem Text
	busy    bool
}

// errNoNumber means that the operator doesn't have the number of the request.
var errNoNumber = errors.New("the CPR number wasn't given again")

// numberAgain returns the function that waits for the operator to give the number of r again. It is
// called on the goroutine of the verification, at most once.
func (s *state) numberAgain(r *run) func(ctx context.Context) (mitid.CPR, error) {
	return func(ctx context.Context) (mitid.CPR, error) {
		ask := &numberAsk{given: make(chan mitid.CPR, 1)}
		ask.until, _ = ctx.Deadline()
		s.onRun(r, weighty, func(s *state) {
			s.run.number = ask
			s.course("number", Say("course.number_asked"))
		})
		defer s.onRun(r, weighty, func(s *state) { s.run.number = nil })
		select {
		case number, ok := <-ask.given:
			if !ok {
				return mitid.CPR{}, errNoNumber
			}
			return number, nil
		case <-ctx.Done():
			return mitid.CPR{}, ctx.Err()
		}
	}
}

// GiveNumber gives the CPR number that View.Number asks for. Only the number that the request was
// sent with is taken.
func (d *Desk) GiveNumber(typed string) { d.act(func(s *state) { s.giveNumber(typed) }) }

func (s *state) giveNumber(typed string) {
	r := s.run
	if r == nil || r.number == nil || r.number.busy {
		return
	}
	ask := r.number
	number, err := mitid.ParseCPR(typed, r.environment.Kind != config.KindProduction, s.opt.Now())
	if fault := (ciba.FieldError{}); errors.As(err, &fault) {
		ask.problem = fieldProblem(fault.Field, typed, fault, []string{FieldCPR})
		return
	}
	ask.busy, ask.problem = true, Text{}
	lasting := s.journal.lasting
	s.job(func(ctx context.Context) func(*state) {
		var hash journal.PersonHash
		err := patiently(ctx, func() (err error) {
			hash, err = lasting.HashPerson(ctx, journal.WithCPR(number.Digits()))
			return err
		})
		return func(s *state) {
			if s.run != r || r.number != ask {
				return
			}
			ask.busy = false
			switch {
			case err != nil:
				s.notify(troubleOf(err).told(), true)
			case hash.Has(r.keptPerson):
				r.request, r.number = withNumber(r.request, number), nil
				ask.given <- number
			default:
				if ask.wrong++; ask.wrong == numberTries {
					r.noNumber()
				}
			}
		}
	})
}

// noNumber ends the wait for the number: the operator doesn't have it.
func (r *run) noNumber() {
	close(r.number.given)
	r.number = nil
}

func (s *state) viewNumber() *Number {
	ask := s.run.number
	if ask == nil {
		return nil
	}
	return &Number{
		Tries: numberTries - ask.wrong, Wrong: ask.wrong > 0, Problem: ask.problem, Comparing: ask.busy,
		Remaining: wholeSeconds(time.Until(ask.until)),
	}
}
