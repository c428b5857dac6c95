package desk

import (
	"ringback/ciba"
	"ringback/storage/config"
	"ringback/storage/journal"
)

// reasonNotRecorded: every check passed, but the policy lets nobody be verified whose record isn't
// on the disk.
const reasonNotRecorded ciba.Reason = "not_recorded"

// withheld returns the result that is shown: for a verified one whose record isn't on the disk,
// where the policy asks for that, an unknown one.
func (s *state) withheld(r *run, result ciba.Result) ciba.Result {
	onDisk := r.recorded && s.opt.OpenJournal != nil
	if result.Outcome != ciba.Verified || onDisk || !s.onlyIfRecorded(r.environment.Kind) {
		return result
	}
	r.verified = &result
	shown := result
	shown.Outcome, shown.Reason = ciba.Unknown, reasonNotRecorded
	return shown
}

// onlyIfRecorded reports whether an outcome is verified only once its record is on the disk. demo
// isn't bound: it leaves nothing there.
func (s *state) onlyIfRecorded(kind config.Kind) bool {
	return s.opt.Policy.VerifiedOnlyIfRecorded && kind != config.KindDemo
}

// release shows the outcome that was withheld: its record is on the disk now.
func (s *state) release() {
	r := s.run
	s.conclude(*r.verified)
	s.course("ended", Say("course.ended", "Word", Say("outcome."+r.outcome.Outcome+".word")))
	s.sequenceTold()
}

// released returns the outcome on the desk as it will be once its record is on the disk; nil if
// that changes nothing.
func (s *state) released() *Outcome {
	if s.run.verified == nil {
		return nil
	}
	later := *s.run
	later.result, later.recorded = later.verified, true
	outcome := outcomeOf(&later)
	outcome.Operator = s.opt.Operator
	return outcome
}

// shownOf returns the outcome that a record has in the open journal. One in memory isn't on the
// disk.
func (s *state) shownOf(r journal.Record) ciba.Outcome {
	if r.Outcome == ciba.Verified && s.onlyIfRecorded(config.Kind(r.Kind)) && s.inMemory() {
		return ciba.Unknown
	}
	return r.Outcome
}
