package journal

import (
	"errors"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"ringback/storage/secrets"
)

// What the test of the whole program needs of the tests of the journal.

// SystemCall is one that a program is about to make.
type SystemCall struct {
	Program, Thread int
	Number          uint64
	Arguments       [6]uint64
}

// KilledBefore runs this test binary as a second program and kills it; see
// killedBefore.
func KilledBefore(at int, counts func(SystemCall) bool, arguments ...string) (said string, calls int, ended bool, err error) {
	return killedBefore(at, func(pid, thread int, call syscallInfo) bool {
		return counts(SystemCall{Program: pid, Thread: thread, Number: call.nr, Arguments: call.args})
	}, arguments...)
}

// Untraceable reports whether no program can be traced here.
func Untraceable(err error) bool {
	return errors.Is(err, unix.EPERM) || errors.Is(err, unix.ENOSYS)
}

// FillJournal makes a journal of so many records, all from the last 30 days.
func FillJournal(t testing.TB, path string, store *secrets.Store, n int) {
	t.Helper()
	j, err := OpenFile(t.Context(), path, store, FileOptions{})
	must(t, err)
	fill(t, j, n, (Retention-24*time.Hour)/time.Duration(n))
	must(t, j.Close())
}

// UnderRace is true with the race detector.
const UnderRace = underRace
