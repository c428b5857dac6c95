package journal

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/maphash"
	"slices"
	"sync"
)

// sums are what is compared without keeping it: each a sum of hashes, which is the same if, but for
// a chance of one in 2⁶⁴, the same was added, in whatever order.
type sums struct {
	records int
	told    uint64   // links of records, as the chain has them
	listed  uint64   // links of records, as the list has them
	ids     uint64   // ids with where they begin
	entries uint64   // entries of the index
	marked  uint64   // marks with their owners
	marks   []uint64 // the same one by one: the bucket may have others too
}

func (s *sums) add(more *sums) {
	s.records += more.records
	s.told, s.listed, s.ids, s.entries = s.told+more.told, s.listed+more.listed, s.ids+more.ids, s.entries+more.entries
	s.marked, s.marks = s.marked+more.marked, append(s.marks, more.marks...)
}

// mark adds a mark with its owner.
func (s *sums) mark(sum uint64) { s.marked, s.marks = s.marked+sum, append(s.marks, sum) }

// sum returns the hash of two values.
func (s *segment) sum(a, b []byte) uint64 { return summed2(s.seed, a, b) }

func summed2(seed maphash.Seed, a, b []byte) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	var size [4]byte
	binary.BigEndian.PutUint32(size[:], uint32(len(a)))
	_, _ = h.Write(size[:])
	_, _ = h.Write(a)
	_, _ = h.Write(b)
	return h.Sum64()
}

// hashed compares the buckets whose keys are hashes with what the chain tells.
func (v *verifier) hashed(ctx context.Context) error {
	buckets := []string{bucketIDs, bucketMarks}
	indexed, err := v.l.indexed()
	if err != nil {
		return err
	}
	if indexed {
		buckets = append(buckets, bucketIndex)
	}
	const parts = 16 // of each bucket
	var found sums
	var mu sync.Mutex
	err = v.l.inParallel(ctx, len(buckets)*parts, func(l *content, i int) error {
		part := sums{}
		err := v.read(ctx, l, buckets[i/parts], byte(i%parts)*(256/parts), 256/parts, &part)
		mu.Lock()
		found.add(&part)
		mu.Unlock()
		return err
	})
	if err != nil {
		return err
	}
	return v.compare(ctx, &found, indexed)
}

// read adds the values of a bucket whose keys begin with one of n bytes. What doesn't open adds
// nothing, so the sums differ.
func (v *verifier) read(ctx context.Context, l *content, bucket string, from byte, n int, into *sums) error {
	b, err := l.bucket(bucket)
	if err != nil {
		return err
	}
	c := b.Cursor()
	l.reuse()
	p, m := &l.reused.position, &l.reused.mark
	read := 0
	for key, value := c.Seek([]byte{from}); key != nil && int(key[0]) < int(from)+n; key, value = c.Next() {
		if read++; read%checkContextEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		switch bucket {
		case bucketIDs:
			if l.open(bucket, key, value, p) == nil {
				into.ids += summed2(v.seed, key, at(p.position))
			}
		case bucketMarks:
			if l.open(bucket, key, value, m) == nil {
				into.mark(summed2(v.seed, key, m.owner))
			}
		default:
			if l.sealedAt(bucket, key, value) == nil {
				into.entries += summed2(v.seed, key, nil)
			}
		}
	}
	return nil
}

// compare names the first record for which the buckets differ from the chain.
func (v *verifier) compare(ctx context.Context, found *sums, indexed bool) error {
	if found.ids != v.sums.ids {
		return v.nameRecord(ctx, func(position uint64, r *storedRecord) (bool, error) {
			found, err := v.l.find(r.ID)
			return found == position, err
		})
	}
	if indexed && found.entries != v.sums.entries {
		return v.nameRecord(ctx, v.entered)
	}
	if found.marked != v.sums.marked && !within64(v.sums.marks, found.marks) {
		return v.named(v.nameMark(ctx))
	}
	return nil
}

// within64 reports whether all of some hashes are among others, and sorts both.
func within64(some, others []uint64) bool {
	slices.Sort(some)
	slices.Sort(others)
	for i, n := 0, 0; n < len(some); i++ {
		if i == len(others) || others[i] > some[n] {
			return false
		}
		for n < len(some) && some[n] == others[i] {
			n++
		}
	}
	return true
}

