package journal

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
)

// The index finds the records of a person or a case without reading others. The key of an entry is
// a term, which is half of an HMAC and so tells nothing, and the position where the record begins.
// The value holds nothing: it is sealed all the same, so that no entry can be made or moved
// unnoticed. A removed one hides a record from filters until [Journal.Verify] compares both.

// termSize is the size of a term, in bytes.
const termSize = 16

// term stands for a person's hash or for a case.
type term [termSize]byte

func (l *content) personTerm(person PersonHash) term { return l.termOf("person\x00", string(person)) }
func (l *content) caseTerm(of string) term           { return l.termOf("case\x00", of) }

func (l *content) termOf(kind, of string) term {
	hashed := l.indexHash(kind, of)
	return term(hashed[:termSize])
}

// termsOf returns the terms under which a record is found.
func (l *content) termsOf(r *Record) []term { return l.addTerms(nil, r) }

func (l *content) addTerms(all []term, r *Record) []term {
	if r.Person != "" {
		all = append(all, l.personTerm(r.Person))
	}
	if r.Case != "" {
		all = append(all, l.caseTerm(r.Case))
	}
	return all
}

// entryKey returns the key of an entry of the index.
func entryKey(t term, position uint64) []byte {
	return binary.BigEndian.AppendUint64(t[:len(t):len(t)], position)
}

// storedNothing is the value of an entry.
type storedNothing struct{}

func (storedNothing) code(c *coder) { c.version() }

// enter puts a record that has just begun into the index and its block.
func (l *content) enter(position uint64, r *Record) error {
	for _, t := range l.termsOf(r) {
		if err := l.put(bucketIndex, entryKey(t, position), storedNothing{}); err != nil {
			return err
		}
	}
	return l.changeBlock(position, func(b *storedBlock) { b.add(r) })
}

// leave removes a record from the index and its block.
func (l *content) leave(position uint64, r *Record) error {
	for _, t := range l.termsOf(r) {
		if err := l.remove(bucketIndex, entryKey(t, position)); err != nil {
			return err
		}
	}
	return l.changeBlock(position, func(b *storedBlock) { b.remove(r) })
}

// entries walks the entries of a term, the last begun first.
type entries struct {
	l        *content
	c        *cursor
	term     term
	position uint64 // of the entry; 0 when there is none left
}

// entriesOf returns the entries of a term below a position, at the last of them.
func (l *content) entriesOf(t term, before uint64) (*entries, error) {
	b, err := l.bucket(bucketIndex)
	if err != nil {
		return nil, err
	}
	e := &entries{l: l, c: b.Cursor(), term: t}
	key, value := e.c.Seek(entryKey(t, before))
	if key == nil {
		key, value = e.c.Last()
		return e, e.at(key, value)
	}
	// If its key was changed on the disk, it may be the entry that is looked for.
	if err := l.sealedAt(bucketIndex, key, value); err != nil {
		return nil, err
	}
	return e, e.next()
}

// next moves to the entry before.
func (e *entries) next() error { return e.at(e.c.Prev()) }

// at moves to an entry, and beyond the end if it is another term's, which also must be whole: see
// [content.absent].
func (e *entries) at(key, value []byte) error {
	before := e.position
	e.position = 0
	if key == nil {
		return nil
	}
	if err := e.l.sealedAt(bucketIndex, key, value); err != nil {
		return err
	}
	if len(key) != termSize+8 {
		return errCoded
	}
	if !bytes.Equal(key[:termSize], e.term[:]) {
		return nil
	}
	position, err := positionOf(key[termSize:])
	if err == nil && (position == 0 || before != 0 && position >= before) {
		err = errCoded
	}
	e.position = position
	return err
}

// anyOf reports whether there is a record under a term.
func (l *content) anyOf(t term) (bool, error) {
	e, err := l.entriesOf(t, afterAll)
	return err == nil && e.position != 0, err
}

// afterAll is a position after that of every record.
const afterAll = 1<<63 - 1

// together walks the entries of several terms, the last begun first.
type together []*entries

// entriesOfAll returns the entries of terms below a position.
func (l *content) entriesOfAll(terms []term, before uint64) (together, error) {
	var all together
	for _, t := range terms {
		e, err := l.entriesOf(t, before)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// next returns the position of an entry and moves on; 0 when there is none left.
func (t together) next() (position uint64, err error) {
	if len(t) == 0 {
		return 0, nil
	}
	last := slices.MaxFunc(t, func(a, b *entries) int { return cmp.Compare(a.position, b.position) })
	if position = last.position; position == 0 {
		return 0, nil
	}
	for _, e := range t {
		if e.position == position {
			if err := e.next(); err != nil {
				return 0, err
			}
		}
	}
	return position, nil
}
