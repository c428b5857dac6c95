package journal

import (
	"context"
	"math"
)

// A search goes by the index if the filter names a person or a case, and otherwise by the blocks,
// and opens the fronts of the records that these leave in doubt. A journal of an earlier format,
// which is only read, has neither: there it opens every front.

// checkContextEvery is the number of records after which a long walk checks its context.
const checkContextEvery = 1 << 10

// search is one search within a transaction.
type search struct {
	l       *content
	filter  Filter
	indexed bool // the journal has index and blocks
	records *bucket
	below   uint64 // position of the next one
	read    int    // number of records
}

// searchFor begins a search.
func (l *content) searchFor(filter Filter) (*search, error) {
	records, err := l.bucket(bucketRecords)
	if err != nil {
		return nil, err
	}
	if filter.hashes, err = l.hashes(filter.Person); err != nil {
		return nil, err
	}
	indexed, err := l.indexed()
	if err != nil {
		return nil, err
	}
	s := &search{l: l, filter: filter, indexed: indexed, records: records, below: filter.Before}
	if s.below == 0 {
		s.below = afterAll
	}
	return s, nil
}

// newestFirst calls do for each stored record that fits, the last begun first, until do returns
// false.
func (l *content) newestFirst(ctx context.Context, filter Filter, do found) error {
	s, err := l.searchFor(filter)
	if err != nil {
		return err
	}
	return s.run(ctx, do)
}

func (s *search) run(ctx context.Context, do found) error {
	switch {
	case !s.indexed || s.filter.everything():
		_, err := s.between(ctx, 0, s.below, s.filter.everything(), do)
		return err
	case s.filter.hasTerm():
		return s.byIndex(ctx, do)
	}
	return s.byBlocks(ctx, do)
}

// found is called for a stored record that fits.
type found func(key, value []byte) (more bool, err error)

// between calls do for the records that fit and begin at a position from one on, before another.
// With all, every one fits.
func (s *search) between(ctx context.Context, from, before uint64, all bool, do found) (more bool, err error) {
	c := s.records.Cursor()
	for key, value := c.Before(at(before)); key != nil; key, value = c.Prev() {
		position, err := positionOf(key)
		switch {
		case err != nil:
			return false, err
		case position < from:
			return true, nil
		case position >= s.below && s.read > 0 || position >= before:
			return false, errCoded // a damaged page can send the library round in circles
		}
		s.below = position
		if more, err := s.look(ctx, key, value, all, do); err != nil || !more {
			return false, err
		}
	}
	return true, nil
}

// look calls do for a record if it fits.
func (s *search) look(ctx context.Context, key, value []byte, all bool, do found) (more bool, err error) {
	if s.read++; s.read%checkContextEvery == 0 && ctx.Err() != nil {
		return false, ctx.Err()
	}
	if !all {
		var front storedFront
		if err := s.l.openFront(key, value, &front); err != nil {
			return false, err
		}
		if !s.filter.fits(&front.Record) {
			return true, nil
		}
	}
	return do(key, value)
}

// byBlocks searches by the blocks.
func (s *search) byBlocks(ctx context.Context, do found) error {
	return s.l.blocksBefore(s.below, func(number uint64, b *storedBlock) (more bool, err error) {
		fit, all := b.fitting(&s.filter)
		if fit == 0 || b.outside(&s.filter) {
			return true, nil
		}
		return s.between(ctx, number*blockSize, min(s.below, (number+1)*blockSize), fit == all && b.inside(&s.filter), do)
	})
}

// byIndex searches by the index: by the person or the case, whichever has fewer records.
func (s *search) byIndex(ctx context.Context, do found) error {
	terms, err := s.terms()
	if err != nil {
		return err
	}
	entries, err := s.l.entriesOfAll(terms, s.below)
	if err != nil {
		return err
	}
	for {
		position, err := entries.next()
		if err != nil || position == 0 {
			return err
		}
		key := at(position)
		value := s.records.Get(key)
		if value == nil {
			return errCoded
		}
		if more, err := s.look(ctx, key, value, false, do); err != nil || !more {
			return err
		}
	}
}

// fewEnough is how many records a term may have before it matters whether another has fewer.
const fewEnough = 1000

// terms returns the terms to search by.
func (s *search) terms() ([]term, error) {
	var persons []term
	if s.filter.Person != "" {
		for _, hash := range s.filter.hashes {
			persons = append(persons, s.l.personTerm(hash))
		}
	}
	if s.filter.Case == "" {
		return persons, nil
	}
	ofCase := []term{s.l.caseTerm(s.filter.Case)}
	if persons == nil {
		return ofCase, nil
	}
	n, err := s.l.entered(persons, fewEnough)
	if err != nil || n < fewEnough {
		return persons, err
	}
	m, err := s.l.entered(ofCase, fewEnough)
	if m < fewEnough {
		return ofCase, err
	}
	return persons, err
}

// entered returns how many entries terms have, most at most.
func (l *content) entered(terms []term, most int) (n int, err error) {
	all, err := l.entriesOfAll(terms, afterAll)
	for ; err == nil && n < most; n++ {
		var position uint64
		if position, err = all.next(); position == 0 {
			break
		}
	}
	return n, err
}

// counted returns how many records fit, wherever the filter's page begins. Where the index has to
// be walked it counts up to most.
func (l *content) counted(ctx context.Context, filter Filter, most int) (n int, err error) {
	filter.Before = 0
	s, err := l.searchFor(filter)
	switch {
	case err != nil:
		return 0, err
	case s.indexed && !filter.hasTerm():
		return s.tallied(ctx)
	case s.indexed && filter.onlyTerm():
		terms, err := s.terms()
		if err != nil {
			return 0, err
		}
		return l.entered(terms, most)
	}
	err = s.run(ctx, func(_, _ []byte) (more bool, err error) { n++; return n < most, nil })
	return n, err
}

// tallied counts by the blocks.
func (s *search) tallied(ctx context.Context) (n int, err error) {
	err = s.l.blocksBefore(afterAll, func(number uint64, b *storedBlock) (more bool, err error) {
		fit, _ := b.fitting(&s.filter)
		switch {
		case fit == 0 || b.outside(&s.filter):
			return true, nil
		case b.inside(&s.filter):
			n += int(min(fit, math.MaxInt32))
			return true, nil
		}
		return s.between(ctx, number*blockSize, (number+1)*blockSize, false,
			func(_, _ []byte) (more bool, err error) { n++; return true, nil })
	})
	return n, err
}
