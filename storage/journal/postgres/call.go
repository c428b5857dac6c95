package postgres

import (
	"context"
	"errors"
	"io"
	"net"
	"syscall"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// How long this package waits.
const (
	callPatience = 5 * time.Second  // for one call
	longPatience = 10 * time.Minute // for one that removes or counts everything
	againFor     = 10 * time.Second // with asking again what became of a write
	againAfter   = 100 * time.Millisecond
)

// lostConnection reports whether a connection went while it was used.
func lostConnection(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// read calls a function that writes nothing and hands its rows to scan.
func (j *Journal) read(ctx context.Context, statement string, scan func(pgx.Rows) error, args ...any) error {
	return j.readWithin(ctx, j.patience, statement, scan, args...)
}

func (j *Journal) readWithin(ctx context.Context, patience time.Duration, statement string, scan func(pgx.Rows) error, args ...any) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	within, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	rows, err := j.pool.Query(within, statement, args...)
	if pgconn.SafeToRetry(err) { // the pool's connection was gone, and nothing was sent
		rows, err = j.pool.Query(within, statement, args...)
	}
	if err != nil {
		return j.translated(ctx, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return j.translated(ctx, rows.Err())
}

// readRow is read for the one row of an answer.
func (j *Journal) readRow(ctx context.Context, statement string, into []any, args ...any) error {
	return j.read(ctx, statement, func(rows pgx.Rows) error { return rows.Scan(into...) }, args...)
}

// longRow is readRow for what can take minutes.
func (j *Journal) longRow(ctx context.Context, statement string, into []any, args ...any) error {
	return j.readWithin(ctx, longPatience, statement, func(rows pgx.Rows) error { return rows.Scan(into...) }, args...)
}

// writing is a call of a function that writes.
type writing struct {
	statement string
	// what tells one write from another, if its caller makes it again when nobody knows what became
	// of it; else "".
	what string
	args []any // the last one is sealed
}

// write calls a function that writes, with an id of the write as its first argument. If the
// connection is lost meanwhile, it asks again what became of it, on others. [ErrUncertain]: nobody
// could tell within 10 seconds; the same write, made again later, is the same for the database. It
// returns what was sealed, which then is that of the first time.
func (j *Journal) write(ctx context.Context, w writing) (a answer, sealed []byte, err error) {
	if ctx.Err() != nil {
		return answer{}, nil, context.Cause(ctx)
	}
	args := j.uncertainOf(w)
	a, err = j.written(ctx, w.statement, args)
	j.remember(w, args, errors.Is(err, ErrUncertain))
	sealed, _ = args[len(args)-1].([]byte)
	return a, sealed, err
}

// uncertainOf returns the arguments of a write: with the id that it had before, or a new one.
func (j *Journal) uncertainOf(w writing) []any {
	j.mu.Lock()
	defer j.mu.Unlock()
	if args, is := j.uncertain[w.what]; is && w.what != "" {
		return args
	}
	return append([]any{uuid.New()}, w.args...)
}

// remember keeps the arguments of a write as long as nobody knows what became of it.
func (j *Journal) remember(w writing, args []any, uncertain bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if uncertain && w.what != "" {
		j.uncertain[w.what] = args
	} else {
		delete(j.uncertain, w.what)
	}
}

// written makes a write until its answer is known.
func (j *Journal) written(ctx context.Context, statement string, args []any) (a answer, err error) {
	since := time.Now()
	uncertain := false
	for again := false; ; again = true {
		a, err = j.writeOnce(ctx, again, statement, args)
		repeats, maybe := repeatable(err)
		uncertain = uncertain || maybe
		if !repeats || ctx.Err() != nil || time.Since(since) > j.again {
			break
		}
		var connecting *pgconn.ConnectError
		if stale := !again && pgconn.SafeToRetry(err) && !errors.As(err, &connecting); !uncertain && !retried(err) && !stale {
			break // it never began, so that nobody need ask
		}
		pause(ctx, againAfter)
	}
	switch {
	case err == nil:
		return a, nil
	case uncertain:
		return answer{}, errors.Join(ErrUncertain, j.translated(ctx, err))
	}
	return answer{}, j.translated(ctx, err)
}

// writeOnce calls a writing function once; again on a connection of its own: those of the pool may
// all have been lost, and it takes the pool a while to find out.
func (j *Journal) writeOnce(ctx context.Context, again bool, statement string, args []any) (a answer, err error) {
	within, cancel := context.WithTimeout(ctx, j.patience)
	defer cancel()
	if !again {
		err = j.pool.QueryRow(within, statement, args...).Scan(a.into()...)
		return a, err
	}
	conn, err := j.connect(within)
	if err != nil {
		return a, err
	}
	defer func() { _ = conn.Close(within) }()
	err = conn.QueryRow(within, statement, args...).Scan(a.into()...)
	return a, err
}

// connect makes a connection as the pool does.
func (j *Journal) connect(ctx context.Context) (*pgx.Conn, error) {
	pool := j.pool.Config()
	if pool.BeforeConnect != nil {
		if err := pool.BeforeConnect(ctx, pool.ConnConfig); err != nil {
			return nil, err
		}
	}
	return pgx.ConnectConfig(ctx, pool.ConnConfig)
}

// repeatable reports whether a write can be called again with its id, and whether it may have been
// done.
func repeatable(err error) (again, maybe bool) {
	var answered *pgconn.PgError
	var connecting *pgconn.ConnectError
	switch {
	case err == nil:
		return false, false
	case retried(err):
		return true, false
	case errors.As(err, &connecting), pgconn.SafeToRetry(err):
		return true, false // nothing was sent
	case errors.As(err, &answered) && answered.Code == "55P03":
		return true, false // it waited too long, perhaps for the first call with this id
	case errors.As(err, &answered):
		// The server stopped, as it also does if it can't write its log: it may have done it just
		// before.
		stopped := unreachableCode(answered.Code) || answered.SeverityUnlocalized == "PANIC"
		return stopped, stopped
	}
	return true, true
}

// retried reports whether the server took a write back and asks for another try.
func retried(err error) bool {
	var answered *pgconn.PgError
	return errors.As(err, &answered) && (answered.Code == "40001" || answered.Code == "40P01")
}

// pause waits.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
