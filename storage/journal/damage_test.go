// The race detector checks each pointer of the library and ends the program if a damaged page
// contains a wrong one. Without it, as users run the program, that is a fault that the journal
// handles.

//go:build !race

package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"ringback/ciba"
)

// tells returns all that a journal says about its records, and where it ends.
func tells(ctx context.Context, j Journal) (string, error) {
	page, err := j.Page(ctx, Filter{})
	told := fmt.Sprint(page)
	person, unhashed := j.HashPerson(ctx, Named("0"))
	err = errors.Join(err, unhashed)
	for _, filter := range []Filter{{Person: person}, {Case: "2026-17"}, {Outcomes: []ciba.Outcome{ciba.Verified}}, {From: noon, Until: noon.Add(time.Hour)}} {
		page, failed := j.Page(ctx, filter)
		told += fmt.Sprint(page)
		err = errors.Join(err, failed)
	}
	return told, err
}

// saysDamaged reports whether an error means that a journal can't be read.
func saysDamaged(err error) bool {
	return errors.Is(err, ErrDamaged) || errors.Is(err, ErrKeyLost) || errors.Is(err, ErrNewer)
}

// TestSomeDamages: whatever a few bytes of the file become, what the journal says is right, or it
// says that it is damaged. Nothing panics, nothing hangs, little memory is used, and what was
// written before is still there after the next write.
func TestSomeDamages(t *testing.T) {
	damages(t, []harm{{records: 1, damages: 80}, {records: 12, damages: 70}, {records: 60, damages: 50}})
}

// harm is how often a journal of a number of records is damaged.
type harm struct{ records, damages int }

func damages(t *testing.T, cases []harm) {
	t.Helper()
	random := rand.New(rand.NewPCG(3, 4))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, c := range cases {
		t.Run(fmt.Sprint(c.records, " records"), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "journal.db")
			clock := newHands(noon)
			j := openedJournal(t, path, clock.now)
			if c.records > 100 {
				fill(t, j, c.records, 1)
			} else {
				someRecords(t, j, clock, c.records)
			}
			whole, err := os.ReadFile(path)
			must(t, err)
			told, err := tells(t.Context(), j)
			must(t, err)
			panicked, silent, named, unharmed := 0, 0, 0, 0
			for i := range c.damages {
				broken := bytes.Clone(whole)
				from := random.IntN(len(whole))
				if i%3 == 0 { // the frame of a page, where it hurts most
					from = from&^4095 + random.IntN(96)
				}
				for at := from; at < min(len(whole), from+1+random.IntN(8)); at++ {
					broken[at] = byte(random.Uint32())
				}
				place := fmt.Sprintf("damage %d at %#x", i, from)
				must(t, os.WriteFile(path, broken, 0o600))
				audit, audited := j.Verify(t.Context(), "")
				is, listed := tells(t.Context(), j)
				switch {
				case audited == nil && audit.Fault == nil:
					unharmed++
					if listed != nil {
						t.Fatalf("%s: said to be sound, and yet %v", place, listed)
					}
				case audited == nil:
					named++
				case saysDamaged(audited):
					silent++
				default:
					t.Fatalf("%s: %v", place, audited)
				}
				if listed == nil && is != told || listed != nil && !saysDamaged(listed) {
					t.Fatalf("%s: it tells something else, %v", place, listed)
				}
				if errors.Is(audited, errPanicked) || errors.Is(listed, errPanicked) {
					panicked++
				}
				// A used token isn't new, and a write destroys nothing.
				seen, err := j.Receive(t.Context(), "another", clock.now(), []string{usedMark(c.records)})
				if err != nil && !saysDamaged(err) || err == nil && !seen {
					t.Fatalf("%s: seen %t, %v", place, seen, err)
				}
				if i%20 == 0 || audited == nil && audit.Fault == nil && i%4 == 0 {
					begun := j.Begin(t.Context(), Record{ID: "new", Started: clock.now()}, 0)
					if begun != nil && !saysDamaged(begun) {
						t.Fatalf("%s: %v", place, begun)
					}
					if audited == nil && audit.Fault == nil && begun == nil {
						if audit, err := j.Verify(t.Context(), ""); err != nil || audit.Fault != nil {
							t.Fatalf("%s: % x became % x, and a write spoiled it: %+v, %v", place, whole[from:from+8], broken[from:from+8], audit.Fault, err)
						}
					}
				}
			}
			t.Logf("%d bytes: %d damaged, %d named, %d unharmed, %d panics", len(whole), silent, named, unharmed, panicked)
			if panicked != 0 {
				t.Error("the library panicked")
			}
		})
	}
	runtime.ReadMemStats(&after)
	if grown := int64(after.Sys) - int64(before.Sys); grown > 200<<20 {
		t.Errorf("it took %d MB", grown>>20)
	}
}

