package journal

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"ringback/ciba"
)

func fileUnder(t *testing.T, path string, key byte) (*File, error) {
	t.Helper()
	of := func(purpose byte) []byte { return bytes.Repeat([]byte{key, purpose}, keySize/2) }
	j, err := OpenFileUnder(t.Context(), path, FileKeys{Seal: of(1), Person: of(2), CPR: of(3), Mark: of(4), Index: of(5), Name: of(6)}, FileOptions{})
	if err == nil {
		t.Cleanup(func() { _ = j.Close() })
	}
	return j, err
}

// TestAFileUnderGivenKeys: it opens under the same keys only, and asks no keyring.
func TestAFileUnderGivenKeys(t *testing.T) {
	path := filepath.Join(t.TempDir(), "local", "journal-local.db")
	j, err := fileUnder(t, path, 7)
	if err != nil {
		t.Fatal(err)
	}
	must(t, j.Begin(t.Context(), Record{ID: "1", Started: time.Now(), Environment: "pp", Kind: "test", Person: "p"}, 0))
	must(t, j.Close())
	if _, err := fileUnder(t, path, 8); !errors.Is(err, ErrKeyLost) {
		t.Errorf("another key: %v", err)
	}
	j, err = fileUnder(t, path, 7)
	if err != nil {
		t.Fatal(err)
	}
	if has, err := j.Has(t.Context(), "1"); !has || err != nil {
		t.Error(has, err)
	}
	if has, err := j.Has(t.Context(), "2"); has || err != nil {
		t.Error(has, err)
	}
	next := Record{ID: "2", Started: time.Now(), Environment: "pp", Kind: "test", Person: "p"}
	if err := j.Guarded(t.Context(), next, 0); !errors.Is(err, ErrOpenVerification) {
		t.Error(err)
	}
	if n, err := j.Count(t.Context(), Filter{}); n != 1 || err != nil {
		t.Error(n, err)
	}
	must(t, os.Remove(path))
	if err := j.Guarded(t.Context(), next, 0); err != nil {
		t.Error("after the file was removed:", err)
	}
}

// TestWhatIsHandedInFromAFile: what has ended and is done, the oldest first, and what is longer
// than it was when it was read stays.
func TestWhatIsHandedInFromAFile(t *testing.T) {
	j, err := fileUnder(t, filepath.Join(t.TempDir(), "journal-local.db"), 7)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Now().UTC().Truncate(time.Second)
	for _, id := range []string{"1", "2", "3", "4"} {
		must(t, j.Begin(t.Context(), Record{ID: id, Started: at, Environment: "pp", Kind: "test", Person: PersonHash("p" + id)}, 0))
	}
	for _, id := range []string{"2", "1", "4"} {
		_, err := j.Receive(t.Context(), id, at, []string{"mark " + id})
		must(t, err)
		must(t, j.End(t.Context(), id, Ending{At: at, Outcome: ciba.Refused}))
		all, _, err := j.Whole(t.Context(), 9)
		must(t, err)
		if slices.ContainsFunc(all, func(w Whole) bool { return w.Record.ID == id }) {
			t.Errorf("%s goes while it may still be shown", id)
		}
		must(t, j.Done(t.Context(), id))
	}
	some, left, err := j.Whole(t.Context(), 2)
	if err != nil || left != 0 || len(some) != 2 || some[0].Record.ID != "1" || some[1].Record.ID != "2" {
		t.Fatalf("%+v, %d, %v", some, left, err)
	}
	all, left, err := j.Whole(t.Context(), 9)
	if err != nil || left != 1 || len(all) != 3 || all[2].Record.ID != "4" {
		t.Fatalf("%+v, %d, %v", all, left, err)
	}
	must(t, j.Fence(t.Context(), "2", Report{At: at, Operator: "anna"}))
	must(t, j.HandedIn(t.Context(), all))
	all, left, err = j.Whole(t.Context(), 9)
	if err != nil || left != 1 || len(all) != 1 || all[0].Record.ID != "2" || all[0].Record.Reported.Operator != "anna" {
		t.Fatalf("%+v, %d, %v", all, left, err)
	}
	must(t, j.HandedIn(t.Context(), all))
	if records, err := j.List(t.Context(), Filter{}); err != nil || len(records) != 1 || records[0].ID != "3" {
		t.Errorf("%+v, %v", records, err)
	}
	if seen, err := j.Seen(t.Context(), "9", []string{"mark 1"}); seen || err != nil {
		t.Error("a mark stayed", seen, err)
	}
	if err := j.Guarded(t.Context(), Record{ID: "9", Started: at, Kind: "test", Person: "p1"}, 0); !errors.Is(err, ErrAskedLately) {
		t.Error("what the guard goes by went:", err)
	}
	if audit, err := j.Verify(t.Context(), ""); err != nil || audit.Fault != nil {
		t.Errorf("%+v, %v", audit, err)
	}
}
