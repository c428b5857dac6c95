package journal

import (
	"go.etcd.io/bbolt"
)

// database is an open file of bbolt. Everything that the journal reads from such a file and writes
// into it goes through a database, its transactions, their buckets and cursors.
type database struct {
	bolt *bbolt.DB
}

// View runs do in a transaction that changes nothing.
func (d *database) View(do func(*transaction) error) error {
	return d.bolt.View(func(tx *bbolt.Tx) error { return d.run(tx, do) })
}

// Update runs do in a transaction: if it returns an error, nothing is changed.
func (d *database) Update(do func(*transaction) error) error {
	return d.bolt.Update(func(tx *bbolt.Tx) error { return d.run(tx, do) })
}

func (d *database) run(tx *bbolt.Tx, do func(*transaction) error) error {
	return do(&transaction{bolt: tx})
}

// transaction is a transaction of a database.
type transaction struct {
	bolt *bbolt.Tx
}

// Bucket returns a bucket; nil if there is none.
func (t *transaction) Bucket(name string) *bucket { return t.wrapped(t.bolt.Bucket([]byte(name))) }

// CreateBucket makes a bucket. It fails if there is one.
func (t *transaction) CreateBucket(name string) (*bucket, error) {
	b, err := t.bolt.CreateBucket([]byte(name))
	return t.wrapped(b), err
}

// CreateBucketIfNotExists makes a bucket if there is none.
func (t *transaction) CreateBucketIfNotExists(name string) (*bucket, error) {
	b, err := t.bolt.CreateBucketIfNotExists([]byte(name))
	return t.wrapped(b), err
}

func (t *transaction) wrapped(b *bbolt.Bucket) *bucket {
	if b == nil {
		return nil
	}
	return &bucket{bolt: b}
}

// bucket is a bucket of a database. What it returns is valid until the transaction ends, and is
// read by the goroutine of the transaction only: a file that is cut off meanwhile ends the program
// in any other.
type bucket struct {
	bolt *bbolt.Bucket
}

// Get returns the value of a key; nil if there is none.
func (b *bucket) Get(key []byte) []byte { return b.bolt.Get(key) }

// Put writes a value.
func (b *bucket) Put(key, value []byte) error { return b.bolt.Put(key, value) }

// Delete removes a value if there is one.
func (b *bucket) Delete(key []byte) error { return b.bolt.Delete(key) }

// ForEach calls do for every value, in the order of the keys. do must not change the bucket.
func (b *bucket) ForEach(do func(key, value []byte) error) error { return b.bolt.ForEach(do) }

// Fill sets how full a page is left when it is split, from 0.1 to 1. Whoever writes in the order of
// the keys sets it to 1.
func (b *bucket) Fill(portion float64) { b.bolt.FillPercent = portion }

// Cursor returns a cursor, which is nowhere yet.
func (b *bucket) Cursor() *cursor { return &cursor{bolt: b.bolt.Cursor()} }

// cursor moves over the keys of a bucket, which are in order. Each move returns the key and its
// value; a nil key means that there is none.
type cursor struct {
	bolt *bbolt.Cursor
}

// First moves to the first key.
func (c *cursor) First() (key, value []byte) { return c.bolt.First() }

// Last moves to the last key.
func (c *cursor) Last() (key, value []byte) { return c.bolt.Last() }

// Seek moves to a key or, if there is none, to the next one.
func (c *cursor) Seek(key []byte) (found, value []byte) { return c.bolt.Seek(key) }

// Next moves to the next key.
func (c *cursor) Next() (key, value []byte) { return c.bolt.Next() }

// Prev moves to the previous key.
func (c *cursor) Prev() (key, value []byte) { return c.bolt.Prev() }

// apart runs do in another transaction that shows the same, for another goroutine. The file is open
// for reading only.
func (t *transaction) apart(do func(*transaction) error) error {
	return (&database{bolt: t.bolt.DB()}).View(do)
}
