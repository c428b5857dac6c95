package journal

import (
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
