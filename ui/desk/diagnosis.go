package desk

import (
	"context"

	"ringback/storage/config"
)

// Diagnosis is what was found wrong or right with this machine; see Options.Diagnose.
type Diagnosis struct {
	Running bool
	Lines   []Diagnostic // in the order in which they were found
}

// diagnosis is the state of a diagnosis.
type diagnosis struct {
	page *Diagnosis
	turn int // late lines of an earlier one are dropped
	stop context.CancelFunc
}

// Diagnose opens View.Diagnosis and examines this machine and the environment in use; again, if it
// is open. It asks the provider for its description and keys only.
func (d *Desk) Diagnose() {
	d.act(func(s *state) {
		if s.opt.Diagnose == nil {
			return
		}
		s.closeDiagnosis()
		ctx, stop := context.WithCancel(s.ctx)
		s.diagnosis.page, s.diagnosis.stop = &Diagnosis{Running: true}, stop
		turn, e := s.diagnosis.turn, s.environment()
		s.job(func(context.Context) func(*state) {
			defer stop()
			s.diagnose(ctx, e, turn)
			return func(s *state) {
				s.turnDiagnosis(turn, func(v *Diagnosis) { v.Running = false })
			}
		})
	})
}

// CloseDiagnosis closes the diagnosis, and ends it if it still runs.
func (d *Desk) CloseDiagnosis() { d.act((*state).closeDiagnosis) }

// diagnose examines, away from the desk's goroutine.
func (s *state) diagnose(ctx context.Context, e config.Environment, turn int) {
	s.opt.Diagnose(ctx, e, func(line Diagnostic) {
		s.desk.post(func(s *state) {
			s.turnDiagnosis(turn, func(v *Diagnosis) { v.Lines = append(v.Lines[:len(v.Lines):len(v.Lines)], line) })
		})
	})
}

// turnDiagnosis replaces the page with a changed copy, unless it is of another diagnosis.
func (s *state) turnDiagnosis(turn int, change func(*Diagnosis)) {
	if s.diagnosis.turn != turn || s.diagnosis.page == nil {
		return
	}
	next := *s.diagnosis.page
	change(&next)
	s.diagnosis.page = &next
}

func (s *state) closeDiagnosis() {
	if s.diagnosis.stop != nil {
		s.diagnosis.stop()
	}
	s.diagnosis = diagnosis{turn: s.diagnosis.turn + 1}
}
