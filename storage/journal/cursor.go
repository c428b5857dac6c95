package journal

import (
	"bytes"

	"go.etcd.io/bbolt"
)

// cursor moves over the keys of a bucket, which are in order. Each move returns the key and its
// value; a nil key means that there is none. Before the cursor of the library moves, the leaf that
// it is on was checked, and those beside it.
type cursor struct {
	bolt      *bbolt.Cursor
	of        *bucket
	low, high []byte // of the leaf that it is on
	key       []byte // that it is at
}

// First moves to the first key.
func (c *cursor) First() (key, value []byte) {
	if !c.enter(nil, sideAt) {
		return nil, nil
	}
	return c.moved(c.bolt.First())
}

// Last moves to the last key. The library looks for it forever in a bucket of several pages from
// which this transaction has deleted everything.
func (c *cursor) Last() (key, value []byte) {
	if key, _ := c.First(); key == nil {
		return nil, nil
	}
	if !c.enter(nil, sideLast) {
		return nil, nil
	}
	return c.moved(c.bolt.Last())
}

// Seek moves to a key or, if there is none, to the next one.
func (c *cursor) Seek(key []byte) (found, value []byte) {
	if !c.enter(key, sideAt) {
		return nil, nil
	}
	return c.moved(c.bolt.Seek(key))
}

// Before moves to the last key below one.
func (c *cursor) Before(key []byte) (found, value []byte) {
	if found, _ = c.Seek(key); found == nil {
		return c.Last()
	}
	return c.Prev()
}

// Next moves to the next key.
func (c *cursor) Next() (key, value []byte) {
	if c.of.of.fault != nil {
		return nil, nil
	}
	return c.moved(c.bolt.Next())
}

// Prev moves to the previous key.
func (c *cursor) Prev() (key, value []byte) {
	if c.of.of.fault != nil {
		return nil, nil
	}
	key, value = c.bolt.Prev()
	for key == nil && c.hasBefore() {
		key, value = c.bolt.Prev()
	}
	return c.moved(key, value)
}

// hasBefore reports whether there is a key before the one that the cursor is at: the library finds
// none in a page from which this transaction has deleted everything, and doesn't look further.
func (c *cursor) hasBefore() bool {
	if c.of.of.bolt.Writable() && c.key != nil {
		first, _ := c.of.Cursor().First()
		return first != nil && bytes.Compare(first, c.key) < 0
	}
	return false
}

// enter checks a leaf and those beside it. It returns false if one is damaged.
func (c *cursor) enter(key []byte, where side) bool {
	t := c.of.of
	if t.fault != nil || !c.of.checks() {
		return t.fault == nil
	}
	at, _, err := t.frame.find(c.of.root, key, where, leaves)
	if err == nil {
		err = t.frame.beside(c.of.root, at)
	}
	c.low, c.high = at.low, at.high
	return t.failed(err) == nil
}

// moved enters the leaf that the cursor has moved to.
func (c *cursor) moved(key, value []byte) (found, of []byte) {
	if c.key = key; key == nil || !c.of.checks() {
		return key, value
	}
	if c.low != nil && bytes.Compare(key, c.low) < 0 || c.high != nil && bytes.Compare(key, c.high) >= 0 {
		if !c.enter(key, sideAt) {
			return nil, nil
		}
	}
	return key, value
}
