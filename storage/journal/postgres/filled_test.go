//go:build realparts

package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"ringback/ciba"
	"ringback/storage/journal"
)

// Filling writes many verifications into an empty journal as they would be there: legible, chained,
// each with three links and two marks. They go in by COPY: one after the other through the
// functions, they would take hours for a million.
type Filling struct {
	keys   *keyring
	began  time.Time
	checks []journal.CheckRecord
	head   journal.Head
	done   int
}

// How often things come again in what is filled in.
const (
	FilledPersons   = 1_000_000
	FilledCases     = 1_300_000
	FilledOperators = 200
	FilledDesks     = 1000
	FilledApart     = 650 * time.Millisecond // 133,000 a day
)

// NewFilling fills a journal whose current keys are those of the numbers, from a time on.
func NewFilling(keys Keys, use Pair, began time.Time) (*Filling, error) {
	current, err := keys.withCurrent(use.Seal, use.Hash)
	f := &Filling{keys: current, began: began.Truncate(time.Microsecond)}
	for _, id := range ciba.CheckOrder() {
		f.checks = append(f.checks, journal.CheckRecord{ID: id, Result: ciba.Pass})
	}
	return f, err
}

// Done is how many verifications there are.
func (f *Filling) Done() int { return f.done }

// At is when one of them began.
func (f *Filling) At(n int) time.Time { return f.began.Add(time.Duration(n) * FilledApart) }

// FilledPerson and the others are what the n-th verification has.
func FilledPerson(n int) string   { return fmt.Sprint("person ", n%FilledPersons) }
func FilledCase(n int) string     { return fmt.Sprintf("2026-%07d", n%FilledCases) }
func FilledOperator(n int) string { return fmt.Sprintf(`NORDBY\operator%d`, n%FilledOperators) }
func FilledDesk(n int) string     { return fmt.Sprintf("desk%04d", n%FilledDesks) }

// filledOutcome is verified for nine of ten.
func filledOutcome(n int) ciba.Outcome {
	switch mixed := uint32(n) * 2654435761 >> 16 % 1000; {
	case mixed < 900:
		return ciba.Verified
	case mixed < 950:
		return ciba.Refused
	case mixed < 990:
		return ciba.Expired
	case mixed < 999:
		return ciba.Failed
	}
	return ciba.NotVerified
}

// filledEnvironment is pp for one of forty.
func filledEnvironment(n int) string {
	if uint32(n)*2246822519>>16%40 == 0 {
		return "pp"
	}
	return "production"
}

// record is the n-th verification as it ended.
func (f *Filling) record(n int) journal.Record {
	r := journal.Record{
		ID: fmt.Sprintf("8a9856e0-f12d-4217-b320-%012d", n), Started: f.At(n), Environment: filledEnvironment(n), Kind: "production",
		Case: FilledCase(n), Text: "Kode 4821, Nordby Kommune", Operator: FilledOperator(n), Login: FilledDesk(n), Host: FilledDesk(n),
	}
	r.Person = recordedHash(keyed(f.keys.hashers[f.keys.at].person, journal.Named(FilledPerson(n)).Canonical()))
	r.Ending = journal.Ending{At: r.Started, Outcome: filledOutcome(n), Transaction: r.ID, SupportReference: r.ID, Checks: f.checks}
	return r
}

// marks are those of the n-th verification, one after the other.
func (f *Filling) marks(n int) []byte {
	h := f.keys.hashers[f.keys.at]
	return append(keyed(h.mark, fmt.Sprint("token ", n)), keyed(h.mark, fmt.Sprint("transaction ", n))...)
}

