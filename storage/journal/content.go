package journal

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"go.etcd.io/bbolt"
)

// The buckets of the journal's file. In format, values are plain text, because they say how to read
// the rest. In chain, each sealed value follows its digest. Every other value is sealed and bound
// to its bucket and key.
const (
	bucketFormat  = "format"
	bucketState   = "state"
	bucketChain   = "chain"   // position → link
	bucketRecords = "records" // position of the begin → storedFront, storedRecord
	bucketIDs     = "ids"     // hashed id → position of the begin
	bucketMarks   = "marks"   // hashed mark → storedMark
	bucketGuards  = "guards"  // hashed person → guard
	bucketOpen    = "open"    // position of the begin → open
)

// The keys of the buckets format and state.
const (
	formatVersion = "version"
	formatKey     = "key" // the key that the rest is sealed under

	stateHead       = "head"       // storedHead: the last link
	stateCheckpoint = "checkpoint" // storedHead: the link before the first one
	stateRewrite    = "rewrite"    // storedTime: freed pages still hold erased values
	stateDoubt      = "doubt"      // storedTime: when the clock was found far ahead
)

// The versions of the format that this program reads. A file has the first version until something
// is written that earlier programs can't read: they then call it newer, not damaged. See
// [content.grow].
const (
	firstFormat   = 1
	journalFormat = 2 // endings with a support reference, and what is known of the provider's clock
)

// maxJournalFormat is higher than any version will be: a file that states a higher one is damaged.
const maxJournalFormat = 1000

// errBuckets means that a bucket is missing.
var errBuckets = errors.New("journal: a part of the journal is gone")

func journalBuckets() []string {
	return []string{bucketFormat, bucketState, bucketChain, bucketRecords, bucketIDs, bucketMarks, bucketGuards, bucketOpen}
}

// content is the journal's content within one transaction.
type content struct {
	j      *File
	tx     *bbolt.Tx
	now    time.Time
	buffer []byte // of the last opened value
	key    []byte // of the last place
}

// at returns the key of a position: big-endian, so that keys are in the chain's order.
func at(position uint64) []byte { return binary.BigEndian.AppendUint64(nil, position) }

// positionOf reads such a key.
func positionOf(key []byte) (uint64, error) {
	if len(key) != 8 {
		return 0, errCoded
	}
	return binary.BigEndian.Uint64(key), nil
}

// bucket returns a bucket; each exists from the beginning.
func (l *content) bucket(name string) (*bbolt.Bucket, error) {
	if b := l.tx.Bucket([]byte(name)); b != nil {
		return b, nil
	}
	return nil, errBuckets
}

// place returns what a sealed value is bound to.
func (l *content) place(bucket string, key []byte) []byte {
	l.key = append(append(append(l.key[:0], bucket...), 0), key...)
	return l.key
}

// open reads a sealed value.
func (l *content) open(bucket string, key, sealed []byte, into coded) error {
	content, err := l.j.seal.open(l.buffer, l.place(bucket, key), sealed)
	if err != nil {
		return err
	}
	l.buffer = content
	return decode(string(content), into)
}

// get reads a value and reports whether there is one.
func (l *content) get(bucket string, key []byte, into coded) (bool, error) {
	b, err := l.bucket(bucket)
	if err != nil {
		return false, err
	}
	sealed := b.Get(key)
	if sealed == nil {
		return false, l.absent(b, bucket, key)
	}
	return true, l.open(bucket, key, sealed, into)
}

// absent checks that there really is no value under a key. All keys are in order, so if somebody
// changed a value's key on the disk, the value is still next to where it belongs, and doesn't open
// under its new key.
func (l *content) absent(b *bbolt.Bucket, bucket string, key []byte) error {
	c := b.Cursor()
	next, sealed := c.Seek(key)
	if next != nil {
		if err := l.sealedAt(bucket, next, sealed); err != nil {
			return err
		}
		next, sealed = c.Prev()
	} else {
		next, sealed = c.Last()
	}
	if next == nil {
		return nil
	}
	return l.sealedAt(bucket, next, sealed)
}

// sealedAt returns an error unless a value was sealed under its key.
func (l *content) sealedAt(bucket string, key, sealed []byte) (err error) {
	content, err := l.j.seal.open(l.buffer, l.place(bucket, key), sealed)
	if err == nil {
		l.buffer = content
	}
	return err
}

// put writes a value.
func (l *content) put(bucket string, key []byte, value coded) error {
	b, err := l.bucket(bucket)
	if err != nil {
		return err
	}
	return b.Put(key, l.j.seal.seal(l.place(bucket, key), encode(value)))
}

// remove removes a value if there is one.
func (l *content) remove(bucket string, key []byte) error {
	b, err := l.bucket(bucket)
	if err != nil {
		return err
	}
	return b.Delete(key)
}

// each calls do for every value of a small bucket. do must not change the bucket.
func each[T any, P interface {
	*T
	coded
}](l *content, bucket string, do func(key []byte, value T) error) error {
	b, err := l.bucket(bucket)
	if err != nil {
		return err
	}
	return b.ForEach(func(key, sealed []byte) error {
		var value T
		if err := l.open(bucket, key, sealed, P(&value)); err != nil {
			return err
		}
		return do(slices.Clone(key), value)
	})
}

