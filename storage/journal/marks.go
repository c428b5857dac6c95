package journal

import (
	"bytes"
	"slices"
	"time"
)

// A mark that came for a recorded verification is in a link of its record, and is found there when
// the record is erased. Others are loose: what came for a verification that isn't recorded, or not
// yet. They are listed by the verification.

// mark records the marks that are new, and returns those that belong into a link: all that no link
// has, unless they stay loose. seen reports whether one came for another verification.
func (l *content) mark(id string, marks []string, loose bool) (first [][]byte, seen bool, err error) {
	owner := l.j.keys.hashID(id)
	for _, mark := range marks {
		if mark == "" {
			continue // a missing transaction id isn't a mark
		}
		hashed := l.j.keys.hashMark(mark)
		var known storedMark
		found, err := l.get(bucketMarks, hashed, &known)
		isNew := !found
		switch {
		case err != nil:
			return nil, false, err
		case found && !bytes.Equal(known.owner, owner):
			seen = true
			continue // it stays the mark of the verification for which it came first
		case found && !loose:
			isNew, err = l.bind(owner, hashed)
		case !found:
			err = l.putMark(owner, hashed, loose)
		}
		if err != nil {
			return nil, false, err
		}
		if isNew && !loose {
			first = append(first, hashed)
		}
	}
	return first, seen, nil
}

// putMark writes a mark.
func (l *content) putMark(owner, hashed []byte, loose bool) error {
	if err := l.put(bucketMarks, hashed, &storedMark{owner: owner, at: l.now}); err != nil || !loose {
		return err
	}
	return l.put(bucketLoose, looseKey(owner, hashed), &storedTime{l.now})
}

// looseKey returns the key of a loose mark.
func looseKey(owner, hashed []byte) []byte { return slices.Concat(owner, hashed) }

// bind makes a loose mark one of a link, and reports whether it was loose.
func (l *content) bind(owner, hashed []byte) (wasLoose bool, err error) {
	key := looseKey(owner, hashed)
	if wasLoose, err = l.get(bucketLoose, key, new(storedTime)); err != nil || !wasLoose {
		return false, err
	}
	return true, l.remove(bucketLoose, key)
}

// marksOf returns the marks in the links of a record.
func (l *content) marksOf(r *storedRecord) (marks [][]byte, err error) {
	b, err := l.bucket(bucketChain)
	if err != nil {
		return nil, err
	}
	for _, position := range r.links {
		_, content, sealed, err := storedLink(b.Get(at(position)))
		if err != nil {
			return nil, err
		}
		if content == contentErased {
			continue
		}
		var k link
		if err := l.open(bucketChain, at(position), sealed, &k); err != nil {
			return nil, err
		}
		if k.kind == linkReceived && k.of == r.links[0] {
			marks = append(marks, k.marks...)
		}
	}
	return marks, nil
}

// forgetLoose removes the loose marks of verifications, given by their hashed ids, and those that
// belong to no record and are older than oldest.
func (l *content) forgetLoose(of map[string]bool, oldest time.Time) error {
	ids, err := l.bucket(bucketIDs)
	if err != nil {
		return err
	}
	var over [][]byte
	err = each(l, bucketLoose, func(key []byte, since storedTime) error {
		if len(key) <= keySize {
			return errCoded
		}
		owner := key[:keySize]
		if of[string(owner)] || since.Before(oldest) && ids.Get(owner) == nil {
			over = append(over, key)
		}
		return nil
	})
	for _, key := range over {
		if err == nil {
			err = l.remove(bucketLoose, key)
		}
		if err == nil {
			err = l.remove(bucketMarks, key[keySize:])
		}
	}
	return err
}