// links are those of the n-th verification, at the end of the chain.
func (f *Filling) links(n int) [3]link {
	r := f.record(n)
	position, environment, open, outcome := int64(f.head.Position)+1, r.Environment, "", string(r.Outcome)
	persons, _ := personHashes(r.Person)
	all := [3]link{
		{
			kind: int16(journal.LinkBegun), environment: &environment, outcome: &open, person: persons[0],
			caseID: f.keys.current(r.Case, caseKey), operator: f.keys.current(r.Operator, operatorKey), desk: f.keys.current(r.Host, deskKey),
			sealed: f.keys.sealLink(r.ID, journal.SharedLink{Kind: journal.LinkBegun, Host: r.Host, Record: r.Begun()}),
		},
		{
			kind: int16(journal.LinkReceived), marks: f.marks(n),
			sealed: f.keys.sealLink(r.ID, journal.SharedLink{Kind: journal.LinkReceived, Host: r.Host, Received: r.Started}),
		},
		{
			kind: int16(journal.LinkEnded), outcome: &outcome,
			sealed: f.keys.sealLink(r.ID, journal.SharedLink{Kind: journal.LinkEnded, Host: r.Host, Ending: r.Ending}),
		},
	}
	for i := range all {
		l := &all[i]
		l.position, l.at, l.record, l.id, l.login = position+int64(i), r.Started.UnixMicro(), position, &r.ID, &r.Login
		digest := l.chained(f.head.Digest[:])
		l.digest = digest[:]
		f.head = journal.Head{Position: uint64(l.position), Digest: digest}
	}
	return all
}

// copies sends rows to a table until next returns none.
func copies(ctx context.Context, conn *pgx.Conn, table string, columns []string, next func() []any) error {
	_, err := conn.CopyFrom(ctx, pgx.Identifier{"ringback", table}, columns, pgx.CopyFromFunc(func() ([]any, error) { return next(), nil }))
	return err
}

// Links adds the links of all verifications up to the n-th, without the rest of them.
func (f *Filling) Links(ctx context.Context, conn *pgx.Conn, upto int) error {
	var three [3]link
	at := 3
	err := copies(ctx, conn, "links",
		[]string{"position", "at", "kind", "record", "id", "login", "environment", "outcome", "person", "case", "operator", "desk", "marks", "sealed", "digest"},
		func() []any {
			if at == 3 {
				if f.done == upto {
					return nil
				}
				three, at = f.links(f.done), 0
				f.done++
			}
			l := three[at]
			at++
			return []any{l.position, moment(l.at), l.kind, l.record, l.id, l.login, l.environment, l.outcome, l.person, l.caseID, l.operator, l.desk, l.marks, l.sealed, l.digest}
		})
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, `update ringback.head set position = $1, digest = $2, at = $3 where single`, int64(f.head.Position), f.head.Digest[:], f.At(upto-1))
	return err
}

// Records adds the list and the marks of the verifications from one to another; the first link of
// the first is at 3 from + 1.
func (f *Filling) Records(ctx context.Context, conn *pgx.Conn, from, upto int) error {
	n := from
	err := copies(ctx, conn, "records",
		[]string{"position", "id", "started", "login", "environment", "outcome", "person", "case", "operator", "desk", "received", "deadline"},
		func() []any {
			if n == upto {
				return nil
			}
			r := f.record(n)
			persons, _ := personHashes(r.Person)
			n++
			return []any{
				int64(3*n - 2), r.ID, r.Started, r.Login, r.Environment, string(r.Outcome), persons[0], f.keys.current(r.Case, caseKey),
				f.keys.current(r.Operator, operatorKey), f.keys.current(r.Host, deskKey), r.Started, r.Started,
			}
		})
	if err != nil {
		return err
	}
	n = 2 * from
	return copies(ctx, conn, "marks", []string{"mark", "id", "record", "at"}, func() []any {
		if n == 2*upto {
			return nil
		}
		of, which := n/2, n%2
		n++
		return []any{f.marks(of)[32*which : 32*which+32], fmt.Sprintf("8a9856e0-f12d-4217-b320-%012d", of), int64(3*of + 1), f.At(of)}
	})
}

// LastPosition is where the last one begins.
func (f *Filling) LastPosition() uint64 { return f.head.Position - 2 }
