package journal

import (
	"bytes"
	"errors"
	"hash/maphash"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"ringback/storage/files"
)

// errEarlier means that a file has an earlier format, which is only read.
var errEarlier = errors.New("journal: the file has an earlier format")

// takeOverAgain is how long a journal that couldn't be taken over is left as it is.
const takeOverAgain = time.Minute

// takenOver is the last attempt to take over a journal.
type takenOver struct {
	at  time.Time
	err error
}

// takeOver copies a journal of an earlier format into a new file, which has an index, and replaces
// it. The chain stays as it is, byte by byte. If the program or the machine stops, there is the old
// file or the new one; if there is no room for both, the old one is still read, and what would be
// written waits. Callers hold the lock.
func (j *File) takeOver() error {
	if since := j.now().Sub(j.taken.at); j.taken.err != nil && since >= 0 && since < takeOverAgain {
		return j.taken.err
	}
	fresh := j.path + ".new"
	_ = j.files.Remove(fresh)
	err := j.onlyReading(func(from *database) error {
		return from.View(func(tx *transaction) error { return j.copyIndexed(tx, fresh) })
	})
	if err == nil {
		err = j.install(fresh)
	} else {
		_ = j.files.Remove(fresh)
	}
	j.taken = takenOver{j.now(), err}
	return err
}

// upToDate takes over a journal of an earlier format when the program first uses it. A reader can
// do without.
func (j *File) upToDate(reading bool) error {
	err := j.onlyReading(j.checkFormat)
	if !errors.Is(err, errEarlier) {
		return err
	}
	var unwritten *files.Error
	if err = j.takeOver(); reading && errors.As(err, &unwritten) {
		return nil
	}
	return err
}

// checkFormat returns an error if a file can't be written as it is.
func (j *File) checkFormat(db *database) error {
	return db.View(func(tx *transaction) error {
		indexed, err := (&content{j: j, tx: tx}).indexed()
		if err == nil && !indexed {
			err = errEarlier
		}
		return err
	})
}

// copyIndexed writes a journal into a new file, with an index.
func (j *File) copyIndexed(from *transaction, path string) error {
	err := newBolt(path, &bbolt.Options{NoSync: true, NoGrowSync: true}, func(to *database) error {
		for _, name := range journalBuckets() {
			if err := copyBucket(from, to, name); err != nil {
				return err
			}
		}
		x, err := indexingOf(&content{j: j, tx: from})
		if err != nil {
			return err
		}
		if err := x.write(j, to, j.now()); err != nil {
			return err
		}
		return to.bolt.Sync()
	})
	if err != nil {
		return boltFault(j.path, err)
	}
	return nil
}

// copiedAtOnce is how many bytes are written in one transaction: a large journal isn't held in
// memory.
const copiedAtOnce = 4 << 20

// copyBucket copies a bucket of earlier formats, and makes the others.
func copyBucket(from *transaction, to *database, name string) error {
	var key, value []byte
	var c *cursor
	if b := from.Bucket(name); b != nil && !slices.Contains([]string{bucketIndex, bucketBlocks, bucketLoose}, name) {
		c = b.Cursor()
		key, value = c.First()
	}
	return fillBucket(to, name, func() (k, v []byte, err error) {
		if k, v = key, value; k == nil {
			return nil, nil, nil
		}
		if key, value = c.Next(); key != nil && !inOrder(k, key) {
			return nil, nil, errCoded
		}
		return k, v, nil
	})
}

