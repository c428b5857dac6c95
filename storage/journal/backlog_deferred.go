package journal

import (
	"context"
	"errors"
	"slices"
	"time"

	"ringback/ciba"
)

// entryKind says what an entry of a backlog writes.
type entryKind int

const (
	entryBegun entryKind = iota
	entryAcknowledged
	entryInterval
	entryReceived
	entryAsking
	entryEnded
	entryReported
	entryLifted
	entryDone
)

// deferred is one entry of a backlog: something to be written. Which fields count depends on the
// kind.
type deferred struct {
	n    uint64 // counted from 1
	kind entryKind
	id   string // of the verification

	record  Record // entryBegun
	person  Person // … not hashed yet; nobody if the record has the hash
	guarded bool   // … and the guard can still refuse it
	most    int    // … how many requests a person may get within an hour; 0: any number

	resumption ciba.Resumption // entryAcknowledged
	request    []byte
	interval   time.Duration // entryInterval

	at     time.Time // entryReceived
	marks  []string
	tokens []ciba.Tokens
	came   time.Time // by our clock

	ending Ending       // entryEnded
	before ciba.Outcome // … that the journal may already have
	also   Person       // … whose other hash is known from now on; nobody if the ending has it

	report Report // entryReported, entryLifted
}

// counts reports whether an entry is part of the record. What is needed to resume after a crash
// isn't.
func (e deferred) counts() bool {
	switch e.kind {
	case entryBegun, entryReceived, entryEnded, entryReported, entryLifted:
		return true
	case entryAcknowledged, entryInterval, entryAsking, entryDone:
	}
	return false
}

// forget drops what must not be held after Done. Hashes, case and text stay, and the guard's end.
// If no journal could hash the person, the record has none.
func (e *deferred) forget(ctx context.Context, journal Journal) {
	if journal != nil {
		_ = e.hash(ctx, journal)
	}
	e.person, e.also = Person{}, Person{}
	e.tokens, e.request, e.resumption.AuthReqID = nil, nil, ""
}

// hash replaces the names of persons with their hashes.
func (e *deferred) hash(ctx context.Context, journal Journal) error {
	for _, of := range []struct {
		person *Person
		hash   *PersonHash
	}{{&e.person, &e.record.Person}, {&e.also, &e.ending.Also}} {
		if *of.person == (Person{}) {
			continue
		}
		hash, err := journal.HashPerson(ctx, *of.person)
		if err != nil {
			return err
		}
		*of.person, *of.hash = Person{}, hash
	}
	return nil
}

// write writes an entry.
func (e deferred) write(ctx context.Context, journal Journal) (seen bool, err error) {
	if err := e.hash(ctx, journal); err != nil {
		return false, err
	}
	switch e.kind {
	case entryBegun:
		if e.guarded {
			err = journal.Begin(ctx, e.record, e.most)
		} else {
			err = journal.BeginLate(ctx, e.record)
		}
		if errors.Is(err, ErrRecordExists) {
			err = nil // it was written, but the answer was lost
		}
	case entryAcknowledged:
		err = journal.Acknowledge(ctx, e.id, e.resumption, e.request)
	case entryInterval:
		err = journal.Interval(ctx, e.id, e.interval)
	case entryReceived:
		seen, err = journal.Receive(ctx, e.id, e.at, e.marks, e.tokens...)
	case entryAsking:
		err = journal.Asking(ctx, e.id)
	case entryEnded:
		err = journal.End(ctx, e.id, e.ending)
		if errors.Is(err, ErrRecordEnded) && e.ending.Outcome == e.before {
			err = nil // it is there already
		}
	case entryReported:
		err = journal.Fence(ctx, e.id, e.report)
	case entryLifted:
		err = journal.Unfence(ctx, e.id, e.report)
	case entryDone:
		err = journal.Done(ctx, e.id)
	}
	return seen, err
}

// hopeless reports whether trying again can't help.
func hopeless(err error) bool {
	return slices.ContainsFunc([]error{ErrRecordEnded, ErrNoRecord, ErrRecordTooBig, ErrNoID, ErrNoOutcome}, func(of error) bool { return errors.Is(err, of) })
}
