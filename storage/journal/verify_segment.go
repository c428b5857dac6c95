package journal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"hash/maphash"
	"time"
)

// segmentSize is the number of positions of a segment: a few blocks.
const segmentSize = 4 * blockSize

// segment is a stretch of the chain with the records that begin in it.
type segment struct {
	seed   maphash.Seed
	wanted head
	from   uint64 // its first position
	to     uint64 // the first one after it; afterAll for the last segment, which has no end
	begins bool   // it is the first segment
	before [sha256.Size]byte

	// What the walk found.
	fault   *ChainFault
	carry   bool // the fault's time is that of the last link before the segment
	entries int
	last    head
	walked  bool // there was a link with its content:
	first   uint64
	firstAt time.Time
	lastAt  time.Time
	stubs   []span
	erased  []span
	cut     uint64

	// What the list holds.
	told       map[uint64]*toldRecord // by where they begin
	listFault  *ChainFault
	listErr    error
	blocks     map[uint64]*toldBlock
	blockFault *ChainFault
	sums       sums
}

// toldRecord is a record as its links tell it.
type toldRecord struct {
	storedRecord
	owner [sha256.Size]byte // its hashed id
}

// toldBlock is a block as the links tell it.
type toldBlock struct {
	storedBlock
	position uint64 // of its first record
}

// divided divides the chain.
func (v *verifier) divided() (all []*segment) {
	from := v.checkpoint.position + 1
	for {
		s := &segment{seed: v.seed, wanted: v.wanted, from: from, begins: len(all) == 0, before: v.checkpoint.digest}
		s.to = (from/segmentSize + 1) * segmentSize
		if s.to > v.end.position {
			s.to = afterAll
		}
		all = append(all, s)
		if from = s.to; s.to == afterAll {
			return all
		}
	}
}

// verify verifies the segment. The error is about reading it.
func (s *segment) verify(ctx context.Context, l *content) error {
	l.reuse()
	s.told, s.blocks = l.reused.begin(), make(map[uint64]*toldBlock)
	if err := s.walk(ctx, l); err != nil || s.fault != nil {
		return err
	}
	s.listErr = s.list(ctx, l)
	s.told = nil
	return nil
}

// bad records the first fault of the chain. Its time is that of the last good link.
func (s *segment) bad(problem ChainProblem, position uint64) {
	s.fault, s.carry = &ChainFault{Problem: problem, Position: position, At: s.lastAt}, !s.walked
}

func (s *segment) badAt(problem ChainProblem, position uint64, at time.Time) {
	s.fault = &ChainFault{Problem: problem, Position: position, At: at}
}

// start moves to the first key of the segment.
func (s *segment) start(c *cursor) (key, value []byte) {
	if s.begins {
		return c.First()
	}
	return c.Seek(at(s.from))
}

// walk reads the links.
func (s *segment) walk(ctx context.Context, l *content) error {
	b, err := l.bucket(bucketChain)
	if err != nil {
		return err
	}
	s.last.position, s.last.digest = s.from-1, s.before
	if !s.begins {
		if s.last.digest, _, _, err = storedLink(b.Get(at(s.from - 1))); err != nil {
			s.last.digest = [sha256.Size]byte{} // another segment names what is missing
		}
	}
	c := b.Cursor()
	key, value := s.start(c)
	end := at(s.to)
	for n := 0; key != nil && (s.to == afterAll || bytes.Compare(key, end) < 0) && s.fault == nil; n++ {
		if n%checkContextEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		position, err := positionOf(key)
		switch {
		case err != nil || position <= s.last.position:
			s.bad(ChainChanged, s.last.position+1)
		case position > s.last.position+1:
			s.bad(ChainMissing, s.last.position+1)
		default:
			s.link(l, position, value)
		}
		key, value = c.Next()
	}
	return nil
}

// link reads one link.
func (s *segment) link(l *content, position uint64, value []byte) {
	digest, content, sealed, err := storedLink(value)
	if err != nil {
		s.bad(ChainChanged, position)
		return
	}
	switch content {
	case contentErased:
		if l.open(bucketChain, at(position), sealed, &l.reused.stub) != nil {
			s.bad(ChainChanged, position)
			return
		}
		if n := len(s.stubs); n > 0 && s.stubs[n-1].last+1 == position {
			s.stubs[n-1].last = position
		} else {
			s.stubs = append(s.stubs, span{position, position})
		}
	case contentWhole:
		k := l.reused.empty()
		if l.chained(s.last.digest, sealed) != digest || l.open(bucketChain, at(position), sealed, k) != nil {
			s.bad(ChainChanged, position)
			return
		}
		// Earlier versions gave a checkpoint the time at which the link before it was erased.
		if s.walked && k.at.Before(s.lastAt) {
			s.badAt(ChainTime, position, k.at)
			return
		}
		if !s.walked {
			s.walked, s.first, s.firstAt = true, position, k.at
		}
		s.lastAt = k.at
		s.fold(l, position, k)
	default:
		s.bad(ChainChanged, position)
		return
	}
	s.last = head{position: position, digest: digest}
	s.entries++
	if position == s.wanted.position && !s.wanted.is(s.last) && s.fault == nil {
		s.bad(ChainOtherEnd, position)
	}
}

// fold adds what a link says to what the list should hold. A link of a record that begins in
// another segment is only counted here: that segment reads it with the record.
func (s *segment) fold(l *content, position uint64, k *link) {
	switch k.kind {
	case linkErased:
		s.erased = append(s.erased, k.erased...)
		return
	case linkRetained:
		s.cut = k.of
		return
	case linkBegun:
		if k.of != position {
			s.badAt(ChainChanged, position, k.at)
			return
		}
		s.told[position] = l.reused.record(&k.record, l.indexHash("", k.record.ID))
	default:
		if k.of >= position || k.of >= s.from && s.told[k.of] == nil {
			s.badAt(ChainChanged, position, k.at)
			return
		}
	}
	s.sums.told += s.sum(at(k.of), at(position))
	if r := s.told[k.of]; r != nil {
		s.follow(r, position, k)
	}
}

// follow adds what a link says of its record.
func (s *segment) follow(r *toldRecord, position uint64, k *link) {
	switch k.kind {
	case linkReceived:
		r.Received = k.received
		for _, mark := range k.marks {
			s.sums.mark(s.sum(mark, r.owner[:]))
		}
	case linkEnded:
		r.Ending, k.ending.Checks = k.ending, r.Checks[:0]
	case linkReported:
		r.Reported, r.Lifted = k.report, Report{}
	case linkLifted:
		r.Lifted = k.report
	case linkBegun, linkErased, linkRetained:
	}
	r.links = append(r.links, position)
}
