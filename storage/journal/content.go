package journal

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"slices"
	"time"
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

	// Journals of earlier formats don't have these.
	bucketStandings = "standings" // hashed person → storedStanding
	bucketPairs     = "pairs"     // hashed person → storedPair
	bucketIndex     = "index"     // term, position of the begin → storedNothing
	bucketBlocks    = "blocks"    // number of a block → storedBlock
	bucketLoose     = "loose"     // hashed id, hashed mark → storedTime: no link has the mark
)

// The keys of the buckets format and state.
const (
	formatVersion = "version"
	formatKey     = "key" // the key that the rest is sealed under

	stateHead       = "head"       // storedHead: the last link
	stateCheckpoint = "checkpoint" // storedHead: the link before the first one
	stateRewrite    = "rewrite"    // storedTime: freed pages still hold erased values; earlier versions rewrote the file
	stateDoubt      = "doubt"      // storedTime: when the clock was found far ahead
)

// errBuckets means that a bucket is missing.
var errBuckets = errors.New("journal: a part of the journal is gone")

func journalBuckets() []string {
	return []string{bucketFormat, bucketState, bucketChain, bucketRecords, bucketIDs, bucketMarks, bucketGuards, bucketOpen, bucketStandings, bucketPairs, bucketIndex, bucketBlocks, bucketLoose}
}

// content is the journal's content within one transaction.
type content struct {
	j      *File
	tx     *transaction
	now    time.Time
	buffer []byte // of the last opened value
	key    []byte // of the last place
	format uint64 // of the file; 0 until it is asked for

	encoded []byte // the last value that was written or compared
	coder   coder  // of that
	front   storedFront
	chain   []byte // of the last digest
	text    []byte // the last text that was hashed
	mac     hash.Hash
	hashed  []byte  // by it
	reused  *reused // nil unless very many values are read
}

// encode is [encode] without a new buffer: the stored form is valid until the next one.
func (l *content) encode(v coded) []byte {
	l.coder = coder{written: l.encoded[:0]}
	v.code(&l.coder)
	l.encoded = l.coder.written
	return l.encoded
}

// indexHash is [keyed] under the key of ids and of the index, for many of them.
func (l *content) indexHash(kind, of string) [sha256.Size]byte {
	if l.mac == nil {
		l.mac = hmac.New(sha256.New, l.j.keys.index)
	}
	l.mac.Reset()
	l.text = append(append(l.text[:0], kind...), of...)
	l.mac.Write(l.text)
	l.hashed = l.mac.Sum(l.hashed[:0])
	return [sha256.Size]byte(l.hashed)
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

// indexed reports whether the journal has an index. One of an earlier format that couldn't be taken
// over has none, and is only read.
func (l *content) indexed() (bool, error) {
	if l.format == 0 {
		b, err := l.bucket(bucketFormat)
		if err == nil {
			l.format, err = positionOf(b.Get([]byte(formatVersion)))
		}
		if err != nil {
			return false, err
		}
	}
	return l.format >= formatIndexed, nil
}

// lacks reports whether a journal of an earlier format doesn't have a bucket.
func (l *content) lacks(name string) bool {
	return (name == bucketStandings || name == bucketPairs) && l.tx.Bucket(name) == nil
}

// bucket returns a bucket; most exist from the beginning.
func (l *content) bucket(name string) (*bucket, error) {
	if b := l.tx.Bucket(name); b != nil {
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
	if l.reused != nil {
		return l.reused.decode(content, into)
	}
	return decode(string(content), into)
}

// get reads a value and reports whether there is one.
func (l *content) get(bucket string, key []byte, into coded) (bool, error) {
	if l.lacks(bucket) {
		return false, nil
	}
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
func (l *content) absent(b *bucket, bucket string, key []byte) error {
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
func (l *content) sealedAt(bucket string, key, sealed []byte) error {
	content, err := l.j.seal.open(l.buffer, l.place(bucket, key), sealed)
	if err == nil {
		l.buffer = content
	}
	return err
}

// opens returns an error unless a stored value was sealed under its key in a bucket.
func (j *File) opens(bucket string, key, value []byte) (err error) {
	l := &content{j: j}
	switch bucket {
	case bucketFormat:
		return nil // plain text
	case bucketChain:
		_, _, value, err = storedLink(value)
	case bucketRecords:
		if value, _, err = storedParts(value); err == nil {
			key = frontKey(key)
		}
	}
	if err != nil {
		return err
	}
	return l.sealedAt(bucket, key, value)
}

// put writes a value.
func (l *content) put(bucket string, key []byte, value coded) error {
	b, err := l.bucket(bucket)
	if err != nil {
		return err
	}
	return b.Put(key, l.sealed(bucket, key, value))
}

// sealed returns the stored form of a value.
func (l *content) sealed(bucket string, key []byte, value coded) []byte {
	return l.j.seal.seal(l.place(bucket, key), l.encode(value))
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
	sealed := l.sealed(bucketChain, at(position), &k)
	next := storedHead{head: head{position: position, digest: l.chained(h.digest, sealed)}, at: k.at, seen: l.now}
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
