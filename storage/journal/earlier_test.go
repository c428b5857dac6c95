package journal

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"ringback/ciba"
)

// earlier is a file in testdata that a program wrote which knew no later format.
type earlier struct {
	format  uint64
	head    string // noted then
	records string // ids and outcomes
	after   time.Duration
}

// earliers returns the files of all formats before the index.
func earliers() []earlier {
	return []earlier{
		{format: 1, head: "13-9690-6e40-5983-e06b-4d4d", records: "refused refused; late ; 2 verified; 1 verified; ", after: 190 * time.Second},
		{format: 2, records: "open ; refused refused; 0 verified; ", after: 63 * time.Second},
		{format: 3, head: "14-351b-3220-e656-cf8e-155e", records: "refused refused; late ; 2 verified; 1 verified; ", after: 190 * time.Second},
	}
}

// copied writes the file elsewhere.
func (e earlier) copied(t *testing.T, path string) {
	t.Helper()
	written, err := os.ReadFile(fmt.Sprintf("testdata/format-%d.db", e.format))
	must(t, err)
	must(t, os.MkdirAll(filepath.Dir(path), 0o700))
	must(t, os.WriteFile(path, written, 0o600))
}

// formatOf returns the format of a journal's file.
func formatOf(t *testing.T, path string) (n uint64) {
	t.Helper()
	edit(t, path, func(tx *bbolt.Tx) (err error) {
		n, err = positionOf(tx.Bucket([]byte(bucketFormat)).Get([]byte(formatVersion)))
		return err
	})
	return n
}

// chainOf returns the chain of a journal's file, byte by byte.
func chainOf(t *testing.T, path string) (chain []byte) {
	t.Helper()
	edit(t, path, func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte(bucketChain)).ForEach(func(key, value []byte) error {
			chain = append(append(chain, key...), value...)
			return nil
		})
	})
	return chain
}

// listed returns ids and outcomes.
func listed(records []Record) (all string) {
	for _, r := range records {
		all += fmt.Sprintf("%s %s; ", r.ID, r.Outcome)
	}
	return all
}

// TestJournalsOfEarlierFormats: they are taken over when they are opened, whole: what they tell,
// the chain with the heads that were noted, the guard and the marks.
func TestJournalsOfEarlierFormats(t *testing.T) {
	for _, e := range earliers() {
		t.Run(fmt.Sprint(e.format), func(t *testing.T) {
			ctx := t.Context()
			path := filepath.Join(t.TempDir(), "data", "journal.db")
			e.copied(t, path)
			before := chainOf(t, path)
			clock := newHands(noon.Add(e.after))
			j := openedJournal(t, path, clock.now)
			if n := formatOf(t, path); n != journalFormat {
				t.Errorf("its format is %d", n)
			}
			if !bytes.Equal(chainOf(t, path), before) {
				t.Error("the chain was changed")
			}
			sound(t, j, e.head)
			records, err := j.List(ctx, Filter{})
			if err != nil || listed(records) != e.records {
				t.Errorf("%s, %v", listed(records), err)
			}
			for _, r := range records {
				filter := Filter{Person: r.Person, Case: r.Case, Outcomes: []ciba.Outcome{r.Outcome}, From: r.Started, Until: r.Started.Add(1)}
				if found, err := j.List(ctx, filter); err != nil || listed(found) != listed([]Record{r}) {
					t.Errorf("%s is found as %s, %v", r.ID, listed(found), err)
				}
			}
			for mark, want := range map[string]bool{"token late": e.head != "", "token nobody": e.head != "", "token 1": e.head != "", "token 0": e.head == ""} {
				if seen, err := j.Seen(ctx, "x", []string{mark}); seen != want || err != nil {
					t.Errorf("%s was seen: %t, %v", mark, seen, err)
				}
			}
			must(t, j.Begin(ctx, Record{ID: "after", Started: clock.now()}, 0))
			sound(t, j, e.head)
		})
	}
}

