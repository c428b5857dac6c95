package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"ringback/storage/files"
	"ringback/storage/journal"
	"ringback/storage/journal/postgres/connect"
)

func answered(code string) error {
	return &pgconn.PgError{Code: code, Message: "secret", Detail: "secret"}
}

// TestWhatBecameOfAWrite: what the server took back or never got wasn't done; where the connection
// was lost, or the server stopped, nobody knows.
func TestWhatBecameOfAWrite(t *testing.T) {
	for _, c := range []struct {
		err          error
		again, maybe bool
	}{
		{err: nil},
		{err: answered("40001"), again: true},
		{err: answered("40P01"), again: true},
		{err: answered("55P03"), again: true},
		{err: answered("42501")},
		{err: answered("22023")},
		{err: answered("57P01"), again: true, maybe: true},
		{err: answered("08006"), again: true, maybe: true},
		{err: answered("53100")},
		{err: &pgconn.PgError{Code: "53100", SeverityUnlocalized: "PANIC"}, again: true, maybe: true},
		{err: io.ErrUnexpectedEOF, again: true, maybe: true},
		{err: fmt.Errorf("write: %w", syscall.EPIPE), again: true, maybe: true},
		{err: context.DeadlineExceeded, again: true, maybe: true},
	} {
		if again, maybe := repeatable(c.err); again != c.again || maybe != c.maybe {
			t.Errorf("%v: again %t, maybe %t", c.err, again, maybe)
		}
	}
}

// TestErrorsAreTranslated: each has words of its own, none of the server's.
func TestErrorsAreTranslated(t *testing.T) {
	for _, c := range []struct{ err, want error }{
		{err: nil},
		{err: answered("55P03"), want: journal.ErrBusy},
		{err: answered("42501"), want: ErrNotPermitted},
		{err: answered("28P01"), want: connect.ErrLogin},
		{err: answered("25006"), want: connect.ErrReadOnly},
		{err: answered("42883"), want: ErrNoFunction},
		{err: answered("22023"), want: journal.ErrRecordTooBig},
		{err: answered("57P03"), want: connect.ErrUnreachable},
		{err: answered("53300"), want: connect.ErrFull},
		{err: fmt.Errorf("read: %w", io.EOF), want: connect.ErrUnreachable},
		{err: context.DeadlineExceeded, want: connect.ErrUnreachable},
		{err: &connect.Error{Kind: connect.ErrUnknownAuthority}, want: connect.ErrUnknownAuthority},
	} {
		if got := translated(t.Context(), c.err, new(connect.Connector).Explain); !errors.Is(got, c.want) {
			t.Errorf("%v became %v, want %v", c.err, got, c.want)
		}
	}
	var full *files.Error
	if err := translated(t.Context(), answered("53100"), new(connect.Connector).Explain); !errors.As(err, &full) || full.Problem != files.ProblemDiskFull {
		t.Errorf("a full disk became %v", err)
	}
	var other *ServerError
	if err := translated(t.Context(), answered("XX000"), new(connect.Connector).Explain); !errors.As(err, &other) || err.Error() != "the journal's database can't do it (SQLSTATE XX000); ask whoever runs it" {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := translated(ctx, io.EOF, new(connect.Connector).Explain); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
