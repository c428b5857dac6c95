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
)

// tells is all that a journal tells of its records, and where it ends.
func tells(ctx context.Context, j Journal) (string, error) {
	page, err := j.Page(ctx, Filter{})
	return fmt.Sprint(page), err
}

// saysDamaged reports whether an error says that a journal can't be read.
func saysDamaged(err error) bool {
	return errors.Is(err, ErrDamaged) || errors.Is(err, ErrKeyLost) || errors.Is(err, ErrNewer)
}

// TestTenThousandDamages: whatever a few bytes of the file become, what the
// journal tells is right, or it says that it is damaged. Nothing panics,
// nothing hangs, little memory is taken, and what was written before is still
// there after the next write.
func TestTenThousandDamages(t *testing.T) {
	if underRace {
		t.Skip("the run without the race detector tries this")
	}
	random := rand.New(rand.NewPCG(3, 4))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, c := range []struct{ records, damages int }{{1, 4000}, {12, 3500}, {60, 2200}, {700, 300}} {
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
				if i%3 == 0 { // the frame of a page, where it hurts
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
				// A used token isn't new, and a write spoils nothing.
				seen, err := j.Receive(t.Context(), "another", clock.now(), []string{usedMark(c.records)})
				if err != nil && !saysDamaged(err) || err == nil && !seen {
					t.Fatalf("%s: seen %t, %v", place, seen, err)
				}
				if i%20 == 0 || audited == nil && audit.Fault == nil && i%4 == 0 {
					begun := j.Begin(t.Context(), Record{ID: "new", Started: clock.now()})
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

// usedMark is a mark that the journals of this test know.
func usedMark(records int) string {
	if records > 100 {
		return fmt.Sprintf("token 8a9856e0-f12d-4217-b320-%012d", records/2)
	}
	return fmt.Sprint("token ", records/2)
}
