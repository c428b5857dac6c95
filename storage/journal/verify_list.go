package journal

import (
	"bytes"
	"context"
	"slices"
	"time"
)

// list compares the records that begin in the segment, and what is known of its blocks, with what
// the links tell.
func (s *segment) list(ctx context.Context, l *content) error {
	b, err := l.bucket(bucketRecords)
	if err != nil {
		return err
	}
	c := b.Cursor()
	key, value := s.start(c)
	var before []byte
	for n := 0; key != nil && s.listFault == nil; n++ {
		if n%checkContextEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		position, err := positionOf(key)
		if err != nil {
			return err
		}
		if position >= s.to {
			break
		}
		ordered := inOrder(before, key)
		before = key
		told := s.told[position]
		switch {
		case told == nil:
			s.unlike(position, time.Time{})
		case !ordered || !s.equals(l, key, value, told):
			s.unlike(position, told.Started)
		default:
			s.listed(l, position, told)
		}
		key, value = c.Next()
	}
	if indexed, err := l.indexed(); err != nil || !indexed || s.listFault != nil {
		return err
	}
	return s.compareBlocks(l)
}

// unlike records that the list differs from the chain.
func (s *segment) unlike(position uint64, at time.Time) {
	s.listFault = &ChainFault{Problem: ChainRecord, Position: position, At: at}
}

// equals reports whether a record of the list is what its links tell. Those after the segment are
// read if the record has any.
func (s *segment) equals(l *content, key, value []byte, told *toldRecord) bool {
	_, whole, err := storedParts(value)
	if err != nil {
		return false
	}
	stored, err := l.j.seal.open(l.buffer, l.place(bucketRecords, key), whole)
	if err != nil {
		return false
	}
	l.buffer = stored
	if !bytes.Equal(stored, l.encode(&told.storedRecord)) {
		copied := bytes.Clone(stored)
		if !s.followOn(l, string(copied), told) || !bytes.Equal(copied, l.encode(&told.storedRecord)) {
			return false
		}
	}
	front, err := l.openedFront(key, value)
	return err == nil && bytes.Equal(front, l.encodeFront(&told.Record))
}

// followOn adds the links after the segment that a stored record names. It reports whether they are
// the record's.
func (s *segment) followOn(l *content, stored string, told *toldRecord) bool {
	var r storedRecord
	if decode(stored, &r) != nil {
		return false
	}
	b, err := l.bucket(bucketChain)
	if err != nil {
		return false
	}
	for _, position := range r.links {
		if position < s.to {
			continue
		}
		_, content, sealed, err := storedLink(b.Get(at(position)))
		var k link
		if err != nil || content != contentWhole || l.open(bucketChain, at(position), sealed, &k) != nil {
			return false
		}
		if k.of != told.links[0] || position <= told.links[len(told.links)-1] {
			return false
		}
		s.follow(told, position, &k)
	}
	return true
}

// listed counts a record that is as its links tell.
func (s *segment) listed(l *content, position uint64, told *toldRecord) {
	s.sums.records++
	for _, link := range told.links {
		s.sums.listed += s.sum(at(position), at(link))
	}
	s.sums.ids += s.sum(told.owner[:], at(position))
	l.reused.terms = l.addTerms(l.reused.terms[:0], &told.Record)
	for _, t := range l.reused.terms {
		s.sums.entries += s.sum(entryKey(t, position), nil)
	}
	number := position / blockSize
	if s.blocks[number] == nil {
		s.blocks[number] = &toldBlock{position: position}
	}
	s.blocks[number].add(&told.Record)
}

// compareBlocks compares the stored blocks with what their records tell.
func (s *segment) compareBlocks(l *content) error {
	for number, told := range s.blocks {
		var b storedBlock
		_, err := l.get(bucketBlocks, at(number), &b)
		if err != nil && !broken(err) {
			return err
		}
		good := err == nil && slices.Equal(b.tallies, told.tallies) && !told.first.Before(b.first) && !told.last.After(b.last)
		if !good && (s.blockFault == nil || told.position < s.blockFault.Position) {
			s.blockFault = &ChainFault{Problem: ChainRecord, Position: told.position, At: told.first}
		}
	}
	return nil
}

// counted tells where what is known of a block differs from the chain.
func (v *verifier) counted(context.Context) error {
	if indexed, err := v.l.indexed(); err != nil || !indexed {
		return err
	}
	for _, s := range v.segments {
		if s.blockFault != nil {
			v.audit.Fault = s.blockFault
			return nil
		}
	}
	return v.l.blocksBefore(afterAll, func(number uint64, b *storedBlock) (more bool, err error) {
		if !slices.ContainsFunc(v.segments, func(s *segment) bool { return s.blocks[number] != nil }) {
			v.bad(ChainRecord, max(1, number*blockSize), b.first)
		}
		return v.audit.Fault == nil, nil
	})
}
