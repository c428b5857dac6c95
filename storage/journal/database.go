package journal

import (
	"errors"
	"os"

	"go.etcd.io/bbolt"
)

// database is an open file of bbolt. Everything that the journal reads from such a file and writes
// into it goes through a database, its transactions, their buckets and cursors: they check each
// page before the library uses it.
type database struct {
	bolt  *bbolt.DB
	file  *os.File
	frame *frame // nil if the file is new, or is copied whole
}

// View runs do in a transaction that changes nothing. If a page is damaged that do uses, View
// returns an error, whatever do returns.
func (d *database) View(do func(*transaction) error) error {
	return d.bolt.View(func(tx *bbolt.Tx) error { return d.run(tx, do) })
}

// Update runs do in a transaction. If do returns an error, or a page is damaged that it uses,
// nothing is changed.
func (d *database) Update(do func(*transaction) error) error {
	if err := d.bolt.Update(func(tx *bbolt.Tx) error { return d.run(tx, do) }); err != nil || d.frame == nil {
		return err
	}
	return d.written()
}

func (d *database) run(tx *bbolt.Tx, do func(*transaction) error) error {
	t := &transaction{bolt: tx, of: d, frame: d.frame}
	err := do(t)
	if t.fault != nil {
		return damaged(d.bolt.Path(), t.fault)
	}
	return err
}

// unchanged looks whether another program wrote after the pages were looked at, and before the
// library locked the file: a reader does without our lock where nothing can be written.
func (d *database) unchanged() error {
	meta, err := readMeta(d.file)
	if err == nil && meta == d.frame.meta {
		return nil
	}
	info, err := d.file.Stat()
	if err == nil {
		d.frame, err = openFrame(d.file, info.Size(), d.frame.list)
	}
	return damaged(d.bolt.Path(), err)
}

// written reads what is known of the pages anew, and vouches for the list of those that are free.
func (d *database) written() error {
	var fresh *frame
	info, err := d.file.Stat()
	if err == nil {
		fresh, err = begunFrame(d.file, info.Size())
	}
	if err == nil {
		fresh.vouch(d.file)
		if d.frame != nil {
			fresh.opens = d.frame.opens
		}
		d.frame = fresh
	}
	return damaged(d.bolt.Path(), err)
}

// checkAll checks every page.
func (d *database) checkAll() error {
	if d.frame == nil || d.frame.whole {
		return nil
	}
	info, err := d.file.Stat()
	if err == nil {
		err = checkPages(d.file, info.Size())
	}
	d.frame.whole = err == nil
	return damaged(d.bolt.Path(), err)
}

// transaction is a transaction of a database.
type transaction struct {
	bolt  *bbolt.Tx
	of    *database
	frame *frame // nil if nothing is checked
	fault error  // of the first page that is damaged; then nothing more is read
}

// Bucket returns a bucket; nil if there is none.
func (t *transaction) Bucket(name string) *bucket {
	return t.wrapped(name, t.bolt.Bucket([]byte(name)))
}

// CreateBucket makes a bucket. It fails if there is one.
func (t *transaction) CreateBucket(name string) (*bucket, error) {
	b, err := t.bolt.CreateBucket([]byte(name))
	return t.wrapped(name, b), err
}

// CreateBucketIfNotExists makes a bucket if there is none.
func (t *transaction) CreateBucketIfNotExists(name string) (*bucket, error) {
	b, err := t.bolt.CreateBucketIfNotExists([]byte(name))
	return t.wrapped(name, b), err
}

func (t *transaction) wrapped(name string, bolt *bbolt.Bucket) *bucket {
	if bolt == nil {
		return nil
	}
	b := &bucket{bolt: bolt, of: t}
	if t.frame != nil {
		b.root = t.frame.roots[name] // 0 if it is new
	}
	return b
}

// bucket is a bucket of a database. What it returns is valid until the transaction ends, and is
// read by the goroutine of the transaction only: a file that is cut off meanwhile ends the program
// in any other.
type bucket struct {
	bolt *bbolt.Bucket
	of   *transaction
	root uint64 // where its tree begins in the file; 0 if it has no page of its own there
}

// Get returns the value of a key; nil if there is none.
func (b *bucket) Get(key []byte) []byte {
	if b.enter(key) != nil {
		return nil
	}
	return b.bolt.Get(key)
}

// Put writes a value.
func (b *bucket) Put(key, value []byte) error {
	if err := b.enter(key); err != nil {
		return err
	}
	return b.bolt.Put(key, value)
}

// Delete removes a value if there is one.
func (b *bucket) Delete(key []byte) error {
	if err := b.enter(key); err != nil {
		return err
	}
	if b.checks() {
		if err := b.of.failed(b.of.frame.around(b.root, key)); err != nil {
			return err
		}
	}
	return b.bolt.Delete(key)
}

// checks reports whether the pages of a bucket have to be checked.
func (b *bucket) checks() bool { return b.root != 0 && b.of.frame != nil && !b.of.frame.whole }

// enter checks the pages on the way to a key.
func (b *bucket) enter(key []byte) error {
	if b.of.fault != nil || !b.checks() {
		return b.of.fault
	}
	_, _, err := b.of.frame.find(b.root, key, sideAt, leaves)
	return b.of.failed(err)
}

// failed notes that a page is damaged.
func (t *transaction) failed(err error) error {
	if t.fault == nil {
		t.fault = err
	}
	return err
}

// ForEach calls do for every value, in the order of the keys. do must not change the bucket.
func (b *bucket) ForEach(do func(key, value []byte) error) error {
	c := b.Cursor()
	for key, value := c.First(); key != nil; key, value = c.Next() {
		if err := do(key, value); err != nil {
			return err
		}
	}
	return b.of.fault
}

// Fill sets how full a page is left when it is split, from 0.1 to 1. Whoever writes in the order of
// the keys sets it to 1.
func (b *bucket) Fill(portion float64) { b.bolt.FillPercent = portion }

// Cursor returns a cursor, which is nowhere yet.
func (b *bucket) Cursor() *cursor { return &cursor{bolt: b.bolt.Cursor(), of: b} }

// apart runs do in another transaction that shows the same, for another goroutine. The file is open
// for reading only, and every page was checked.
func (t *transaction) apart(do func(*transaction) error) error {
	if !t.of.frame.whole {
		return errUnchecked
	}
	return t.of.View(do)
}

// errUnchecked is our mistake: what is known of the pages belongs to one goroutine.
var errUnchecked = errors.New("journal: the pages weren't checked")
