package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"

	"ringback/storage/files"
	"ringback/storage/journal"
	"ringback/storage/journal/postgres/connect"
)

// The errors of a shared journal, in addition to those of [journal.Journal] and of connections,
// which are package connect's. None quotes a value; [journal.FaultOf] has the word of each.
var (
	ErrNotPermitted = journal.NewFault("not_permitted", "this login may not do that in the journal; ask whoever runs its database for the role")
	ErrNoFunction   = journal.NewFault("no_function", "a function of the journal is missing in its database; run ringback journal migrate")
	ErrNoKeys       = journal.NewFault("no_keys", "the journal's database names no keys yet; run ringback journal use-keys")
	ErrOtherKey     = journal.NewFault("other_key", "this desk's key of the shared journal is another one than the journal's, under the same number; provision it again")
	ErrChain        = journal.NewFault("chain", "the journal's database answered with a chain that doesn't fit; don't go on, and tell whoever looks after the journal")
	ErrPaused       = journal.NewFault("paused", "the journal lacks what a desk saw in it: after a backup was restored, or because somebody changed it; nothing begins for 15 minutes")
	ErrKeysChanged  = journal.NewFault("keys_changed", "the shared journal has other keys since this desk opened it; open it again")
	ErrUncertain    = journal.NewFault("uncertain", "nobody knows whether the journal's database wrote this")
	ErrSchemaOld    = journal.NewFault("schema_old", "the journal's database is older than this program; its administrator runs ringback journal migrate")
	ErrProgramOld   = journal.NewFault("program_old", "this program is older than the journal's database; install a newer one")

	errNotHashed = errors.New("postgres: not a person's hash")
	errSealed    = errors.New("postgres: the seal is broken")

	errWaits    = &sharedError{"waits", "the journal's database is busy with the writes of other desks; try again", journal.ErrBusy}
	errDiskFull = &sharedError{"disk_full", "the disk of the journal's database is full; ask whoever runs it to make room", &files.Error{Problem: files.ProblemDiskFull}}
)

// Faults returns every error of this package that has texts.
func Faults() []error {
	return []error{
		ErrNotPermitted, ErrNoFunction, ErrNoKeys, ErrOtherKey, ErrChain, ErrPaused, ErrKeysChanged, ErrUncertain, ErrSchemaOld, ErrProgramOld, errWaits, errDiskFull,
		ErrNotPrepared, ErrNotOwner, &OwnerError{}, ErrNoKeyHeld, ErrNotInChain, ErrImportTaken, ErrImportMany,
		&MissingKeyError{}, &MissingKeyError{HasHash: true}, &MissingKeyError{HasSeal: true}, &ServerError{},
	}
}

// sharedError is an error that other journals have, too, with other texts.
type sharedError struct {
	word, sentence string
	is             error
}

func (e *sharedError) Error() string                              { return e.sentence }
func (e *sharedError) Unwrap() error                              { return e.is }
func (e *sharedError) Fault() (word string, names map[string]any) { return e.word, nil }

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

// Fault is the word of the error, and the numbers of the keys.
func (e *MissingKeyError) Fault() (word string, names map[string]any) {
	names = map[string]any{"Seal": int(e.Seal), "Hash": int(e.Hash)}
	switch {
	case !e.HasSeal && !e.HasHash:
		return "no_key", names
	case !e.HasSeal:
		return "no_seal_key", names
	}
	return "no_hash_key", names
}

// ServerError is an answer of the server that has no error of its own. Its code is SQLSTATE; what
// the server says may quote values, so that it isn't repeated.
type ServerError struct{ Code string }

func (e *ServerError) Error() string {
	return "the journal's database can't do it (SQLSTATE " + e.Code + "); ask whoever runs it"
}

// Fault is the word of the error, and the server's code.
func (e *ServerError) Fault() (word string, names map[string]any) {
	return connect.Word(connect.ErrServer), map[string]any{"Code": e.Code}
}

func (j *Journal) translated(ctx context.Context, err error) error {
	return translated(ctx, err, j.explain)
}

// explaining returns what explains the errors of connections; nil names no hosts.
func explaining(explain func(error) error) func(error) error {
	if explain == nil {
		return new(connect.Connector).Explain
	}
	return explain
}

// translated returns the error of a call in this package's words, or in those of package connect.
func translated(ctx context.Context, err error, explain func(error) error) error {
	var answered *pgconn.PgError
	var connecting *pgconn.ConnectError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &connecting):
	case errors.As(err, &answered):
		if named := translatedCode(answered.Code); named != nil {
			return named
		}
	}
	if ctx.Err() != nil && answered == nil {
		return context.Cause(ctx)
	}
	known := new(connect.Error)
	switch explained := explain(err); {
	case errors.As(explained, &known):
		return known
	case answered != nil:
		return &ServerError{answered.Code}
	case pgconn.SafeToRetry(err), lostConnection(err):
		return &connect.Error{Kind: connect.ErrUnreachable}
	}
	return err
}

// translatedCode names what SQLSTATE says of the journal; nil if that is about the connection or
// nothing in particular.
func translatedCode(code string) error {
	switch code {
	case "55P03", "40001", "40P01":
		return errWaits
	case "42501":
		return ErrNotPermitted
	case "42883", "3F000", "42P01", "42703", "42704":
		return ErrNoFunction
	case "53100":
		return errDiskFull
	case "22023":
		return journal.ErrRecordTooBig
	}
	return nil
}

// unreachableCode reports whether the server is going, coming, or full of connections.
func unreachableCode(code string) bool {
	return len(code) == 5 && (code[:2] == "08" || code[:3] == "57P") || code == "53300"
}
