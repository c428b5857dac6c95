package journal

import (
	"context"
	"errors"
	"slices"
	"time"

	"go.etcd.io/bbolt"
)

// Erase implements [Journal]. Of what is erased, the digest, the time and the word erased stay, so
// that the chain still verifies. Then the file is rewritten, because its freed pages still hold the
// content. If that can't be done now, the error says why, and the next opening does it.
func (j *File) Erase(ctx context.Context, filter Filter) (Erased, error) {
	if !filter.names() {
		return Erased{}, ErrEraseAll
	}
	filter.Offset, filter.Limit = 0, 0
	var erased Erased
	err := j.changingAndRewriting(ctx, func(l *content) error {
		records, left, err := l.erasable(ctx, filter)
		if err != nil {
			return err
		}
		erased = Erased{Records: len(records), Open: left}
		if len(records) == 0 {
			return nil
		}
		var positions []uint64
		for _, r := range records {
			positions = append(positions, r.links...)
		}
		for _, position := range positions {
			if err := l.blank(position); err != nil {
				return err
			}
		}
		if err := l.forget(records, time.Time{}); err != nil {
			return err
		}
		if _, err := l.append(link{kind: linkErased, erased: spans(positions)}); err != nil {
			return err
		}
		return l.put(bucketState, []byte(stateRewrite), &storedTime{l.now})
	})
	if err != nil {
		return Erased{}, err
	}
	return erased, nil
}

