package journal

import (
	"bytes"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"
)

// TestCursorOverEmptiedPages: after everything in some pages was deleted, or in all of them, a
// cursor of the same transaction finds what is left.
func TestCursorOverEmptiedPages(t *testing.T) {
	const values = 900
	for name, left := range map[string][]int{"none": nil, "the first": {0}, "the last": {values - 1}, "one": {400}, "both ends": {0, values - 1}} {
		t.Run(name, func(t *testing.T) {
			must(t, newBolt(filepath.Join(t.TempDir(), "b.db"), &bbolt.Options{NoSync: true}, func(db *database) error {
				key := func(i int) []byte { return bytes.Repeat(at(uint64(i)), 20) }
				must(t, db.Update(func(tx *transaction) error {
					b, err := tx.CreateBucket("b")
					for i := range values {
						must(t, b.Put(key(i), key(i)))
					}
					return err
				}))
				return db.Update(func(tx *transaction) error {
					b := tx.Bucket("b")
					for i := range values {
						must(t, b.Delete(key(i)))
					}
					for _, i := range left {
						must(t, b.Put(key(i), key(i)))
					}
					c := b.Cursor()
					n := len(left)
					for k, _ := c.Last(); k != nil; k, _ = c.Prev() {
						if n--; n < 0 || !bytes.Equal(k, key(left[n])) {
							t.Fatal(n, k)
						}
					}
					if n != 0 {
						t.Error("not found:", n)
					}
					return nil
				})
			}))
		})
	}
}
