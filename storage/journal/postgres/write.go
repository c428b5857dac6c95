package postgres

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"ringback/ciba"
	"ringback/storage/journal"
)

// age is how long ago something was by this desk's clock; 0 if nobody said when.
func (j *Journal) age(at time.Time) time.Duration { return ageOf(at, j.now()) }

func ageOf(at, now time.Time) time.Duration {
	if at.IsZero() {
		return 0
	}
	return now.Sub(at)
}

// sealed seals what happened at a time by this desk's clock.
func (j *Journal) sealed(id string, l journal.SharedLink, at time.Time) []byte {
	l.Age = j.age(at)
	return j.keys.Load().sealLink(id, l)
}

// what tells a write from every other one: a digest, so that it holds nothing of it.
func what(id string, l journal.SharedLink, more ...string) string {
	sum := sha256.New()
	for _, one := range append([]string{id, string(l.Encode()), string(rune(l.Kind))}, more...) {
		fmt.Fprintf(sum, "%d ", len(one))
		sum.Write([]byte(one))
	}
	return string(sum.Sum(nil))
}

// Begin implements [journal.Journal]. What it takes to go on is noted beside the desk first: if the
// program ends in between, nothing was sent.
func (j *Journal) Begin(ctx context.Context, record journal.Record, maxPrompts int) error {
	return j.begin(ctx, record, maxPrompts, false)
}

// BeginLate implements [journal.Journal].
func (j *Journal) BeginLate(ctx context.Context, record journal.Record) error {
	return j.begin(ctx, record, 0, true)
}

func (j *Journal) begin(ctx context.Context, record journal.Record, most int, late bool) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err := journal.CheckBegin(record); err != nil {
		return err
	}
	persons, err := personHashes(record.Person)
	if err != nil {
		return err
	}
	record = record.Begun()
	record.Person = j.keys.Load().recorded(persons)
	if err := j.beside.Begin(ctx, record); errors.Is(err, journal.ErrRecordExists) && j.isUnsent(record.ID) {
		return ErrUncertain // as before: whoever takes it for written would send it
	} else if err != nil {
		return err
	}
	err = j.beginThere(ctx, record, persons, most, late)
	if errors.Is(err, ErrKeysChanged) { // they are current from now on, if this desk has them
		if err = j.Learn(ctx); err == nil {
			err = j.beginThere(ctx, record, persons, most, late)
		}
	}
	switch {
	case errors.Is(err, ErrUncertain):
		j.notSent(record.ID)
	case err != nil: // It isn't there, and nothing was sent.
		_ = j.beside.Forget(context.WithoutCancel(ctx), record.ID)
	default:
		j.endUnsent(ctx)
		j.keepHead(ctx, keptEvery)
	}
	return err
}

func (j *Journal) beginThere(ctx context.Context, record journal.Record, persons [][]byte, most int, late bool) error {
	keys := j.keys.Load()
	if !late && !keys.fits(persons) {
		return journal.ErrHashAgain
	}
	record.Person = keys.recorded(persons)
	persons, err := j.worthLocking(ctx, keys.currentFirst(persons))
	if err != nil {
		return err
	}
	sealed := j.sealed(record.ID, journal.SharedLink{Kind: journal.LinkBegun, Host: j.host, Record: record}, record.Started)
	var environment, outcome = record.Environment, ""
	written := link{
		kind: int16(journal.LinkBegun), id: &record.ID, environment: &environment, outcome: &outcome,
		caseID: keys.current(record.Case, caseKey), operator: keys.current(record.Operator, operatorKey),
		desk: keys.current(j.host, deskKey), sealed: sealed,
	}
	if len(persons) > 0 {
		written.person = persons[0]
	}
	position, digest := j.lastSeen()
	a, _, err := j.write(ctx, writing{
		statement: `select ` + columns + ` from ringback.begin_1($1::uuid, $2::bigint, $3::bytea, $4::integer, $5::integer, $6::bigint,
			$7::text, $8::text, $9::bytea[], $10::bytea, $11::bytea, $12::bytea, $13::boolean, $14::integer, $15::integer, $16::boolean, $17::bytea)`,
		args: []any{
			position, digest, int64(keys.seal), int64(keys.hash), keys.lastImport, record.ID, record.Environment, persons, written.caseID,
			written.operator, written.desk, record.Guarded(), int64(record.Confirmed), int64(most), late, sealed,
		},
	})
	if err != nil {
		return err
	}
	switch a.said {
	case "open", "too_many", "asked":
		return j.guard(&a)
	case "keys":
		return ErrKeysChanged
	case "missing", "paused":
		return j.paused(ctx)
	}
	if err := a.what(); err != nil {
		return err
	}
	return j.appended(&a, written)
}

