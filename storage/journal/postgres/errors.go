package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/jackc/pgx/v5/pgconn"

	"ringback/storage/files"
	"ringback/storage/journal"
)

// The errors of a shared journal, in addition to those of [journal.Journal]. None quotes a value.
var (
	ErrUnreachable = errors.New("the journal's database can't be reached; try again, or ask whoever runs it")
	ErrNotAllowed  = errors.New("this login may not do that in the journal; ask whoever runs its database for the role")
	ErrLogin       = errors.New("the journal's database refused the login: the password is wrong or has expired")
	ErrReadOnly    = errors.New("the journal's database only reads: it is a standby, or was set so; ask whoever runs it")
	ErrNoFunction  = errors.New("a function of the journal is missing in its database; run ringback journal migrate")
	ErrNoKeys      = errors.New("the journal's database names no keys yet; run ringback journal migrate")
	ErrOtherKey    = errors.New("this desk's key of the shared journal is another one than the journal's, under the same number; provision it again")
	ErrChain       = errors.New("the journal's database answered with a chain that doesn't fit; don't go on, and tell whoever looks after the journal")
	ErrPaused      = errors.New("the journal lacks what a desk saw in it: after a backup was restored, or because somebody changed it; nothing begins for 15 minutes")
	ErrKeysChanged = errors.New("the shared journal has other keys since this desk opened it; open it again")
	ErrUncertain   = errors.New("nobody knows whether the journal's database wrote this")
	ErrSchemaOld   = errors.New("the journal's database is older than this program; its administrator runs ringback journal migrate")
	ErrProgramOld  = errors.New("this program is older than the journal's database; install a newer one")

	errNotHashed = errors.New("postgres: not a person's hash")
	errSealed    = errors.New("postgres: the seal is broken")
)

// MissingKeyError says which key of the shared journal this desk lacks.
type MissingKeyError struct {
	Seal, Hash       uint32
	HasSeal, HasHash bool
}

func (e *MissingKeyError) Error() string {
	switch {
	case !e.HasSeal && !e.HasHash:
		return fmt.Sprintf("this desk lacks the keys of the shared journal (seal key %d, hash key %d); run ringback provision with them", e.Seal, e.Hash)
	case !e.HasSeal:
		return fmt.Sprintf("this desk lacks seal key %d of the shared journal; run ringback provision with it", e.Seal)
	}
	return fmt.Sprintf("this desk lacks hash key %d of the shared journal; run ringback provision with it", e.Hash)
}

// ServerError is an answer of the server that has no error of its own. Its code is SQLSTATE; what
// the server says may quote values, so that it isn't repeated.
type ServerError struct{ Code string }

func (e *ServerError) Error() string {
	return "the journal's database can't do it (SQLSTATE " + e.Code + "); ask whoever runs it"
}

// translated returns the error of a call in this package's words.
func translated(ctx context.Context, err error) error {
	var answered *pgconn.PgError
	var connecting *pgconn.ConnectError
	var network net.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &answered):
		return translatedCode(answered.Code)
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.As(err, &connecting), errors.As(err, &network), pgconn.Timeout(err), pgconn.SafeToRetry(err):
		return ErrUnreachable
	case errors.Is(err, context.DeadlineExceeded), lostConnection(err):
		return ErrUnreachable
	}
	return err
}

// translatedCode names what SQLSTATE says.
func translatedCode(code string) error {
	switch code {
	case "55P03", "40001", "40P01":
		return journal.ErrBusy
	case "42501":
		return ErrNotAllowed
	case "28P01", "28000":
		return ErrLogin
	case "25006":
		return ErrReadOnly
	case "42883", "3F000", "42P01", "42703", "42704":
		return ErrNoFunction
	case "53100":
		return &files.Error{Problem: files.ProblemDiskFull}
	case "22023":
		return journal.ErrRecordTooBig
	}
	if unreachableCode(code) {
		return ErrUnreachable
	}
	return &ServerError{code}
}

// unreachableCode reports whether the server is going, coming, or full of connections.
func unreachableCode(code string) bool {
	return len(code) == 5 && (code[:2] == "08" || code[:3] == "57P") || code == "53300"
}
