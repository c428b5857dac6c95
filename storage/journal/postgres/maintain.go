package postgres

import (
	"context"
	"crypto/sha256"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// Maintenance looks after a journal without reading what its records say. It needs none of the
// organisation's keys, so that a scheduler can have it. It is for one goroutine.
type Maintenance struct {
	o    MaintenanceOptions
	conn *pgx.Conn // nil while there is none
}

// MaintenanceOptions say how a [Maintenance] gets to the database.
type MaintenanceOptions struct {
	Connect func(context.Context) (*pgx.Conn, error)
	// Explain says what an error of a connection means; nil names no hosts.
	Explain func(error) error
}

// Maintain connects, and checks that the schema serves this program's API.
func Maintain(ctx context.Context, o MaintenanceOptions) (*Maintenance, error) {
	m := &Maintenance{o: o}
	var served []int32
	if err := m.row(ctx, callPatience, `select ringback.apis()`, []any{&served}); err != nil {
		m.Close(ctx)
		return nil, err
	}
	if err := fitting(served); err != nil {
		m.Close(ctx)
		return nil, err
	}
	return m, nil
}

// Close closes the connection, whether ctx has ended or not.
func (m *Maintenance) Close(ctx context.Context) {
	if m.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_ = m.conn.Close(ctx)
	m.conn = nil
}

// triedAgain is how often a call is made that the server takes back, since others got in its way.
const triedAgain = 10

// row is rows for an answer of one row.
func (m *Maintenance) row(ctx context.Context, patience time.Duration, statement string, into []any, args ...any) error {
	return m.rows(ctx, patience, statement, func(rows pgx.Rows) error { return rows.Scan(into...) }, args...)
}

// rows calls a function and hands its rows to scan. It makes a connection if there is none.
func (m *Maintenance) rows(ctx context.Context, patience time.Duration, statement string, scan func(pgx.Rows) error, args ...any) error {
	for tries := 1; ; tries++ {
		err := m.once(ctx, patience, statement, scan, args...)
		if !retried(err) || tries == triedAgain || ctx.Err() != nil {
			return translated(ctx, err, explaining(m.o.Explain))
		}
		pause(ctx, againAfter)
	}
}

func (m *Maintenance) once(ctx context.Context, patience time.Duration, statement string, scan func(pgx.Rows) error, args ...any) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if m.conn == nil || m.conn.IsClosed() {
		conn, err := m.o.Connect(ctx)
		if err != nil {
			return err
		}
		m.conn = conn
	}
	rows, err := m.conn.Query(ctx, statement, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// retainedAtOnce is the most links that are removed in one transaction.
const retainedAtOnce = 10_000

// Retained is what [Maintenance.Retain] did.
type Retained struct {
	Records int // removed
}

// Retain removes what is older than some days, in many transactions, and returns what it removed,
// also if it fails in between. Only a supervisor may, or a member of the owner. progress, if not
// nil, is called after each transaction with the number of records so far.
func (m *Maintenance) Retain(ctx context.Context, days int, progress func(records int)) (done Retained, err error) {
	for more := true; more; {
		var some int64
		err := m.row(ctx, longPatience, `select removed, more from ringback.retain_1($1::integer, $2::integer)`, []any{&some, &more}, int64(days), int64(retainedAtOnce))
		if err != nil {
			return done, err
		}
		if done.Records += int(some); progress != nil {
			progress(done.Records)
		}
	}
	return done, nil
}

// Erasure is a record that was erased: where it began, and the digest of that link. It says nothing
// of the record, and finds it in a backup from before it was erased.
type Erasure struct {
	Position uint64
	Digest   [sha256.Size]byte
	At       time.Time // when it was erased
}

// erasuresAtOnce is how many erasures are read or done in one call.
const erasuresAtOnce = 1000

// Erasures hands out the records that were erased and whose place in the chain still exists, in its
// order. Only a supervisor may.
func (m *Maintenance) Erasures(ctx context.Context, each func(Erasure) error) error {
	for after := int64(0); ; {
		var some []Erasure
		err := m.rows(ctx, callPatience, `select "position", digest, erased from ringback.erasures_1($1::bigint, $2::integer)`, func(rows pgx.Rows) error {
			var position, at int64
			var digest []byte
			if err := rows.Scan(&position, &digest, &at); err != nil {
				return err
			}
			if position <= after || len(digest) != sha256.Size {
				return ErrChain
			}
			after = position
			some = append(some, Erasure{uint64(position), [sha256.Size]byte(digest), moment(at)})
			return nil
		}, after, int64(erasuresAtOnce))
		if err != nil {
			return err
		}
		for _, one := range some {
			if err := each(one); err != nil {
				return err
			}
		}
		if len(some) < erasuresAtOnce {
			return nil
		}
	}
}

// ErasedAgain is what [Maintenance.EraseAgain] did.
type ErasedAgain struct {
	Records int // erased
	Open    int // not erased, because they may still be open
	Missing int // of which the chain has another link at that place, or none yet
}

// EraseAgain erases what a restored backup brought back. Only a supervisor may. It returns what it
// did, also if it fails in between.
func (m *Maintenance) EraseAgain(ctx context.Context, all []Erasure) (done ErasedAgain, err error) {
	for some := range slices.Chunk(all, erasuresAtOnce) {
		positions, digests := make([]int64, len(some)), make([][]byte, len(some))
		for i, one := range some {
			positions[i], digests[i] = int64(one.Position), one.Digest[:]
		}
		var erased, open, missing int64
		err := m.row(ctx, longPatience, `select erased, open, missing from ringback.erase_again_1($1::bigint[], $2::bytea[])`,
			[]any{&erased, &open, &missing}, positions, digests)
		if err != nil {
			return done, err
		}
		done.Records, done.Open, done.Missing = done.Records+int(erased), done.Open+int(open), done.Missing+int(missing)
	}
	return done, nil
}