// end returns the end of the chain; zero for an empty one.
func (l *content) end() (storedHead, error) {
	var h storedHead
	found, err := l.get(bucketState, []byte(stateHead), &h)
	if err == nil && !found {
		err = errBuckets // it is written when the file is made
	}
	return h, err
}

// append adds a link to the chain and returns its position. Its time is the journal's clock, but
// never before the previous link's: if the clock was set back, the chain's time stands still until
// the clock has caught up.
func (l *content) append(k link) (position uint64, err error) {
	h, err := l.end()
	if err != nil {
		return 0, err
	}
	b, err := l.bucket(bucketChain)
	if err != nil {
		return 0, err
	}
	if err := l.doubt(h); err != nil {
		return 0, err
	}
	k.at = l.now
	if k.at.Before(h.at) {
		k.at = h.at
	}
	position = h.position + 1
	if k.kind == linkBegun {
		k.of = position
	}
	sealed := l.j.seal.seal(l.place(bucketChain, at(position)), encode(&k))
	next := storedHead{head: head{position: position, digest: chained(h.digest, sealed)}, at: k.at, seen: l.now}
	value := append(append(next.digest[:len(next.digest):len(next.digest)], contentWhole), sealed...)
	if err := b.Put(at(position), value); err != nil {
		return 0, err
	}
	return position, l.put(bucketState, []byte(stateHead), &next)
}

// find returns the position of a verification's begin; 0 if there is none.
func (l *content) find(id string) (uint64, error) {
	var p storedPosition
	_, err := l.get(bucketIDs, l.j.keys.hashID(id), &p)
	return p.position, err
}

// record returns a verification's record.
func (l *content) record(id string) (uint64, *storedRecord, error) {
	position, err := l.find(id)
	if err != nil {
		return 0, nil, err
	}
	if position == 0 {
		return 0, nil, ErrNoRecord
	}
	r, err := l.getRecord(position)
	if err == nil && (r == nil || r.ID != id) {
		err = errCoded
	}
	return position, r, err
}

// guardKey returns the key of a person's guard.
func (l *content) guardKey(person PersonHash) []byte {
	return keyed(l.j.keys.index, "guard\x00"+string(person))
}

// guardOf returns the guard of a record's person, if it belongs to this record.
func (l *content) guardOf(r Record) (guard, error) {
	var g guard
	if !r.guarded() {
		return g, nil
	}
	if _, err := l.get(bucketGuards, l.guardKey(r.Person), &g); err != nil || g.id != r.ID {
		return guard{}, err
	}
	return g, nil
}

// kept returns what is kept of an open record; nil if nothing is.
func (l *content) kept(position uint64) (open, *kept, error) {
	var o open
	found, err := l.get(bucketOpen, at(position), &o)
	if err != nil || !found {
		return o, nil, err
	}
	k, err := l.j.readKept(o)
	return o, k, err
}

// sweep erases what is kept of verifications whose time is over. One that never ended stays listed:
// the operator has to be told.
func (l *content) sweep() error {
	var ended [][]byte
	err := each(l, bucketOpen, func(key []byte, o open) error {
		k, err := l.j.readKept(o)
		if err != nil || !k.spent(l.now) {
			return nil //nolint:nilerr // One that can't be read now is for another time: it must not stop the others.
		}
		if !o.ended.IsZero() {
			ended = append(ended, key)
		}
		return l.j.removeKept(o.id)
	})
	for _, key := range ended {
		if err == nil {
			err = l.remove(bucketOpen, key)
		}
	}
	return err
}

// due reports whether a sweep has something to do.
func (l *content) due() (due bool, err error) {
	err = each(l, bucketOpen, func(_ []byte, o open) error {
		k, err := l.j.readKept(o)
		due = due || err == nil && k.spent(l.now) && (k.onDisk || !o.ended.IsZero())
		return nil
	})
	return due, err
}

// change sweeps and runs an operation that changes something, in one transaction.
func (j *File) change(db *bbolt.DB, do func(*content) error) error {
	return db.Update(func(tx *bbolt.Tx) error {
		l := &content{j: j, tx: tx, now: j.now()}
		if err := l.sweep(); err != nil {
			return err
		}
		return do(l)
	})
}

// reading and changing are whole operations: lock, file, transaction. A read sweeps first if that
// is due.
func (j *File) reading(ctx context.Context, do func(*content) error) error {
	return j.locked(ctx, true, func() error {
		swept, err := j.view(false, do)
		if err != nil || swept {
			return err
		}
		// A full disk doesn't prevent reading. What has to be erased is erased by then, because
		// that happens first.
		_ = j.withFile(func(db *bbolt.DB) error { return j.change(db, func(*content) error { return nil }) })
		_, err = j.view(true, do)
		return err
	})
}