// paused goes on from the head that the chain has now, so that the pause isn't begun again.
func (j *Journal) paused(ctx context.Context) error {
	h, err := j.headNow(ctx)
	if err == nil {
		j.mu.Lock()
		j.seen = h
		j.mu.Unlock()
		j.keepHead(ctx, 0)
	}
	return ErrPaused
}

// Acknowledge implements [journal.Journal]. The resumption is kept beside the desk before the guard
// gets the deadline: it must not be lost.
func (j *Journal) Acknowledge(ctx context.Context, id string, resumption ciba.Resumption, request []byte) error {
	if err := j.beside.Acknowledge(ctx, id, resumption, request); err != nil {
		return err
	}
	now := j.now()
	var said string
	err := j.readRow(ctx, `select ringback.acknowledge_1($1::text, $2::bigint, $3::bigint)`, []any{&said},
		id, now.Sub(resumption.SentAt).Microseconds(), journal.Deadline(resumption).Sub(now).Microseconds())
	if err != nil {
		return err
	}
	return (&answer{said: said}).what()
}

// Interval implements [journal.Journal].
func (j *Journal) Interval(ctx context.Context, id string, interval time.Duration) error {
	return j.beside.Interval(ctx, id, interval)
}

// Asking implements [journal.Journal].
func (j *Journal) Asking(ctx context.Context, id string) error { return j.beside.Asking(ctx, id) }

// Seen implements [journal.Journal].
func (j *Journal) Seen(ctx context.Context, id string, marks []string) (seen bool, err error) {
	if err := journal.CheckReceive(id, marks, nil); err != nil {
		return false, err
	}
	known, err := j.seenOnce(ctx, id, marks)
	if err == nil && known == nil { // with the keys of an import that this desk didn't know of
		if err = j.Learn(ctx); err == nil {
			known, err = j.seenOnce(ctx, id, marks)
		}
	}
	if err == nil && known == nil {
		err = ErrKeysChanged
	}
	return value(known), err
}

// seenOnce returns nil if this desk lacks the keys of an import.
func (j *Journal) seenOnce(ctx context.Context, id string, marks []string) (seen *bool, err error) {
	keys := j.keys.Load()
	current, older := keys.marks(marks)
	err = j.readRow(ctx, `select ringback.seen_1($1::text, $2::bigint, $3::bytea[])`, []any{&seen}, id, keys.lastImport, append(current, older...))
	return seen, err
}

// marks returns marks as they are kept, and as they were kept under older keys.
func (r *keyring) marks(marks []string) (current, older [][]byte) {
	current, older = [][]byte{}, [][]byte{}
	for _, mark := range marks {
		if hashes := r.currentFirst(r.under(mark, markKey)); len(hashes) > 0 { // a missing transaction id isn't a mark
			current, older = append(current, hashes[0]), append(older, hashes[1:]...)
			for _, file := range r.imported {
				older = append(older, keyed(file.mark, mark))
			}
		}
	}
	return current, older
}

// Receive implements [journal.Journal]. Tokens are kept beside the desk before the journal mentions
// them.
func (j *Journal) Receive(ctx context.Context, id string, at time.Time, marks []string, tokens ...ciba.Tokens) (seen bool, err error) {
	if ctx.Err() != nil {
		return false, context.Cause(ctx)
	}
	if err := journal.CheckReceive(id, marks, tokens); err != nil {
		return false, err
	}
	if err := j.beside.Keep(ctx, id, at, tokens); err != nil {
		return false, err
	}
	seen, err = j.receive(ctx, id, at, marks, j.keys.Load().lastImport)
	if errors.Is(err, ErrKeysChanged) {
		// A token that came is recorded even by a desk that lacks the journal's keys by now.
		_ = j.Learn(ctx)
		seen, err = j.receive(ctx, id, at, marks, nil)
	}
	return seen, err
}