// erasable returns the records that fit, except those that may be open, and how many those are.
func (l *content) erasable(ctx context.Context, filter Filter) (records []*storedRecord, left int, err error) {
	running := make(map[string]*kept)
	err = each(l, bucketOpen, func(_ []byte, o open) error {
		k, err := l.j.readKept(o)
		if err != nil { // it can't be read now: treat it as open, with nothing else known
			k = &kept{begun: o.begun, ended: o.ended}
		}
		running[o.id] = k
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	guards := make(map[string]guard)
	if err := each(l, bucketGuards, func(_ []byte, g guard) error { guards[g.id] = g; return nil }); err != nil {
		return nil, 0, err
	}
	err = l.newestFirst(ctx, filter, func(key, value []byte) (more bool, err error) {
		r, err := l.openRecord(key, value)
		switch {
		case err != nil:
			return false, err
		case r.mayBeOpen(running[r.ID], guards[r.ID], l.now):
			left++
		default:
			records = append(records, r)
		}
		return true, nil
	})
	return records, left, err
}

// blank removes the content of a link.
func (l *content) blank(position uint64) error {
	b, err := l.bucket(bucketChain)
	if err != nil {
		return err
	}
	digest, _, _, err := storedLink(b.Get(at(position)))
	if err != nil {
		return err
	}
	sealed := l.j.seal.seal(l.place(bucketChain, at(position)), encode(&stub{at: l.now, word: erasedWord}))
	return b.Put(at(position), append(append(digest[:len(digest):len(digest)], contentErased), sealed...))
}

// forget removes everything that belongs to records except their links, and marks that belong to no
// record and are older than oldest.
func (l *content) forget(records []*storedRecord, oldest time.Time) error {
	owners := make(map[string]bool)
	for _, r := range records {
		begin, hashed := at(r.links[0]), l.j.keys.hashID(r.ID)
		owners[string(hashed)] = true
		if err := l.j.removeKept(r.ID); err != nil {
			return err
		}
		g, err := l.guardOf(r.Record)
		if err == nil && g.id != "" {
			err = l.remove(bucketGuards, l.guardKey(r.Person))
		}
		if err == nil {
			err = errors.Join(l.remove(bucketRecords, begin), l.remove(bucketOpen, begin), l.remove(bucketIDs, hashed))
		}
		if err != nil {
			return err
		}
	}
	ids, err := l.bucket(bucketIDs)
	if err != nil {
		return err
	}
	var over [][]byte
	err = each(l, bucketMarks, func(key []byte, m storedMark) error {
		if owners[string(m.owner)] || m.at.Before(oldest) && ids.Get(m.owner) == nil {
			over = append(over, key)
		}
		return nil
	})
	for _, key := range over {
		if err == nil {
			err = l.remove(bucketMarks, key)
		}
	}
	return err
}

// spans combines positions into ranges.
func spans(positions []uint64) []span {
	slices.Sort(positions)
	var all []span
	for _, p := range positions {
		if n := len(all); n > 0 && all[n-1].last+1 == p {
			all[n-1].last = p
		} else {
			all = append(all, span{p, p})
		}
	}
	return all
}

// clockDoubt is how far after the last entry the clock may be before it is doubted, and doubtHolds
// for how long.
const (
	clockDoubt = 7 * 24 * time.Hour
	doubtHolds = 24 * time.Hour
)

// Retain implements [Journal]. The chain continues from a checkpoint.
func (j *File) Retain(ctx context.Context, keep time.Duration) (removed int, err error) {
	if keep < minKeep {
		return 0, ErrKeepTooShort
	}
	err = j.changingAndRewriting(ctx, func(l *content) error {
		removed = 0
		if doubted, err := l.doubted(); err != nil || doubted {
			return err
		}
		oldest := l.now.Add(-keep)
		records, upTo, err := l.outdated(oldest)
		if err != nil || len(records) == 0 {
			return err
		}
		checkpoint, err := l.cut(upTo)
		if err != nil {
			return err
		}
		if err := l.forget(records, oldest); err != nil {
			return err
		}
		if err := l.put(bucketState, []byte(stateCheckpoint), &checkpoint); err != nil {
			return err
		}
		if _, err := l.append(link{kind: linkRetained, of: upTo}); err != nil {
			return err
		}
		removed = len(records)
		return l.put(bucketState, []byte(stateRewrite), &storedTime{l.now})
	})
	if err != nil {
		return 0, err
	}
	return removed, nil
}

// doubted reports whether the clock is so far ahead that nothing should be removed because of it: a
// wrong year must not delete the journal.
func (l *content) doubted() (bool, error) {
	h, err := l.end()
	if err != nil {
		return false, err
	}
	var since storedTime
	found, err := l.get(bucketState, []byte(stateDoubt), &since)
	switch {
	case err != nil:
		return false, err
	case found && l.now.Before(since.Time): // it was corrected meanwhile
		return false, l.remove(bucketState, []byte(stateDoubt))
	case found && l.now.Before(since.Add(doubtHolds)):
		return true, nil
	case found:
		return false, l.remove(bucketState, []byte(stateDoubt))
	}
	return l.far(h), l.doubt(h)
}

// far reports whether the clock is far ahead of the time of the last link.
func (l *content) far(h storedHead) bool {
	return h.position > 0 && l.now.After(h.seen.Add(clockDoubt))
}

// doubt records that the clock is far ahead, if it is.
func (l *content) doubt(h storedHead) error {
	if !l.far(h) {
		return nil
	}
	return l.put(bucketState, []byte(stateDoubt), &storedTime{l.now})
}

// outdated returns the records that began before oldest, and the position up to which the chain can
// be cut: before the first record that stays, and not through one.
//
// A record that began in what is now the future was written by a wrong clock: it is removed with
// the one after it. A record that began before the previous one counts as having begun with it.
func (l *content) outdated(oldest time.Time) (records []*storedRecord, upTo uint64, err error) {
	h, err := l.end()
	if err != nil {
		return nil, 0, err
	}
	b, err := l.bucket(bucketRecords)
	if err != nil {
		return nil, 0, err
	}
	upTo = h.position
	c := b.Cursor()
	records, old, err := l.begunBefore(c, oldest)
	if err != nil {
		return nil, 0, err
	}
	if old < len(records) {
		upTo = records[old].links[0] - 1
	} else if key, _ := c.Seek(at(lastBegin(records) + 1)); key != nil {
		next, err := positionOf(key)
		if err != nil {
			return nil, 0, err
		}
		upTo = next - 1
	}
	records, upTo = wholeUpTo(records[:old], upTo)
	return records, upTo, nil
}

// begunBefore returns the records up to the first one that began at oldest or later, and how many
// of them are known to be old.
func (l *content) begunBefore(c *bbolt.Cursor, oldest time.Time) (records []*storedRecord, old int, err error) {
	var latest time.Time
	var before []byte
	for key, value := c.First(); key != nil; key, value = c.Next() {
		if !inOrder(before, key) {
			return nil, 0, errCoded
		}
		before = key
		r, err := l.openRecord(key, value)
		if err != nil {
			return nil, 0, err
		}
		if !r.Started.After(l.now) {
			if r.Started.After(latest) {
				latest = r.Started
			}
			if !latest.Before(oldest) {
				break
			}
			old = len(records) + 1
		}
		records = append(records, r)
	}
	return records, old, nil
}

// wholeUpTo returns those of the records that end before the cut, and where the chain can then be
// cut: a record that ended later stays, with all after it.
func wholeUpTo(records []*storedRecord, upTo uint64) ([]*storedRecord, uint64) {
	whole, cut, ends := 0, uint64(0), uint64(0)
	for i, r := range records {
		if r.links[0] > ends {
			whole, cut = i, r.links[0]-1
		}
		ends = max(ends, slices.Max(r.links))
	}
	if ends > upTo {
		return records[:whole], cut
	}
	return records, upTo
}

// lastBegin returns where the last of the records begins.
func lastBegin(records []*storedRecord) uint64 {
	if len(records) == 0 {
		return 0
	}
	return records[len(records)-1].links[0]
}

// cut removes the links up to a position and returns the checkpoint from which the chain continues.
func (l *content) cut(upTo uint64) (checkpoint storedHead, err error) {
	b, err := l.bucket(bucketChain)
	if err != nil {
		return storedHead{}, err
	}
	digest, content, sealed, err := storedLink(b.Get(at(upTo)))
	if err != nil {
		return storedHead{}, err
	}
	checkpoint = storedHead{head: head{position: upTo, digest: digest}}
	if content == contentErased {
		var s stub
		err = l.open(bucketChain, at(upTo), sealed, &s)
		checkpoint.at = s.at
	} else {
		var k link
		err = l.open(bucketChain, at(upTo), sealed, &k)
		checkpoint.at = k.at
	}
	if err != nil {
		return storedHead{}, err
	}
	c := b.Cursor()
	var over [][]byte
	for key, _ := c.First(); key != nil; key, _ = c.Next() {
		position, err := positionOf(key)
		if err != nil {
			return storedHead{}, err
		}
		if position > upTo || len(over) > 0 && !inOrder(over[len(over)-1], key) {
			break
		}
		over = append(over, slices.Clone(key))
	}
	for _, key := range over {
		if err := b.Delete(key); err != nil {
			return storedHead{}, err
		}
	}
	return checkpoint, nil
}

// changingAndRewriting is [File.changing], and then rewrites the file if that is due.
func (j *File) changingAndRewriting(ctx context.Context, do func(*content) error) error {
	return j.locked(ctx, false, func() error {
		if err := j.withFile(func(db *bbolt.DB) error { return j.change(db, do) }); err != nil {
			return err
		}
		return j.rewrite()
	})
}

// rewrite copies the journal, if that is due, into a new file without freed pages, which replaces
// it. The lock is on another file, so no other program can have the old one open and write to it.
func (j *File) rewrite() error {
	due := false
	fresh := j.path + ".new"
	err := j.withFile(func(db *bbolt.DB) error {
		if err := db.View(func(tx *bbolt.Tx) (err error) {
			due, err = (&content{j: j, tx: tx}).get(bucketState, []byte(stateRewrite), new(storedTime))
			return err
		}); err != nil || !due {
			return err
		}
		_ = j.files.Remove(fresh)
		if err := compacted(db, fresh); err != nil {
			_ = j.files.Remove(fresh)
			return boltFault(j.path, err)
		}
		return nil
	})
	if err != nil || !due {
		return err
	}
	return j.install(fresh)
}
