package journal

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"
	"time"
)

// Verify implements [Journal]. It reads every link from the first one on, so it reports the first
// bad one, and derives from the links what the list should hold.
func (j *File) Verify(ctx context.Context, noted string) (audit Audit, err error) {
	wanted, err := parseHead(noted)
	if err != nil {
		return Audit{}, err
	}
	err = j.reading(ctx, func(l *content) error {
		v := verifier{l: l, wanted: wanted, records: make(map[uint64]*storedRecord), marks: make(map[string]uint64)}
		err := v.all(ctx)
		audit = v.audit
		return err
	})
	if err != nil {
		return Audit{}, err
	}
	return audit, nil
}

// verifier walks a chain.
type verifier struct {
	l      *content
	wanted head // noted elsewhere; position 0 if none was
	audit  Audit

	last    storedHead // the previous link
	stubs   []uint64   // positions of erased links
	erased  []span     // erased according to the chain
	cut     uint64     // up to where links were removed, according to the chain
	records map[uint64]*storedRecord
	marks   map[string]uint64 // hashed mark → position where it came first
}

// all runs the steps in an order that finds the first bad place first.
func (v *verifier) all(ctx context.Context) error {
	for _, step := range []func(context.Context) error{v.start, v.walk, v.finish, v.vouched, v.list, v.marked} {
		if err := step(ctx); err != nil || v.audit.Fault != nil {
			return err
		}
	}
	return nil
}

// bad records the first fault.
func (v *verifier) bad(problem ChainProblem, position uint64, at time.Time) {
	if v.audit.Fault == nil {
		v.audit.Fault = &ChainFault{Problem: problem, Position: position, At: at}
	}
}

// broken reports whether an error is about the content, not about reading it.
func broken(err error) bool { return errors.Is(err, errSeal) || errors.Is(err, errCoded) }

// start finds the digest before the first link.
func (v *verifier) start(context.Context) error {
	var checkpoint storedHead
	_, err := v.l.get(bucketState, []byte(stateCheckpoint), &checkpoint)
	if broken(err) {
		v.bad(ChainChanged, 1, time.Time{})
		return nil
	}
	v.last = checkpoint
	return err
}

// walk reads the links.
func (v *verifier) walk(ctx context.Context) error {
	b, err := v.l.bucket(bucketChain)
	if err != nil {
		return err
	}
	c := b.Cursor()
	for key, value := c.First(); key != nil && v.audit.Fault == nil; key, value = c.Next() {
		if v.audit.Entries%checkContextEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		position, err := positionOf(key)
		switch {
		case err != nil || position <= v.last.position:
			v.bad(ChainChanged, v.last.position+1, v.last.at)
		case position > v.last.position+1:
			v.bad(ChainMissing, v.last.position+1, v.last.at)
		default:
			v.link(position, value)
		}
	}
	return nil
}

// link reads one link.
func (v *verifier) link(position uint64, value []byte) {
	digest, content, sealed, err := storedLink(value)
	if err != nil {
		v.bad(ChainChanged, position, v.last.at)
		return
	}
	when := v.last.at
	switch content {
	case contentErased:
		var s stub
		if v.l.open(bucketChain, at(position), sealed, &s) != nil {
			v.bad(ChainChanged, position, v.last.at)
			return
		}
		v.stubs = append(v.stubs, position)
		v.audit.Erased++
	case contentWhole:
		var k link
		if chained(v.last.digest, sealed) != digest || v.l.open(bucketChain, at(position), sealed, &k) != nil {
			v.bad(ChainChanged, position, v.last.at)
			return
		}
		// Earlier versions gave a checkpoint the time at which the link before it was erased.
		if walked := v.audit.Entries > v.audit.Erased; walked && k.at.Before(v.last.at) {
			v.bad(ChainTime, position, k.at)
			return
		}
		when = k.at
		v.fold(position, k)
	default:
		v.bad(ChainChanged, position, v.last.at)
		return
	}
	v.last = storedHead{head: head{position: position, digest: digest}, at: when}
	v.audit.Entries++
	if position == v.wanted.position && !v.wanted.is(v.last.head) {
		v.bad(ChainOtherEnd, position, when)
	}
}