// receive looks for marks under the keys of the imports that this desk knows of. If imported isn't
// nil, these must be all.
func (j *Journal) receive(ctx context.Context, id string, at time.Time, marks []string, imported any) (seen bool, err error) {
	current, older := j.keys.Load().marks(marks)
	content := journal.SharedLink{Kind: journal.LinkReceived, Host: j.host, Received: at}
	a, sealed, err := j.write(ctx, writing{
		statement: `select ` + columns + ` from ringback.receive_1($1::uuid, $2::text, $3::bigint, $4::bytea[], $5::bytea[], $6::bytea)`,
		what:      what(id, content, marks...), args: []any{id, imported, current, older, j.sealed(id, content, at)},
	})
	if err != nil {
		return false, err
	}
	if a.said == "keys" {
		return false, ErrKeysChanged
	}
	if err := a.what(); err != nil {
		return false, err
	}
	return value(a.seen), j.appended(&a, link{kind: int16(journal.LinkReceived), id: &id, sealed: sealed})
}

// End implements [journal.Journal].
func (j *Journal) End(ctx context.Context, id string, ending journal.Ending) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err := journal.CheckEnd(ending); err != nil {
		return err
	}
	also, err := personHashes(ending.Also)
	if err != nil {
		return err
	}
	ending.Also = j.keys.Load().recorded(also)
	if also, err = j.worthLocking(ctx, j.keys.Load().currentFirst(also)); err != nil {
		return err
	}
	content := journal.SharedLink{Kind: journal.LinkEnded, Host: j.host, Ending: ending}
	a, sealed, err := j.write(ctx, writing{
		statement: `select ` + columns + ` from ringback.end_1($1::uuid, $2::text, $3::text, $4::boolean, $5::boolean, $6::bytea[], $7::bytea)`,
		what:      what(id, content),
		args:      []any{id, string(ending.Outcome), ending.Stays(), ending.Unsent(), also, j.sealed(id, content, ending.At)},
	})
	if err != nil {
		return err
	}
	if err := a.what(); err != nil {
		return err
	}
	// What the journal knows and the desk doesn't is put right when it is claimed.
	_ = j.beside.End(context.WithoutCancel(ctx), id, ending)
	outcome := string(ending.Outcome)
	return j.appended(&a, link{kind: int16(journal.LinkEnded), id: &id, outcome: &outcome, sealed: sealed})
}

// Fence implements [journal.Journal].
func (j *Journal) Fence(ctx context.Context, id string, report journal.Report) error {
	return j.report(ctx, id, report, true)
}

// Unfence implements [journal.Journal].
func (j *Journal) Unfence(ctx context.Context, id string, report journal.Report) error {
	return j.report(ctx, id, report, false)
}

func (j *Journal) report(ctx context.Context, id string, report journal.Report, fences bool) error {
	if err := journal.CheckReport(report); err != nil {
		return err
	}
	kind, function := journal.LinkReported, "ringback.report_1"
	if !fences {
		kind = journal.LinkLifted
	}
	if j.rights.Supervisor {
		function = "ringback.report_any_1"
	}
	content := journal.SharedLink{Kind: kind, Host: j.host, Report: report}
	a, sealed, err := j.write(ctx, writing{
		statement: `select ` + columns + ` from ` + function + `($1::uuid, $2::text, $3::boolean, $4::bigint, $5::bytea)`,
		what:      what(id, content), args: []any{id, fences, j.age(report.At).Microseconds(), j.sealed(id, content, report.At)},
	})
	if err != nil {
		return err
	}
	if err := a.what(); err != nil {
		return err
	}
	return j.appended(&a, link{kind: int16(kind), id: &id, sealed: sealed})
}

// Done implements [journal.Journal].
func (j *Journal) Done(ctx context.Context, id string) error { return j.beside.Done(ctx, id) }
