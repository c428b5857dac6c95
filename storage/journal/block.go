package journal

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"ringback/ciba"
)

// The positions of the chain are divided into blocks. What is known of the records that begin in
// one tells a filter whether it picks all of them, or none, so that it need not read them, and how
// many they are.

// blockSize is the number of positions of a block: some 700 records.
const blockSize = 2048

// storedBlock is what is known of the records that begin in a block.
type storedBlock struct {
	first, last time.Time // none of them began before or after these
	tallies     []tally   // in order, none of them zero
}

// tally is how many records of a block have an environment and an outcome.
type tally struct {
	environment string
	outcome     ciba.Outcome
	records     uint64
}

func (t tally) compare(with tally) int {
	return cmp.Or(cmp.Compare(t.environment, with.environment), cmp.Compare(t.outcome, with.outcome))
}

func (b *storedBlock) code(c *coder) {
	c.version()
	c.time(&b.first)
	c.time(&b.last)
	n := c.count(len(b.tallies), blockSize)
	if c.reading {
		b.tallies = make([]tally, n)
	}
	for i := range b.tallies {
		text(c, &b.tallies[i].environment, maxText)
		text(c, &b.tallies[i].outcome, maxText)
		c.number(&b.tallies[i].records)
	}
}

// add counts a record.
func (b *storedBlock) add(r *Record) {
	if len(b.tallies) == 0 {
		b.first, b.last = r.Started, r.Started
	}
	if r.Started.Before(b.first) {
		b.first = r.Started
	}
	if r.Started.After(b.last) {
		b.last = r.Started
	}
	of := tally{environment: r.Environment, outcome: r.Outcome, records: 1}
	at, found := slices.BinarySearchFunc(b.tallies, of, tally.compare)
	if found {
		b.tallies[at].records++
		return
	}
	of.environment, of.outcome = strings.Clone(of.environment), ciba.Outcome(strings.Clone(string(of.outcome)))
	b.tallies = slices.Insert(b.tallies, at, of)
}

// remove takes add back. The times stay: they may be too far apart.
func (b *storedBlock) remove(r *Record) {
	of := tally{environment: r.Environment, outcome: r.Outcome}
	at, found := slices.BinarySearchFunc(b.tallies, of, tally.compare)
	if !found {
		return // Verify tells
	}
	if b.tallies[at].records--; b.tallies[at].records == 0 {
		b.tallies = slices.Delete(b.tallies, at, at+1)
	}
}

// fitting returns how many records have an environment and an outcome that a filter picks, and how
// many there are.
func (b *storedBlock) fitting(f *Filter) (fit, all uint64) {
	for _, t := range b.tallies {
		if all += t.records; f.of(t.environment, t.outcome) {
			fit += t.records
		}
	}
	return fit, all
}

// outside and inside report whether a filter's time has none, or all, of a block's records.
func (b *storedBlock) outside(f *Filter) bool {
	return !f.From.IsZero() && b.last.Before(f.From) || !f.Until.IsZero() && !b.first.Before(f.Until)
}

func (b *storedBlock) inside(f *Filter) bool {
	return (f.From.IsZero() || !b.first.Before(f.From)) && (f.Until.IsZero() || b.last.Before(f.Until))
}

// recount counts a record under another outcome.
func (l *content) recount(position uint64, r *Record, outcome ciba.Outcome) error {
	ended := *r
	ended.Outcome = outcome
	return l.changeBlock(position, func(b *storedBlock) { b.remove(r); b.add(&ended) })
}

// changeBlock changes the block of a position. An empty one is removed.
func (l *content) changeBlock(position uint64, change func(*storedBlock)) error {
	key := at(position / blockSize)
	var b storedBlock
	if _, err := l.get(bucketBlocks, key, &b); err != nil {
		return err
	}
	if change(&b); len(b.tallies) == 0 {
		return l.remove(bucketBlocks, key)
	}
	return l.put(bucketBlocks, key, &b)
}

// blocksBefore calls do for each block that has positions below one, the last one first, until do
// returns false.
func (l *content) blocksBefore(before uint64, do func(number uint64, b *storedBlock) (more bool, err error)) error {
	bucket, err := l.bucket(bucketBlocks)
	if err != nil {
		return err
	}
	c := bucket.Cursor()
	var after []byte
	for key, value := c.Before(at((before + blockSize - 1) / blockSize)); key != nil; key, value = c.Prev() {
		if after != nil && !inOrder(key, after) {
			return errCoded
		}
		after = key
		number, err := positionOf(key)
		if err != nil {
			return err
		}
		var b storedBlock
		if err := l.open(bucketBlocks, key, value, &b); err != nil {
			return err
		}
		if more, err := do(number, &b); err != nil || !more {
			return err
		}
	}
	return nil
}
