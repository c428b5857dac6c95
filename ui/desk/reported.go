package desk

import (
	"context"
	"errors"
	"time"

	"ringback/ciba"
	"ringback/storage/journal"
)

// Report records that the person says they didn't start this. Until a day later another request to
// the person who was asked is asked about first. It does nothing unless Outcome.CanReport.
func (d *Desk) Report() { d.act(func(s *state) { s.report(true) }) }

// TakeBackReport takes Report back, as long as the outcome is shown.
func (d *Desk) TakeBackReport() { d.act(func(s *state) { s.report(false) }) }

func (s *state) report(is bool) {
	r := s.run
	if r == nil || r.outcome == nil || !r.outcome.CanReport || r.reported.IsZero() != is {
		return
	}
	report := journal.Report{At: s.opt.Now(), Operator: s.opt.Operator}
	r.recorder.backlog.Report(s.ctx, r.id, report, is)
	word := "report_taken_back"
	r.reported, r.recorded = time.Time{}, false
	if is {
		word, r.reported = "reported", report.At
	}
	outcome := *r.outcome // the views hold the old one
	outcome.Reported, outcome.Recorded, outcome.Recording = r.reported, false, s.recording(r)
	r.outcome = &outcome
	outcome.Note = noteOf(r)
	s.course(word, Say("course."+word))
}

// canReport reports whether the person may be asked whether they started this.
func canReport(outcome ciba.Outcome) bool {
	return outcome == ciba.Refused || outcome == ciba.NotVerified || outcome == ciba.Cancelled
}

// LiftFence takes back the report of a record in the open journal.
func (d *Desk) LiftFence(id string) {
	d.act(func(s *state) {
		if s.run != nil && s.run.id == id && s.run.outcome != nil {
			s.report(false)
			return
		}
		report := journal.Report{At: s.opt.Now(), Operator: s.opt.Operator}
		backlog := s.backlogFor(s.environment())
		s.workOnRecords(func(ctx context.Context, j journal.Journal) func(*JournalPage) {
			err := j.Unfence(ctx, id, report)
			if err == nil {
				backlog.Lifted(id)
				s.desk.post((*state).refreshRecords)
			}
			return func(p *JournalPage) {
				switch {
				case errors.Is(err, journal.ErrNoRecord):
					p.Said, p.SaidBad = Say("journal.fence_gone"), true
				case err != nil:
					p.Said, p.SaidBad = recordsProblem(err), true
				default:
					p.Said, p.SaidBad = Say("journal.fence_lifted"), false
				}
			}
		})
	})
}