// usedMark returns a mark that the journals of this test know.
func usedMark(records int) string {
	if records > 100 {
		return fmt.Sprintf("token 8a9856e0-f12d-4217-b320-%012d", records/2)
	}
	return fmt.Sprint("token ", records/2)
}

// asItWas returns a record as it was when it began and when its answer came. Freed pages still hold
// those, and a changed pointer can lead there.
func asItWas(r Record) []Record {
	received := r
	received.Ending = Ending{}
	begun := received
	begun.Received = time.Time{}
	return []Record{begun, received}
}

// TestSomeBytesOfTheFile: whatever byte is changed, the program works, and reports nothing that
// wasn't written. If it reports an earlier state, Verify finds that.
func TestSomeBytesOfTheFile(t *testing.T) { changedBytes(t, 150) }

func changedBytes(t *testing.T, changes int) {
	t.Helper()
	j, _ := journalOf(t, 30)
	whole, err := os.ReadFile(j.path)
	must(t, err)
	records, err := j.List(t.Context(), Filter{})
	must(t, err)
	told, earlier := make(map[string]string), make(map[string]bool)
	for _, r := range records {
		told[r.ID] = fmt.Sprint(r)
		for _, was := range asItWas(r) {
			earlier[fmt.Sprint(was)] = true
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	damaged, unharmed, named := 0, 0, 0
	for i := range changes {
		at := random.IntN(len(whole))
		if i%2 == 0 { // the frame of a page, where it hurts most
			at = at&^4095 + random.IntN(200)
		}
		broken := bytes.Clone(whole)
		broken[at] ^= 1 << random.IntN(8)
		must(t, os.WriteFile(j.path, broken, 0o600))
		audit, audited := j.Verify(t.Context(), "")
		switch err := audited; {
		case err == nil && audit.Fault == nil:
			unharmed++ // an unused page
			if audit.Records != 30 {
				t.Fatalf("byte %d: %+v", at, audit)
			}
		case err == nil:
			named++
		case errors.Is(err, ErrDamaged), errors.Is(err, ErrKeyLost), errors.Is(err, ErrNewer):
			damaged++
		default:
			t.Fatalf("byte %d: %v", at, err)
		}
		found, err := j.List(t.Context(), Filter{})
		for _, r := range found {
			switch is := fmt.Sprint(r); {
			case told[r.ID] == is:
			case !earlier[is]:
				t.Fatalf("byte %d: a record that wasn't written: %+v, %v", at, r, err)
			case audited == nil && audit.Fault == nil:
				t.Fatalf("byte %d: a record as it was, and the journal is said to be sound: %+v", at, r)
			}
		}
		after, err := os.ReadFile(j.path)
		if err != nil || !bytes.Equal(after, broken) {
			t.Fatalf("byte %d: reading changed the file, %v", at, err)
		}
	}
	t.Logf("%d damaged, %d named, %d in no use", damaged, named, unharmed)
	if damaged == 0 || named == 0 {
		t.Error("one of the ways was never taken")
	}
}