// fold adds what a link says to what the list should hold.
func (v *verifier) fold(position uint64, k link) {
	r := v.records[k.of]
	switch {
	case k.kind == linkBegun:
		if k.of != position {
			v.bad(ChainChanged, position, k.at)
			return
		}
		v.records[position] = &storedRecord{Record: k.record, links: []uint64{position}}
		return
	case k.kind == linkErased:
		v.erased = append(v.erased, k.erased...)
		return
	case k.kind == linkRetained:
		v.cut = k.of
		return
	case r == nil:
		v.bad(ChainChanged, position, k.at)
		return
	case k.kind == linkReceived:
		r.Received = k.received
		for _, mark := range k.marks {
			v.marks[string(mark)] = k.of
		}
	case k.kind == linkEnded:
		r.Ending = k.ending
	case k.kind == linkReported:
		r.Reported, r.Lifted = k.report, Report{}
	case k.kind == linkLifted:
		r.Lifted = k.report
	}
	r.links = append(r.links, position)
}

// finish compares the chain's end with the recorded one.
func (v *verifier) finish(context.Context) error {
	h, err := v.l.end()
	switch {
	case broken(err), err == nil && h.position > v.last.position:
		v.bad(ChainCutOff, v.last.position+1, v.last.at)
		return nil
	case err != nil:
		return err
	case h.head != v.last.head:
		v.bad(ChainChanged, v.last.position, v.last.at)
	}
	v.audit.Head = v.last.String()
	if v.wanted.position > v.last.position {
		v.bad(ChainCutOff, v.last.position+1, v.last.at)
	}
	return nil
}

// vouched checks that the chain itself says what was erased and removed: otherwise a link could be
// removed as if the user had wanted it.
func (v *verifier) vouched(context.Context) error {
	slices.SortFunc(v.erased, func(a, b span) int {
		if a.first < b.first {
			return -1
		}
		return 1
	})
	i := 0
	for _, position := range v.stubs {
		for i < len(v.erased) && v.erased[i].last < position {
			i++
		}
		if i == len(v.erased) || v.erased[i].first > position {
			v.bad(ChainChanged, position, time.Time{})
			return nil
		}
	}
	var checkpoint storedHead
	if _, err := v.l.get(bucketState, []byte(stateCheckpoint), &checkpoint); err != nil {
		return err
	}
	if checkpoint.position != v.cut {
		v.bad(ChainMissing, checkpoint.position, checkpoint.at)
	}
	if v.wanted.position != 0 && v.wanted.position == checkpoint.position && !v.wanted.is(checkpoint.head) {
		v.bad(ChainOtherEnd, checkpoint.position, checkpoint.at)
	}
	return nil
}

// list compares the list with the chain.
func (v *verifier) list(context.Context) error {
	b, err := v.l.bucket(bucketRecords)
	if err != nil {
		return err
	}
	c := b.Cursor()
	var before []byte
	for key, value := c.First(); key != nil; key, value = c.Next() {
		position, err := positionOf(key)
		if err != nil {
			return err
		}
		told := v.records[position]
		ordered := inOrder(before, key)
		before = key
		if told == nil || !ordered || !v.listed(key, value, told) {
			v.bad(ChainRecord, position, v.began(position))
			return nil
		}
		found, err := v.l.find(told.ID)
		if err != nil && !broken(err) {
			return err
		}
		if found != position {
			v.bad(ChainRecord, position, v.began(position))
			return nil
		}
		v.audit.Records++
	}
	if v.audit.Records != len(v.records) {
		for _, position := range slices.Sorted(maps.Keys(v.records)) {
			if b.Get(at(position)) == nil {
				v.bad(ChainRecord, position, v.began(position))
				return nil
			}
		}
	}
	return nil
}

// listed reports whether a record of the list equals the one of the chain.
func (v *verifier) listed(key, value []byte, told *storedRecord) bool {
	r, err := v.l.openRecord(key, value)
	if err != nil || !bytes.Equal(encode(r), encode(told)) {
		return false
	}
	var front storedFront
	err = v.l.openFront(key, value, &front)
	return err == nil && bytes.Equal(encode(&front), encode(&storedFront{told.Record}))
}

// began returns when a record began, if it is known.
func (v *verifier) began(position uint64) time.Time {
	if r := v.records[position]; r != nil {
		return r.Started
	}
	return time.Time{}
}

// marked checks that no mark against replay was removed.
func (v *verifier) marked(context.Context) error {
	first := uint64(0)
	for mark, position := range v.marks {
		var m storedMark
		found, err := v.l.get(bucketMarks, []byte(mark), &m)
		if err != nil && !broken(err) {
			return err
		}
		good := err == nil && found && bytes.Equal(m.owner, v.l.j.keys.hashID(v.records[position].ID))
		if !good && (first == 0 || position < first) {
			first = position
		}
	}
	if first != 0 {
		v.bad(ChainMark, first, v.began(first))
	}
	return nil
}