// fillBucket makes a bucket of what next returns, in the order of the keys, until the key is nil.
func fillBucket(to *database, name string, next func() (key, value []byte, err error)) error {
	for more := true; more; {
		err := to.Update(func(tx *transaction) error {
			b, err := tx.CreateBucketIfNotExists(name)
			if err != nil {
				return err
			}
			b.Fill(fillPortion)
			for written := 0; written < copiedAtOnce; {
				key, value, err := next()
				if more = key != nil; err != nil || !more {
					return err
				}
				if err := b.Put(key, value); err != nil {
					return err
				}
				written += len(key) + len(value)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// fillPortion is the part of a page that is filled when keys are written in order.
const fillPortion = 0.9

// indexing is what a journal lacks that has no index.
type indexing struct {
	blocks  map[uint64]*storedBlock
	entries []indexEntry
	loose   []looseMark
}

// indexEntry is the key of an entry of the index.
type indexEntry [termSize + 8]byte

// enter adds a record.
func (x *indexing) enter(l *content, position uint64, r *Record) {
	for _, t := range l.termsOf(r) {
		x.entries = append(x.entries, indexEntry(entryKey(t, position)))
	}
	number := position / blockSize
	if x.blocks[number] == nil {
		x.blocks[number] = new(storedBlock)
	}
	x.blocks[number].add(r)
}

// write makes a journal that has been filled one with an index.
func (x *indexing) write(j *File, to *database, now time.Time) error {
	l := &content{j: j, now: now}
	slices.SortFunc(x.entries, func(a, b indexEntry) int { return bytes.Compare(a[:], b[:]) })
	next := 0
	err := fillBucket(to, bucketIndex, func() (key, value []byte, err error) {
		if next == len(x.entries) {
			return nil, nil, nil
		}
		key = x.entries[next][:]
		next++
		return key, l.sealed(bucketIndex, key, storedNothing{}), nil
	})
	if err != nil {
		return err
	}
	return to.Update(func(tx *transaction) error {
		l.tx = tx
		for number, b := range x.blocks {
			if err := l.put(bucketBlocks, at(number), b); err != nil {
				return err
			}
		}
		for _, mark := range x.loose {
			if err := l.put(bucketLoose, mark.key, &storedTime{mark.at}); err != nil {
				return err
			}
		}
		format, err := l.bucket(bucketFormat)
		if err != nil {
			return err
		}
		if err := format.Put([]byte(formatVersion), at(journalFormat)); err != nil {
			return err
		}
		// The pages that were freed while it was filled hold what may be erased one day.
		return l.put(bucketState, []byte(stateRewrite), &storedTime{now})
	})
}

// indexingOf returns what a journal lacks.
func indexingOf(l *content) (*indexing, error) {
	x := &indexing{blocks: make(map[uint64]*storedBlock)}
	b, err := l.bucket(bucketRecords)
	if err != nil {
		return nil, err
	}
	var front storedFront
	err = b.ForEach(func(key, value []byte) error {
		position, err := positionOf(key)
		if err == nil {
			err = l.openFront(key, value, &front)
		}
		if err == nil {
			x.enter(l, position, &front.Record)
		}
		return err
	})
	if err == nil {
		x.loose, err = looseMarks(l)
	}
	return x, err
}

// looseMark is a mark that no link has.
type looseMark struct {
	key []byte
	at  time.Time
}

// looseMarks returns the marks that no link has.
func looseMarks(l *content) (loose []looseMark, err error) {
	seed := maphash.MakeSeed()
	bound, err := boundMarks(l, seed)
	if err != nil {
		return nil, err
	}
	err = each(l, bucketMarks, func(key []byte, m storedMark) error {
		if _, is := slices.BinarySearch(bound, maphash.Bytes(seed, key)); !is {
			loose = append(loose, looseMark{looseKey(m.owner, key), m.at})
		}
		return nil
	})
	return loose, err
}

// boundMarks returns hashes of the marks that the links have, in order. They are short, since there
// may be millions.
func boundMarks(l *content, seed maphash.Seed) (all []uint64, err error) {
	b, err := l.bucket(bucketChain)
	if err != nil {
		return nil, err
	}
	err = b.ForEach(func(key, value []byte) error {
		_, content, sealed, err := storedLink(value)
		if err != nil || content == contentErased {
			return err
		}
		var k link
		if err := l.open(bucketChain, key, sealed, &k); err != nil {
			return err
		}
		for _, mark := range k.marks {
			all = append(all, maphash.Bytes(seed, mark))
		}
		return nil
	})
	slices.Sort(all)
	return all, err
}
