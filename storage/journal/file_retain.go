package journal

import (
	"context"
	"slices"
	"time"
)

// clockDoubt is how far after the last entry the clock may be before it is doubted, and doubtHolds
// for how long.
const (
	clockDoubt = 7 * 24 * time.Hour
	doubtHolds = 24 * time.Hour
)

// retainedAtOnce is how many records are removed under one lock, which is a fraction of a second:
// whoever begins a verification meanwhile waits for it, and gives up after [files.LockBound].
const retainedAtOnce = 250

// letOthers is how long the lock is left to others in between; they look for it more often.
const letOthers = 20 * time.Millisecond

// Retain implements [Journal]. The chain continues from a checkpoint. If it is broken off, what is
// removed by then is overwritten with the next one, or when the journal is next opened.
func (j *File) Retain(ctx context.Context, keep time.Duration) (removed int, err error) {
	if keep < minKeep {
		return 0, ErrKeepTooShort
	}
	for more := true; more; {
		var some int
		if some, more, err = j.retainSome(ctx, keep); err != nil {
			return removed, err
		}
		if removed += some; !more {
			break
		}
		select {
		case <-time.After(letOthers):
		case <-ctx.Done():
			return removed, context.Cause(ctx)
		}
	}
	return removed, nil
}

// retainSome removes the oldest of what Retain removes, and reports whether there may be more.
// After the last of it, it overwrites the freed pages.
func (j *File) retainSome(ctx context.Context, keep time.Duration) (removed int, more bool, err error) {
	err = j.locked(ctx, false, func() error {
		return j.withFile(func(db *database) error {
			err := j.change(db, func(l *content) (err error) {
				removed, more, err = l.retain(keep)
				return err
			})
			if err != nil || more {
				return err
			}
			return j.wipe(db)
		})
	})
	return removed, more, err
}

func (l *content) retain(keep time.Duration) (removed int, more bool, err error) {
	if doubted, err := l.doubted(); err != nil || doubted {
		return 0, false, err
	}
	oldest := l.now.Add(-keep)
	records, upTo, more, err := l.outdatedAtOnce(oldest)
	if err != nil || len(records) == 0 {
		return 0, false, err
	}
	if _, err := l.forget(records, oldest); err != nil {
		return 0, false, err
	}
	checkpoint, err := l.cut(upTo)
	if err != nil {
		return 0, false, err
	}
	if err := l.put(bucketState, []byte(stateCheckpoint), &checkpoint); err != nil {
		return 0, false, err
	}
	if _, err := l.append(link{kind: linkRetained, of: upTo}); err != nil {
		return 0, false, err
	}
	return len(records), more, l.put(bucketState, []byte(stateRewrite), &storedTime{l.now})
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

// outdatedAtOnce returns some of the records that began before oldest, as outdated does, and
// reports whether there may be more. Where the chain can't be cut between so few, it takes more of
// them.
func (l *content) outdatedAtOnce(oldest time.Time) (records []*storedRecord, upTo uint64, more bool, err error) {
	for most := retainedAtOnce; ; most *= 2 {
		if records, upTo, more, err = l.outdated(oldest, most); err != nil || len(records) > 0 || !more {
			return records, upTo, more, err
		}
	}
}

// outdated returns the records that began before oldest, but not many more than most, and whether
// there may be more; and the position up to which the chain can be cut: before the first record
// that stays, and not through one.
//
// A record that began in what is now the future was written by a wrong clock: it is removed with
// the one after it. A record that began before the previous one counts as having begun with it.
func (l *content) outdated(oldest time.Time, most int) (records []*storedRecord, upTo uint64, more bool, err error) {
	h, err := l.end()
	if err != nil {
		return nil, 0, false, err
	}
	b, err := l.bucket(bucketRecords)
	if err != nil {
		return nil, 0, false, err
	}
	upTo = h.position
	c := b.Cursor()
	records, old, err := l.begunBefore(c, oldest, most)
	if err != nil {
		return nil, 0, false, err
	}
	more = old >= most
	if old < len(records) {
		upTo = records[old].links[0] - 1
	} else if key, _ := c.Seek(at(lastBegin(records) + 1)); key != nil {
		next, err := positionOf(key)
		if err != nil {
			return nil, 0, false, err
		}
		upTo = next - 1
	}
	records, upTo = wholeUpTo(records[:old], upTo)
	return records, upTo, more, nil
}

// begunBefore returns the records up to the first one that began at oldest or later, or until most
// of them are known to be old, and how many are.
func (l *content) begunBefore(c *cursor, oldest time.Time, most int) (records []*storedRecord, old int, err error) {
	var latest time.Time
	var before []byte
	for key, value := c.First(); key != nil && old < most; key, value = c.Next() {
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
	digest, _, _, err := storedLink(b.Get(at(upTo)))
	if err != nil {
		return storedHead{}, err
	}
	checkpoint = storedHead{head: head{position: upTo, digest: digest}}
	if checkpoint.at, err = l.linkedBy(upTo); err != nil {
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

// linkedBy returns the time of the last link up to a position that has one: of an erased link only
// the time of its erasing is known, and the links after it are older.
func (l *content) linkedBy(upTo uint64) (time.Time, error) {
	b, err := l.bucket(bucketChain)
	if err != nil {
		return time.Time{}, err
	}
	c := b.Cursor()
	for key, value := c.Seek(at(upTo)); key != nil; key, value = c.Prev() {
		_, content, sealed, err := storedLink(value)
		if err != nil {
			return time.Time{}, err
		}
		if content != contentErased {
			var k link
			err := l.open(bucketChain, key, sealed, &k)
			return k.at, err
		}
	}
	var before storedHead
	_, err = l.get(bucketState, []byte(stateCheckpoint), &before)
	return before.at, err
}
