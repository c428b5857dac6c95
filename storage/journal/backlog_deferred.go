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
	entryEnded
	entryDone
)

// deferred is something to be written: an entry of a backlog. Which fields count depends on the
// kind.
type deferred struct {
	n    uint64 // counted from 1
	kind entryKind
	id   string // of the verification

	record  Record // entryBegun
	person  string // … who is still to be hashed; "" where the record has it
	guarded bool   // … and the guard can still stop it

	resumption ciba.Resumption // entryAcknowledged
	request    []byte
	interval   time.Duration // entryInterval

	at     time.Time // entryReceived
	marks  []string
	tokens []ciba.Tokens
	came   time.Time // by our clock

	ending Ending       // entryEnded
	before ciba.Outcome // … that may stand there already
}

// counts reports whether an entry is part of the record. What it takes to go on after a crash
// isn't.
func (e deferred) counts() bool {
	return e.kind == entryBegun || e.kind == entryReceived || e.kind == entryEnded
}

// forget drops what is not to be held after Done: hashes, case and text stay,
// and until when the guard holds.
// A person whom no journal could hash is recorded as nobody.
func (e *deferred) forget(ctx context.Context, journal Journal) {
	if e.person != "" && journal != nil {
		if hash, err := journal.HashPerson(ctx, e.person); err == nil {
			e.record.Person = hash
		}
	}
	e.person, e.tokens, e.request, e.resumption.AuthReqID = "", nil, nil, ""
}

// write writes an entry.
func (e deferred) write(ctx context.Context, journal Journal) (seen bool, err error) {
	switch e.kind {
	case entryBegun:
		if e.person != "" {
			if e.record.Person, err = journal.HashPerson(ctx, e.person); err != nil {
				return false, err
			}
		}
		if e.guarded {
			err = journal.Begin(ctx, e.record)
		} else {
			err = journal.BeginLate(ctx, e.record)
		}
		if errors.Is(err, ErrRecordExists) {
			err = nil // it was written, and the answer was lost
		}
	case entryAcknowledged:
		err = journal.Acknowledge(ctx, e.id, e.resumption, e.request)
	case entryInterval:
		err = journal.Interval(ctx, e.id, e.interval)
	case entryReceived:
		seen, err = journal.Receive(ctx, e.id, e.at, e.marks, e.tokens...)
	case entryEnded:
		err = journal.End(ctx, e.id, e.ending)
		if errors.Is(err, ErrRecordEnded) && e.ending.Outcome == e.before {
			err = nil // it stands there
		}
	case entryDone:
		err = journal.Done(ctx, e.id)
	}
	return seen, err
}

// hopeless reports whether trying again can't help.
func hopeless(err error) bool {
	return slices.ContainsFunc([]error{ErrRecordEnded, ErrNoRecord, ErrRecordTooBig, ErrNoID, ErrNoOutcome}, func(of error) bool { return errors.Is(err, of) })
}

func isGuard(err error) bool {
	var guard *GuardError
	return errors.As(err, &guard)
}
