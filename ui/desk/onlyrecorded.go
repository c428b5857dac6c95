package desk

import (
	"ringback/ciba"
	"ringback/storage/config"
	"ringback/storage/journal"
)

// reasonNotRecorded: every check passed, but the policy lets nobody be verified whose record isn't
// on the disk, or, in a journal that desks share, on this desk only.
const reasonNotRecorded ciba.Reason = "not_recorded"

// withheld returns the result that is shown: for a verified one whose record isn't on the disk,
// where the policy asks for that, an unknown one.
func (s *state) withheld(r *run, result ciba.Result) ciba.Result {
	onDisk := r.recorded && s.opt.OpenJournal != nil && !deskOnly(result)
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

// deskOnly reports whether the token could be looked for on this desk only, since the shared
// journal couldn't be reached: its record isn't there either.
func deskOnly(result ciba.Result) bool {
	return result.Verdict != nil && result.Verdict.Check(ciba.CheckReplay).Actual.Word == ciba.WordNewThisDesk
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
	if s.run.verified == nil || deskOnly(*s.run.verified) {
		return nil
	}
	later := *s.run
	later.result, later.recorded = later.verified, true
	outcome := outcomeOf(&later)
	outcome.Operator = s.opt.Operator
	return outcome
}

// shownOf returns the outcome that a record has in the open journal. One in memory isn't on the
// disk, and one that waits to be handed in isn't in the shared journal.
func (s *state) shownOf(r journal.Record) ciba.Outcome {
	if r.Outcome == ciba.Verified && s.onlyIfRecorded(config.Kind(r.Kind)) && (s.inMemory() || r.DeskOnly) {
		return ciba.Unknown
	}
	return r.Outcome
}
