package journal

import (
	"slices"
	"time"

	"ringback/ciba"
)

// The limits of a record, in bytes. They are far above what any broker or case system needs, and
// keep one record from filling the disk.
const (
	maxText   = 4 << 10
	maxMarks  = 16
	maxChecks = 200
	maxTokens = 2 << 20 // all of one receipt; an answer has 1 MiB at most

	maxTokenSets = 4
)

// minKeep is the shortest time for which Retain keeps records.
const minKeep = 24 * time.Hour

// kindDemo is the kind of records without a guard.
const kindDemo = "demo"

// copied returns a copy that shares nothing with the record.
func (r Record) copied() Record {
	r.Checks = slices.Clone(r.Checks)
	return r
}

// begun returns the record as it begins.
func (r Record) begun() Record {
	r.Received, r.Ending, r.Reported, r.Lifted = time.Time{}, Ending{}, Report{}, Report{}
	return r
}

// told records that it was reported that the person didn't start it, or, without fences, that this
// was taken back. It reports whether that is news.
func (r *Record) told(report Report, fences bool) bool {
	stands := !r.Reported.At.IsZero() && r.Lifted.At.IsZero()
	if stands == fences {
		return false
	}
	if fences {
		r.Reported, r.Lifted = report, Report{}
	} else {
		r.Lifted = report
	}
	return true
}

// guarded reports whether there can be a guard because a verification is open.
func (r Record) guarded() bool { return r.Person != "" && r.Kind != kindDemo }

// mayBeOpen reports whether a verification may still be running, or its request may still be on a
// phone.
func (r Record) mayBeOpen(k *kept, g guard, now time.Time) bool {
	return r.Outcome == "" && k != nil && !k.spent(now) ||
		g.id == r.ID && !g.refused && g.holds(now)
}

// checkBegin returns an error if a record can't be written.
func checkBegin(r Record) error {
	if r.ID == "" {
		return ErrNoID
	}
	for _, text := range []string{r.ID, r.Environment, r.Kind, string(r.Person), r.Case, r.Text, r.Operator} {
		if len(text) > maxText {
			return ErrRecordTooBig
		}
	}
	return nil
}

// checkReceive returns an error if a receipt can't be written.
func checkReceive(id string, marks []string, tokens []ciba.Tokens) error {
	if id == "" {
		return ErrNoID
	}
	size := 0
	for _, t := range tokens {
		size += len(t.IDToken.Reveal()) + len(t.AccessToken.Reveal()) + len(t.Scope)
	}
	if len(id) > maxText || len(marks) > maxMarks || len(tokens) > maxTokenSets || size > maxTokens {
		return ErrRecordTooBig
	}
	return nil
}

// checkEnd returns an error if an ending can't be written: it has no outcome, or is too long.
func checkEnd(e Ending) error {
	if e.Outcome == "" {
		return ErrNoOutcome
	}
	longest := max(len(e.Outcome), len(e.Reason), len(e.Cancel), len(e.Transaction), len(e.SupportReference), len(e.Also))
	if len(e.Checks) > maxChecks || longest > maxText {
		return ErrRecordTooBig
	}
	for _, check := range e.Checks {
		if len(check.ID) > maxText || len(check.Result) > maxText {
			return ErrRecordTooBig
		}
	}
	return nil
}

// fits reports whether a filter picks a record.
func (f *Filter) fits(r *Record) bool {
	switch {
	case !f.From.IsZero() && r.Started.Before(f.From),
		!f.Until.IsZero() && !r.Started.Before(f.Until),
		f.Person != "" && r.Person != f.Person && !slices.Contains(f.hashes, r.Person),
		f.Case != "" && r.Case != f.Case:
		return false
	}
	return f.of(r.Environment, r.Outcome)
}

// of reports whether a filter picks records of an environment that have an outcome.
func (f *Filter) of(environment string, outcome ciba.Outcome) bool {
	return (f.Environment == "" || environment == f.Environment) && (len(f.Outcomes) == 0 || slices.Contains(f.Outcomes, outcome))
}

// hasTerm reports whether a filter names a person or a case.
func (f *Filter) hasTerm() bool { return f.Person != "" || f.Case != "" }

// onlyTerm reports whether a filter names a person or a case, and nothing else.
func (f Filter) onlyTerm() bool {
	one := f.Person != "" != (f.Case != "")
	f.Person, f.Case = "", ""
	return one && f.everything()
}

// everything reports whether a filter picks every record.
func (f *Filter) everything() bool {
	return f.From.IsZero() && f.Until.IsZero() && f.Environment == "" && f.Person == "" && f.Case == "" && len(f.Outcomes) == 0
}

// names reports whether a filter names a person or a time, which Erase requires.
func (f Filter) names() bool {
	return f.Person != "" || !f.From.IsZero() || !f.Until.IsZero()
}
