package journal

import (
	"context"
	"errors"
	"time"
)

// While the database of a shared journal can't be reached, a desk may record in a file of its own,
// and hand in later what is there, whole: from begin to end, when nothing more can come.

// Whole is a verification from begin to end, as it is handed in.
type Whole struct {
	Record Record
	// Marks are those that came first for it, as its file hashed them.
	Marks [][]byte
	Head  string // the end of its file's chain, when it was read

	// What the guard still goes by.
	Sent         time.Time // of the request; zero if it doesn't count (any more)
	Acknowledged bool      // the provider has it
	Until        time.Time // the request may be on a phone until then; zero if it isn't

	links int
}

// HandedIn is the answer to a record that was handed in.
type HandedIn struct {
	// Covers is a head of the shared journal that the record is part of; position 0: it was
	// dropped.
	Covers Head
	// Known: it was handed in before. What was reported since isn't in it.
	Known bool
	// Older: it is older than what the journal keeps, so that it was dropped.
	Older bool
	// Replay: one of its marks had come for another verification as well.
	Replay bool
}

// FileKeys are the keys of a file whose key isn't that in the keyring: 32 bytes each, for one
// purpose each. See [OpenFileUnder].
type FileKeys struct{ Seal, Person, CPR, Mark, Index, Name []byte }

// OpenFileUnder is [OpenFile] for keys that are given. [ErrKeyLost]: the file is under others.
func OpenFileUnder(ctx context.Context, path string, under FileKeys, options FileOptions) (*File, error) {
	j := newFile(path, options)
	j.useKeys(keys{seal: under.Seal, person: under.Person, cpr: under.CPR, mark: under.Mark, index: under.Index, name: under.Name})
	err := j.locked(ctx, true, func() error {
		if j.exists() {
			return nil
		}
		return j.create()
	})
	if err == nil {
		err = j.reading(ctx, func(*content) error { return nil })
	}
	if err != nil && !errors.Is(err, errNoFile) && !errors.Is(err, ErrBusy) {
		return nil, errors.Join(err, j.Close())
	}
	return j, nil
}

// HashedWith returns what persons and marks are hashed with, and a name that tells this file's keys
// from another's; no other keys.
func (j *File) HashedWith() FileKeys {
	return FileKeys{Person: j.keys.person, CPR: j.keys.cpr, Mark: j.keys.mark, Name: j.keys.name}
}

// Has reports whether a verification is recorded here.
func (j *File) Has(ctx context.Context, id string) (has bool, err error) {
	err = j.reading(ctx, func(l *content) error {
		position, err := l.find(id)
		has = position != 0
		return err
	})
	if errors.Is(err, errNoFile) {
		return false, nil
	}
	return has, err
}

// Guarded returns the guard's answer to a verification that would begin, and writes nothing.
func (j *File) Guarded(ctx context.Context, record Record, maxPrompts int) error {
	err := j.reading(ctx, func(l *content) error {
		return l.guarded(record, l.now, maxPrompts)
	})
	if errors.Is(err, errNoFile) {
		return nil
	}
	return err
}

// Whole returns verifications that have ended and that nothing is kept of any more, the oldest
// first: most of them at most. left is how many haven't come so far.
func (j *File) Whole(ctx context.Context, most int) (all []Whole, left int, err error) {
	err = j.reading(ctx, func(l *content) error {
		var err error
		all, left, err = l.wholes(most)
		return err
	})
	if errors.Is(err, errNoFile) {
		return nil, 0, nil
	}
	return all, left, err
}

func (l *content) wholes(most int) (all []Whole, left int, err error) {
	head, err := l.end()
	if err != nil {
		return nil, 0, err
	}
	running := make(map[string]bool)
	if err := each(l, bucketOpen, func(key []byte, _ open) error { running[string(key)] = true; return nil }); err != nil {
		return nil, 0, err
	}
	b, err := l.bucket(bucketRecords)
	if err != nil {
		return nil, 0, err
	}
	c := b.Cursor()
	var before []byte
	for key, value := c.First(); key != nil && len(all) < most; key, value = c.Next() {
		if !inOrder(before, key) {
			return nil, 0, errCoded
		}
		before = key
		r, err := l.openRecord(key, value)
		if err != nil {
			return nil, 0, err
		}
		if r.Outcome == "" || running[string(key)] {
			left++
			continue
		}
		w, err := l.whole(r)
		if err != nil {
			return nil, 0, err
		}
		w.Head = head.String()
		all = append(all, w)
	}
	return all, left, nil
}

// whole returns a record with what belongs to it.
func (l *content) whole(r *storedRecord) (w Whole, err error) {
	w = Whole{Record: r.copied(), links: len(r.links)}
	if w.Marks, err = l.marksOf(r); err != nil || r.Person == "" {
		return w, err
	}
	s, err := l.standing(r.Person)
	if err != nil {
		return w, err
	}
	if p := s.prompt(r.ID); p != nil {
		w.Sent, w.Acknowledged = p.sent, p.acknowledged
	}
	if s.guard.id == r.ID && s.guard.holds(l.now) {
		w.Until = s.guard.until
	}
	return w, nil
}

// HandedIn removes the content of records that the shared journal has now, as Erase does; counts
// and fences stay until they are over. A record that got longer since it was read stays.
func (j *File) HandedIn(ctx context.Context, those []Whole) error {
	return j.changingAndWiping(ctx, func(l *content) error {
		var records []*storedRecord
		var positions []uint64
		for _, w := range those {
			_, r, err := l.record(w.Record.ID)
			switch {
			case errors.Is(err, ErrNoRecord):
				continue // another program of this desk handed it in, too
			case err != nil:
				return err
			case len(r.links) == w.links:
				records, positions = append(records, r), append(positions, r.links...)
			}
		}
		if len(records) == 0 {
			return nil
		}
		_, err := l.removed(records, positions)
		return err
	})
}
