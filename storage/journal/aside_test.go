package journal

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"
)

// TestAJournalThatPanickedCanBeMovedAside: on Windows a file that is mapped can't be removed, cut
// off or replaced. After a panic in the library nothing of it is held, so it can be moved aside,
// removed, and a new journal begun.
func TestAJournalThatPanickedCanBeMovedAside(t *testing.T) {
	for name, do := range map[string]func(db *bbolt.DB) error{
		"reading": func(db *bbolt.DB) error { return db.View(func(*bbolt.Tx) error { panic("a test") }) },
		"writing": func(db *bbolt.DB) error {
			return db.Update(func(tx *bbolt.Tx) error {
				if _, err := tx.CreateBucket([]byte("another")); err != nil {
					return err
				}
				panic("a test")
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "journal.db")
			j := openedJournal(t, path, nil)
			someRecords(t, j, newHands(noon), 3)
			for range 2 { // it can be looked at again, and panics again
				if err := openBolt(path, name == "reading", func(db *database) error { return do(db.bolt) }); !errors.Is(err, errPanicked) {
					t.Fatal(err)
				}
			}
			moved, err := MoveAside(t.Context(), path, noon)
			must(t, err)
			must(t, j.Begin(t.Context(), Record{ID: "later", Started: noon}, 0))
			sound(t, j, "")
			must(t, os.Truncate(moved, 0))
			must(t, os.Remove(moved))
		})
	}
}