// entered reports whether a record is in the index.
func (v *verifier) entered(position uint64, r *storedRecord) (bool, error) {
	for _, t := range v.l.termsOf(&r.Record) {
		if found, err := v.l.get(bucketIndex, entryKey(t, position), storedNothing{}); err != nil || !found {
			return false, err
		}
	}
	return true, nil
}

// nameRecord names the first record that is not good. If all are, a bucket has too much; then it
// names the end of the chain.
func (v *verifier) nameRecord(ctx context.Context, good func(position uint64, r *storedRecord) (bool, error)) error {
	b, err := v.l.bucket(bucketRecords)
	if err != nil {
		return err
	}
	c := b.Cursor()
	for key, value := c.First(); key != nil; key, value = c.Next() {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		r, err := v.l.openRecord(key, value)
		if err != nil {
			return err
		}
		is, err := good(r.links[0], r)
		if broken(err) {
			is, err = false, nil
		}
		if err != nil {
			return err
		}
		if !is {
			v.bad(ChainRecord, r.links[0], r.Started)
			return nil
		}
	}
	return v.named(nil)
}

// nameUnlisted names the first link that belongs to no record of the list.
func (v *verifier) nameUnlisted(ctx context.Context) error {
	return v.eachLink(ctx, func(position uint64, k *link) error {
		if k.kind == linkErased || k.kind == linkRetained {
			return nil
		}
		r, err := v.l.getRecord(k.of)
		if err != nil {
			return err
		}
		if r != nil && slices.Contains(r.links, position) {
			return nil
		}
		begun, err := v.linkAt(k.of)
		switch {
		case err != nil:
			return err
		case begun == nil || begun.kind != linkBegun:
			v.bad(ChainChanged, position, k.at)
		default:
			v.bad(ChainRecord, k.of, begun.record.Started)
		}
		return nil
	})
}

// nameMark names the first record of which a mark is missing or another's.
func (v *verifier) nameMark(ctx context.Context) error {
	first := uint64(afterAll)
	err := v.eachLink(ctx, func(_ uint64, k *link) error {
		if k.kind != linkReceived || k.of > first {
			return nil
		}
		r, err := v.l.getRecord(k.of)
		if err != nil || r == nil {
			return err
		}
		for _, mark := range k.marks {
			var m storedMark
			found, err := v.l.get(bucketMarks, mark, &m)
			if err != nil && !broken(err) {
				return err
			}
			if err != nil || !found || !bytes.Equal(m.owner, v.l.j.keys.hashID(r.ID)) {
				first = k.of
			}
		}
		return nil
	})
	if err != nil || first == afterAll {
		return err
	}
	begun, err := v.linkAt(first)
	if err == nil && begun != nil {
		v.bad(ChainMark, first, begun.record.Started)
	}
	return err
}

// linkAt returns a link; nil if it is gone or erased.
func (v *verifier) linkAt(position uint64) (*link, error) {
	b, err := v.l.bucket(bucketChain)
	if err != nil {
		return nil, err
	}
	value := b.Get(at(position))
	if value == nil {
		return nil, nil
	}
	return v.opened(at(position), value)
}

// opened opens a link; nil if it is erased.
func (v *verifier) opened(key, value []byte) (*link, error) {
	_, content, sealed, err := storedLink(value)
	if err != nil || content == contentErased {
		return nil, err
	}
	k := new(link)
	return k, v.l.open(bucketChain, key, sealed, k)
}

// eachLink calls do for each link that isn't erased, until there is a fault. They have been
// verified.
func (v *verifier) eachLink(ctx context.Context, do func(position uint64, k *link) error) error {
	b, err := v.l.bucket(bucketChain)
	if err != nil {
		return err
	}
	c := b.Cursor()
	for key, value := c.First(); key != nil && v.audit.Fault == nil; key, value = c.Next() {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		position, err := positionOf(key)
		if err != nil {
			return err
		}
		k, err := v.opened(key, value)
		if err != nil {
			return err
		}
		if k == nil {
			continue
		}
		if err := do(position, k); err != nil {
			return err
		}
	}
	return nil
}
