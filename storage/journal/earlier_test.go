package journal

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"
)

// TestAJournalOfTheVersionBefore: testdata/before-persons.db was written by the version that knew
// only a minute after a refusal. It is read as it is, its guards hold, and it needs this version
// only once something is written that the one before can't read.
func TestAJournalOfTheVersionBefore(t *testing.T) {
	written, err := os.ReadFile("testdata/before-persons.db")
	must(t, err)
	path := filepath.Join(t.TempDir(), "journal.db")
	must(t, os.WriteFile(path, written, 0o600))
	clock := newHands(noon.Add(63 * time.Second)) // its last record is a second old
	j := openedJournal(t, path, clock.now)
	ctx := t.Context()
	version := func() (n uint64) {
		edit(t, path, func(tx *bbolt.Tx) (err error) {
			n, err = positionOf(tx.Bucket([]byte(bucketFormat)).Get([]byte(formatVersion)))
			return err
		})
		return n
	}
	sound(t, j, "")
	records, err := j.List(ctx, Filter{})
	if err != nil || len(records) != 3 || records[1].ID != "refused" || records[1].Confirmed != QuestionAskedLately || records[1].Reported != (Report{}) {
		t.Fatalf("%+v, %v", records, err)
	}
	refused, open := aCaller(t, fixture{hands: clock, Journal: j}, "anna"), aCaller(t, fixture{hands: clock, Journal: j}, "bo")
	for range 2 { // the second time it is in this version's form
		if guard := refused.asked(); guard == nil || guard.Kind != ErrAskedLately {
			t.Errorf("after a refusal: %+v", guard)
		}
		if guard := open.asked(); guard == nil || guard.Kind != ErrOpenVerification {
			t.Errorf("while one is open: %+v", guard)
		}
		must(t, j.Begin(ctx, Record{ID: clock.now().String(), Started: clock.now()}, 0))
		clock.move(2 * time.Second)
	}
	if got := version(); got != 2 {
		t.Errorf("the version before can't read it any more: %d", got)
	}
	must(t, j.Fence(ctx, "refused", Report{At: clock.now(), Operator: "anna"}))
	if got := version(); got != 3 {
		t.Errorf("the version before would call it damaged: %d", got)
	}
	if guard := refused.asked(); guard == nil || guard.Kind != ErrFenced {
		t.Errorf("%+v", guard)
	}
	sound(t, j, "")
}