// TestMarksThatCameBeforeTheirRecord go with it.
func TestMarksThatCameBeforeTheirRecord(t *testing.T) {
	for _, e := range earliers() {
		if e.head == "" {
			continue
		}
		ctx := t.Context()
		path := filepath.Join(t.TempDir(), "journal.db")
		e.copied(t, path)
		clock := newHands(noon.Add(e.after))
		j := openedJournal(t, path, clock.now)
		clock.move(time.Hour) // it may be open no longer
		if erased, err := j.Erase(ctx, Filter{Person: personIn(t, j, "late")}); erased.Records != 1 || err != nil {
			t.Fatal(erased, err)
		}
		for mark, want := range map[string]bool{"token late": false, "token nobody": true} {
			if seen, err := j.Seen(ctx, "x", []string{mark}); seen != want || err != nil {
				t.Errorf("%s was seen: %t, %v", mark, seen, err)
			}
		}
		clock.move(6 * 24 * time.Hour)
		if _, err := j.Retain(ctx, minKeep); err != nil {
			t.Fatal(err)
		}
		if seen, err := j.Seen(ctx, "x", []string{"token nobody"}); seen || err != nil {
			t.Errorf("the mark of nobody stayed, %v", err)
		}
		sound(t, j, e.head)
	}
}

// TestTheGuardOfTheFormatBefore: testdata/format-2.db knew only a minute after a refusal. Its
// guards hold.
func TestTheGuardOfTheFormatBefore(t *testing.T) {
	e := earliers()[1]
	path := filepath.Join(t.TempDir(), "journal.db")
	e.copied(t, path)
	clock := newHands(noon.Add(e.after)) // its last record is a second old
	j := openedJournal(t, path, clock.now)
	ctx := t.Context()
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
	must(t, j.Fence(ctx, "refused", Report{At: clock.now(), Operator: "anna"}))
	if guard := refused.asked(); guard == nil || guard.Kind != ErrFenced {
		t.Errorf("%+v", guard)
	}
	sound(t, j, "")
}

// TestADamagedJournalOfAnEarlierFormat is left as it is.
func TestADamagedJournalOfAnEarlierFormat(t *testing.T) {
	for _, e := range earliers() {
		path := filepath.Join(t.TempDir(), "journal.db")
		e.copied(t, path)
		edit(t, path, func(tx *bbolt.Tx) error {
			key, sealed := tx.Bucket([]byte(bucketRecords)).Cursor().Last()
			broken := bytes.Clone(sealed)
			broken[20] ^= 1 // of the front
			return replace(tx, bucketRecords, slices.Clone(key), broken)
		})
		before, err := os.ReadFile(path)
		must(t, err)
		_, err = OpenFile(t.Context(), path, secretsOver(t, keyringWith(7)), FileOptions{})
		wants(t, err, ErrDamaged)
		if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
			t.Error("it was changed", err)
		}
		onlyFiles(t, filepath.Dir(path), "journal.db", "journal.lock")
	}
}

// TestAnEarlierFormatInPlaceOfAJournal: somebody puts an old copy back while the program runs.
func TestAnEarlierFormatInPlaceOfAJournal(t *testing.T) {
	e := earliers()[2]
	path := filepath.Join(t.TempDir(), "journal.db")
	clock := newHands(noon.Add(e.after))
	j := openedJournal(t, path, clock.now)
	e.copied(t, path)
	records, err := j.List(t.Context(), Filter{})
	if err != nil || listed(records) != e.records || formatOf(t, path) != 3 {
		t.Errorf("%s, %v, format %d", listed(records), err, formatOf(t, path))
	}
	sound(t, j, e.head)
	for _, r := range records {
		if n, err := j.Count(t.Context(), Filter{Person: r.Person, Case: r.Case, Outcomes: []ciba.Outcome{r.Outcome}}); n != 1 || err != nil {
			t.Errorf("%s is found %d times, %v", r.ID, n, err)
		}
	}
	must(t, j.Begin(t.Context(), Record{ID: "after", Started: clock.now()}, 0))
	if n := formatOf(t, path); n != journalFormat {
		t.Errorf("its format is %d", n)
	}
	sound(t, j, e.head)
}