// view runs an operation that changes nothing. If a sweep is due and must come first, it does
// nothing, unless anyhow is set.
func (j *File) view(anyhow bool, do func(*content) error) (done bool, err error) {
	err = j.onlyReading(func(db *bbolt.DB) error {
		return db.View(func(tx *bbolt.Tx) (err error) {
			l := &content{j: j, tx: tx, now: j.now()}
			due, err := l.due()
			if err != nil || due && !anyhow {
				return err
			}
			done = true
			return do(l)
		})
	})
	return done, err
}

func (j *File) changing(ctx context.Context, do func(*content) error) error {
	return j.locked(ctx, false, func() error {
		return j.withFile(func(db *bbolt.DB) error { return j.change(db, do) })
	})
}

// create writes an empty journal under another name and renames it, so that a half-written file is
// never taken for one.
func (j *File) create() error {
	fresh := j.path + ".new"
	if err := j.begin(fresh); err != nil {
		_ = j.files.Remove(fresh)
		return err
	}
	return j.install(fresh)
}

// begin writes an empty journal.
func (j *File) begin(path string) error {
	_ = j.files.Remove(path)
	err := newBolt(path, new(bbolt.Options), func(db *bbolt.DB) error { return db.Update(j.empty) })
	if err != nil {
		return boltFault(path, err)
	}
	return nil
}

// empty makes a database into a journal without records.
func (j *File) empty(tx *bbolt.Tx) error {
	for _, name := range journalBuckets() {
		if _, err := tx.CreateBucket([]byte(name)); err != nil {
			return err
		}
	}
	l := &content{j: j, tx: tx}
	format, err := l.bucket(bucketFormat)
	if err == nil {
		err = format.Put([]byte(formatVersion), binary.BigEndian.AppendUint64(nil, firstFormat))
	}
	if err == nil {
		err = format.Put([]byte(formatKey), j.keys.name)
	}
	if err == nil {
		err = l.put(bucketState, []byte(stateHead), &storedHead{})
	}
	return err
}

// install renames a whole journal, closed and synced, into its place.
func (j *File) install(fresh string) error {
	if err := j.files.Rename(fresh, j.path); err != nil {
		_ = j.files.Remove(fresh)
		return j.fault(err)
	}
	return j.fault(j.files.SyncFolder(filepath.Dir(j.path)))
}

// checkVersion returns an error if this program can't read a file. It needs no key.
func checkVersion(db *bbolt.DB) error {
	return db.View(func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte(bucketFormat))
		if b == nil {
			return errBuckets
		}
		version := b.Get([]byte(formatVersion))
		switch n, err := positionOf(version); {
		case err != nil || n == 0:
			return errBuckets
		case n > maxJournalFormat:
			return errBuckets
		case n > journalFormat:
			return fmt.Errorf("%w (version %d; this one reads %d)", ErrNewer, n, journalFormat)
		}
		return nil
	})
}

// grow records in the file that this program or a later one is needed to read it. It belongs in the
// same change as the value that needs it.
func (l *content) grow() error {
	b, err := l.bucket(bucketFormat)
	if err != nil {
		return err
	}
	version := at(journalFormat)
	if bytes.Equal(b.Get([]byte(formatVersion)), version) {
		return nil
	}
	return b.Put([]byte(formatVersion), version)
}

// checkKey returns an error unless the file was sealed under our key.
func (j *File) checkKey(db *bbolt.DB) error {
	return db.View(func(tx *bbolt.Tx) error {
		l := &content{j: j, tx: tx}
		b, err := l.bucket(bucketFormat)
		if err != nil {
			return err
		}
		named := slices.Equal(b.Get([]byte(formatKey)), j.keys.name)
		_, err = l.end()
		switch {
		case !named && err == nil:
			return errSeal // the key is right; the value that proves it was changed
		case !named:
			return ErrKeyLost
		}
		return err
	})
}

// tidy cleans up after a journal is opened.
func (j *File) tidy() error {
	var known []open
	rewrite, due := false, false
	if err := j.onlyReading(func(db *bbolt.DB) error {
		return db.View(func(tx *bbolt.Tx) (err error) {
			l := &content{j: j, tx: tx, now: j.now()}
			rewrite, err = l.get(bucketState, []byte(stateRewrite), new(storedTime))
			if err == nil {
				due, err = l.due()
			}
			if err != nil {
				return err
			}
			return each(l, bucketOpen, func(_ []byte, o open) error {
				known = append(known, o)
				return nil
			})
		})
	}); err != nil {
		return err
	}
	j.clearOrphans(known)
	// It erases what should have been erased by now: kept parts whose time is over, and what
	// couldn't be erased because the disk was full or the program ended. If it still can't be
	// erased, the journal is usable all the same.
	if due {
		_ = j.withFile(func(db *bbolt.DB) error { return j.change(db, func(*content) error { return nil }) })
	}
	if rewrite {
		_ = j.rewrite()
	}
	return nil
}

// inOrder guards a walk over a bucket: a damaged page can send the library round in circles, and an
// endless walk would hold the lock indefinitely.
func inOrder(before, key []byte) bool { return before == nil || bytes.Compare(before, key) < 0 }
