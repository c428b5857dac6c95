package journal

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Erase implements [Journal]. Of what is erased, the digest, the time and the word erased stay, so
// that the chain still verifies. Then the freed pages are overwritten, because they still hold the
// content. If that can't be done now, the error says why, and the next opening does it.
func (j *File) Erase(ctx context.Context, filter Filter) (Erased, error) {
	if !filter.names() {
		return Erased{}, ErrEraseAll
	}
	filter.Before, filter.Limit = 0, 0
	var erased Erased
	err := j.changingAndWiping(ctx, func(l *content) error {
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
		erased.Until, err = l.removed(records, positions)
		return err
	})
	if err != nil {
		return Erased{}, err
	}
	return erased, nil
}

// removed removes records with the content of their links, and says so in the chain.
func (l *content) removed(records []*storedRecord, positions []uint64) (until time.Time, err error) {
	if until, err = l.forget(records, time.Time{}); err != nil {
		return until, err
	}
	for _, position := range positions {
		if err := l.blank(position); err != nil {
			return until, err
		}
	}
	if _, err := l.append(link{kind: linkErased, erased: spans(positions)}); err != nil {
		return until, err
	}
	return until, l.put(bucketState, []byte(stateRewrite), &storedTime{l.now})
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
	sealed := l.sealed(bucketChain, at(position), &stub{at: l.now, word: erasedWord})
	return b.Put(at(position), append(append(digest[:len(digest):len(digest)], contentErased), sealed...))
}

// forget removes everything that belongs to records except their links, which it reads, and marks
// that belong to no record and are older than oldest. What the guard goes by stays until it is
// over; it returns when that is.
func (l *content) forget(records []*storedRecord, oldest time.Time) (until time.Time, err error) {
	owners := make(map[string]bool)
	for _, r := range records {
		begin, hashed := at(r.links[0]), l.j.keys.hashID(r.ID)
		owners[string(hashed)] = true
		if err := l.j.removeKept(r.ID); err != nil {
			return time.Time{}, err
		}
		marks, err := l.marksOf(r)
		if err != nil {
			return time.Time{}, err
		}
		for _, mark := range marks {
			if err := l.remove(bucketMarks, mark); err != nil {
				return time.Time{}, err
			}
		}
		if err := errors.Join(l.remove(bucketRecords, begin), l.remove(bucketOpen, begin), l.remove(bucketIDs, hashed), l.leave(r.links[0], &r.Record)); err != nil {
			return time.Time{}, err
		}
	}
	if until, err = l.forgetStandings(records); err != nil {
		return time.Time{}, err
	}
	return until, l.forgetLoose(owners, oldest)
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

// changingAndWiping is [File.changing], and then overwrites the freed pages if that is due.
func (j *File) changingAndWiping(ctx context.Context, do func(*content) error) error {
	return j.locked(ctx, false, func() error {
		return j.withFile(func(db *database) error {
			if err := j.change(db, do); err != nil {
				return err
			}
			return j.wipe(db)
		})
	})
}

// wipe overwrites the freed pages if that is due. If it is broken off, it is still due.
func (j *File) wipe(db *database) error {
	due := false
	if err := db.View(func(tx *transaction) (err error) {
		due, err = (&content{j: j, tx: tx}).get(bucketState, []byte(stateRewrite), new(storedTime))
		return err
	}); err != nil || !due {
		return err
	}
	if err := db.wipe(); err != nil {
		return err
	}
	return db.Update(func(tx *transaction) error {
		return (&content{j: j, tx: tx}).remove(bucketState, []byte(stateRewrite))
	})
}
