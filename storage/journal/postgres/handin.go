package postgres

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"ringback/storage/journal"
)

// ErrTaken means that the journal has a record with the id of one that is handed in, of another
// login: it can't be this one.
var ErrTaken = errors.New("the shared journal has another record with the id of one that this desk hands in; it stays on this desk: tell whoever looks after the journal")

// HandIn records a verification that this desk recorded in a file of its own. If it was handed in
// before, that is no error.
func (j *Journal) HandIn(ctx context.Context, w journal.Whole) (journal.HandedIn, error) {
	if ctx.Err() != nil {
		return journal.HandedIn{}, context.Cause(ctx)
	}
	if err := errors.Join(journal.CheckBegin(w.Record), journal.CheckEnd(w.Record.Ending)); err != nil {
		return journal.HandedIn{}, err
	}
	persons, err := personHashes(w.Record.Person)
	if err != nil {
		return journal.HandedIn{}, err
	}
	also, err := personHashes(w.Record.Also)
	if err != nil {
		return journal.HandedIn{}, err
	}
	return j.handIn(ctx, w, persons, also)
}

func (j *Journal) handIn(ctx context.Context, w journal.Whole, persons, also [][]byte) (journal.HandedIn, error) {
	keys, r := j.keys.Load(), w.Record
	now := j.now() // one for all, so that the list and what is sealed agree
	age := func(at time.Time) int64 { return ageOf(at, now).Microseconds() }
	ago := func(at time.Time) any {
		if at.IsZero() {
			return nil
		}
		return age(at)
	}
	sealed := keys.sealLink(r.ID, journal.SharedLink{Kind: journal.LinkHandedIn, Age: ageOf(r.Started, now), Host: j.host, Record: r, FileHead: w.Head})
	outcome := string(r.Outcome)
	written := link{
		kind: int16(journal.LinkHandedIn), id: &r.ID, environment: &r.Environment, outcome: &outcome,
		caseID: keys.current(r.Case, caseKey), operator: keys.current(r.Operator, operatorKey), desk: keys.current(j.host, deskKey), sealed: sealed,
	}
	if len(persons) > 0 {
		written.person = persons[0]
	}
	marks := w.Marks
	if marks == nil {
		marks = [][]byte{}
	}
	var reported any
	if !r.Reported.At.IsZero() && r.Lifted.At.IsZero() {
		reported = ago(r.Reported.At)
	}
	a, _, err := j.write(ctx, writing{
		statement: `select ` + columns + ` from ringback.hand_in_1($1::uuid, $2::text, $3::text, $4::text, $5::bytea[], $6::bytea[],
			$7::bytea, $8::bytea, $9::bytea, $10::bytea[], $11::bigint, $12::bigint, $13::bigint, $14::boolean, $15::bigint, $16::bigint, $17::bigint, $18::bytea)`,
		args: []any{
			r.ID, r.Environment, outcome, persons, also, written.caseID, written.operator, written.desk, marks,
			age(r.Started), ago(r.Received), ago(w.Sent), w.Acknowledged, age(r.At),
			leftOf(w.Until, now).Microseconds(), reported, sealed,
		},
	})
	if err != nil {
		return journal.HandedIn{}, err
	}
	return j.handedIn(&a, written)
}

// handedIn reads the answer. What was handed in before was sealed then, with another nonce.
func (j *Journal) handedIn(a *answer, written link) (journal.HandedIn, error) {
	answer := journal.HandedIn{Known: a.said == "exists", Older: a.said == "older", Replay: value(a.seen)}
	switch a.said {
	case "older":
		return answer, nil
	case "taken":
		return answer, ErrTaken
	case "exists":
	default:
		if err := a.what(); err != nil {
			return answer, err
		}
		if err := j.appended(a, written); err != nil {
			return answer, err
		}
	}
	covers, is := a.head()
	if !is {
		return answer, ErrChain
	}
	answer.Covers = covers
	return answer, nil
}

// leftOf is how long something lasts; 0 if it is over, or never began.
func leftOf(until, now time.Time) time.Duration {
	if until.IsZero() {
		return 0
	}
	return max(0, until.Sub(now))
}

// Replays implements [journal.ReplayFinder].
func (j *Journal) Replays(ctx context.Context, after uint64) (all []journal.Replay, err error) {
	err = j.read(ctx, `select "position", at, coalesce(id, ''), login from ringback.replays_1($1::bigint, $2::integer)`, func(rows pgx.Rows) error {
		var position, at int64
		var one journal.Replay
		err := rows.Scan(&position, &at, &one.ID, &one.Login)
		one.Position, one.At = uint64(position), moment(at)
		all = append(all, one)
		return err
	}, int64(after), int64(journal.ReplaysAtOnce))
	return all, err
}

// HashPerson returns a person's hashes under all keys, as [Journal.HashPerson] does.
func (k Keys) HashPerson(person journal.Person) journal.PersonHash {
	r := &keyring{}
	for _, number := range slices.Sorted(maps.Keys(k.Hash)) {
		r.hashers = append(r.hashers, hasherOf(k.Hash[number]))
	}
	return r.hashPerson(person)
}

// ForFile returns the keys of a file in which a desk records for this journal: it hashes persons
// and marks as the journal does.
func (k Keys) ForFile(seal, hash uint32) journal.FileKeys {
	of, both := hasherOf(k.Hash[hash]), append(slices.Clone(k.Seal[seal]), k.Hash[hash]...)
	return journal.FileKeys{
		Seal: derived(both, "file seal"), Index: derived(both, "file index"), Name: derived(both, "file name"),
		Person: of.person, CPR: of.cpr, Mark: of.mark,
	}
}

// Under returns the hash under one key of a person's hashes under all of them. One that is alone is
// of any key.
func (k Keys) Under(hash uint32, person journal.PersonHash) (journal.PersonHash, error) {
	all, err := personHashes(person)
	at := slices.Index(slices.Sorted(maps.Keys(k.Hash)), hash)
	if err != nil || len(all) < len(k.Hash) || at < 0 { // those of imported files come last
		return person, err
	}
	return recordedHash(all[at]), nil
}
