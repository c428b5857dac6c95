package postgres

import (
	"crypto/sha256"
	"time"

	"ringback/ciba"
	"ringback/storage/journal"
)

// answer is what a write answers: ringback.answer_1.
type answer struct {
	said                             string
	position, at, record             *int64
	before, digest, marks, report    []byte
	login, id, outcome, reportingID  *string
	seen                             *bool
	remaining, elapsed, reported, by *int64
	questions, requests              *int32
}

// columns are the columns of an answer, in the order of into.
const columns = `said, "position", at, record, before, digest, login, seen, marks, remaining, id, questions, outcome, elapsed, requests, reporting, reporting_id, reported, report`

func (a *answer) into() []any {
	return []any{
		&a.said, &a.position, &a.at, &a.record, &a.before, &a.digest, &a.login, &a.seen, &a.marks, &a.remaining, &a.id, &a.questions,
		&a.outcome, &a.elapsed, &a.requests, &a.by, &a.reportingID, &a.reported, &a.report,
	}
}

// span returns a span in microseconds; 0 if there is none.
func span(micros *int64) time.Duration {
	if micros == nil {
		return 0
	}
	return time.Duration(*micros) * time.Microsecond
}

func value[T any](of *T) (v T) {
	if of != nil {
		v = *of
	}
	return v
}

// moment returns a time that the server counted in microseconds since 1970.
func moment(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

// what returns why a write wasn't done; nil: it was.
func (a *answer) what() error {
	switch a.said {
	case "done":
		return nil
	case "exists":
		return journal.ErrRecordExists
	case "no_record":
		return journal.ErrNoRecord
	case "ended":
		return journal.ErrRecordEnded
	case "too_big":
		return journal.ErrRecordTooBig
	}
	return ErrChain
}

// head is the end of the chain after the write.
func (a *answer) head() (journal.Head, bool) {
	if a.position == nil || len(a.digest) != sha256.Size {
		return journal.Head{}, false
	}
	return journal.Head{Position: uint64(*a.position), Digest: [sha256.Size]byte(a.digest)}, true // never negative
}

// guard returns the guard's error, in times of this desk's clock.
func (j *Journal) guard(a *answer) *journal.GuardError {
	now := j.now().Truncate(time.Microsecond)
	e := &journal.GuardError{Until: now.Add(span(a.remaining)), Requests: int(value(a.requests))}
	switch a.said {
	case "open":
		e.Kind, e.ID = journal.ErrOpenVerification, value(a.id)
		return e
	case "too_many":
		e.Kind = journal.ErrTooMany
		return e
	}
	e.Questions = journal.Questions(value(a.questions)) // 7 at most
	switch {
	case e.Questions&journal.QuestionFenced != 0:
		e.Kind = journal.ErrFenced
	case e.Questions&journal.QuestionThirdInHour != 0:
		e.Kind = journal.ErrThirdInHour
	default:
		e.Kind = journal.ErrAskedLately
	}
	if e.Questions&journal.QuestionAskedLately != 0 {
		e.Outcome, e.At = ciba.Outcome(value(a.outcome)), now.Add(-span(a.elapsed))
	}
	if a.reportingID != nil {
		e.Reported.At = now.Add(-span(a.reported))
		if l, err := j.keys.Load().openLink(journal.LinkReported, *a.reportingID, a.report); err == nil {
			e.Reported.Operator = l.Report.Operator
		} else if l, err := j.keys.Load().openLink(journal.LinkHandedIn, *a.reportingID, a.report); err == nil {
			e.Reported.Operator = l.Record.Reported.Operator
		}
	}
	return e
}
