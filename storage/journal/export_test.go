package journal

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ringback/storage/secrets"
)

// openBolt opens a file that nothing is known of.
func openBolt(path string, readOnly bool, do func(*database) error) error {
	return opening{path, readOnly, new(voucher)}.run(do)
}

// FilledJournal makes a journal of n records, all from the last 30 days, for the benchmark of the
// desk. It returns the secrets with the journal's key.
func FilledJournal(t testing.TB, path string, n int) *secrets.Store {
	t.Helper()
	store := secretsOver(t, keyringWith(7))
	j, err := OpenFile(t.Context(), path, store, FileOptions{})
	must(t, err)
	fill(t, j, n, (Retention-24*time.Hour)/time.Duration(n))
	must(t, j.Close())
	return store
}

// What the conformance tests need from inside.

// OpenForTest opens a journal.
func OpenForTest(t testing.TB, path string, now func() time.Time) *File {
	t.Helper()
	return openedJournal(t, path, now)
}

// OpenBesideForTest opens a desk's own part of a shared journal.
func OpenBesideForTest(t testing.TB, folder string, now func() time.Time) *Beside {
	t.Helper()
	b, err := OpenBeside(t.Context(), folder, secretsOver(t, keyringWith(7)), FileOptions{Now: now})
	must(t, err)
	t.Cleanup(func() { _ = b.Close() })
	return b
}

// Vanish ends the program of a journal as the system does it, without informing the journal.
func (j *File) Vanish() { _ = j.here.file.Close() }

// Known returns what the journal knows of persons apart from its records.
func (j *Memory) Known(*testing.T) string {
	if len(j.standings.by)+len(j.standings.pairs) == 0 {
		return ""
	}
	return fmt.Sprint(len(j.standings.by), " ", len(j.standings.pairs))
}

// Known returns what the journal knows of persons apart from its records.
func (j *File) Known(t *testing.T) (known string) {
	t.Helper()
	must(t, j.reading(t.Context(), func(l *content) error {
		known = fmt.Sprint(l.tx.Bucket(bucketStandings).bolt.Stats().KeyN, " ", l.tx.Bucket(bucketPairs).bolt.Stats().KeyN)
		return nil
	}))
	return strings.TrimPrefix(known, "0 0")
}
