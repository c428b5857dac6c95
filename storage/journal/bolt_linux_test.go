package journal

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.etcd.io/bbolt"
)

// TestPanicReleasesTheFile: after a panic because a file was cut off, it is neither locked nor
// mapped, wherever the library was.
func TestPanicReleasesTheFile(t *testing.T) {
	for name, do := range map[string]func(db *database, cut func()) error{
		"reading": func(db *database, cut func()) error {
			return db.bolt.View(func(tx *bbolt.Tx) error {
				cut()
				return tx.ForEach(func([]byte, *bbolt.Bucket) error { return nil })
			})
		},
		"writing": func(db *database, cut func()) error {
			return db.bolt.Update(func(tx *bbolt.Tx) error {
				cut()
				_, err := tx.CreateBucket([]byte("another"))
				return err
			})
		},
		"copying": func(db *database, cut func()) error {
			must(t, db.checkAll())
			cut()
			return db.View(func(tx *transaction) error {
				return newBolt(db.bolt.Path()+".new", new(bbolt.Options), func(to *database) error { return copyBucket(tx, to, bucketRecords) })
			})
		},
		"of our own": func(db *database, _ func()) error {
			return db.Update(func(*transaction) error { panic("a test") })
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "journal.db")
			j := openedJournal(t, path, nil)
			someRecords(t, j, newHands(noon), 12)
			whole, err := os.ReadFile(path)
			must(t, err)
			err = openBolt(path, false, func(db *database) error {
				return do(db, func() { must(t, os.Truncate(path, 2*4096)) })
			})
			if !errors.Is(err, ErrDamaged) || !errors.Is(err, errPanicked) {
				t.Errorf("%v", err)
			}
			maps, err := os.ReadFile("/proc/self/maps")
			must(t, err)
			if strings.Contains(string(maps), path) {
				t.Error("it is still mapped")
			}
			must(t, os.WriteFile(path, whole, 0o600))
			must(t, j.Begin(t.Context(), Record{ID: "later", Started: noon}, 0))
			sound(t, j, "")
		})
	}
}
