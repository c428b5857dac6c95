package journal

import (
	"context"
	"errors"
	"path/filepath"

	"go.etcd.io/bbolt"
)

// owned reports whether a running program has a verification.
func (l *content) owned(o open) bool {
	return o.owner == l.j.here.name || present(filepath.Dir(l.j.path), o.owner)
}

// Unfinished implements [Journal].
func (j *File) Unfinished(ctx context.Context) (found []Unfinished, err error) {
	err = j.reading(ctx, func(l *content) error {
		return each(l, bucketOpen, func(key []byte, o open) error {
			if l.owned(o) {
				return nil
			}
			position, err := positionOf(key)
			if err != nil {
				return err
			}
			record, err := l.getRecord(position)
			if err != nil || record == nil {
				return err
			}
			k, err := j.readKept(o)
			if err != nil {
				return nil //nolint:nilerr // One that can't be read now must not hide the others.
			}
			if left := record.left(k, l.now); left != "" {
				found = append(found, record.unfinished(k, left))
			}
			return nil
		})
	})
	switch {
	case errors.Is(err, errNoFile):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return found, nil
}

// List implements [Journal].
func (j *File) List(ctx context.Context, filter Filter) (found []Record, err error) {
	err = j.reading(ctx, func(l *content) error {
		found = nil
		skip := filter.Offset
		return l.newestFirst(ctx, filter, func(key, value []byte) (more bool, err error) {
			if skip > 0 {
				skip--
				return true, nil
			}
			r, err := l.openRecord(key, value)
			if err != nil {
				return false, err
			}
			found = append(found, r.Record)
			return len(found) != filter.Limit, nil
		})
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// Count implements [Journal].
func (j *File) Count(ctx context.Context, filter Filter) (n int, err error) {
	err = j.reading(ctx, func(l *content) error {
		n = 0
		return l.newestFirst(ctx, filter, func(_, _ []byte) (more bool, err error) { n++; return true, nil })
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// Page implements [Journal]. It walks once: records on the page are opened completely, those that
// are only counted aren't.
func (j *File) Page(ctx context.Context, filter Filter) (page Page, err error) {
	err = j.reading(ctx, func(l *content) error {
		h, err := l.end()
		if err != nil {
			return err
		}
		page = Page{Head: h.String()}
		return l.newestFirst(ctx, filter, func(key, value []byte) (more bool, err error) {
			if page.Total++; page.Total <= filter.Offset || filter.Limit > 0 && len(page.Records) == filter.Limit {
				return true, nil
			}
			r, err := l.openRecord(key, value)
			if err != nil {
				return false, err
			}
			page.Records = append(page.Records, r.Record)
			return true, nil
		})
	})
	if err != nil {
		return Page{}, err
	}
	return page, nil
}

// checkContextEvery is the number of records after which a long walk checks its context.
const checkContextEvery = 1 << 10

// newestFirst calls do for each stored record that fits, the last begun first, until do returns
// false. If the filter picks everything, it opens none.
func (l *content) newestFirst(ctx context.Context, filter Filter, do func(key, value []byte) (more bool, err error)) error {
	b, err := l.bucket(bucketRecords)
	if err != nil {
		return err
	}
	if filter.hashes, err = l.hashes(filter.Person); err != nil {
		return err
	}
	c := b.Cursor()
	n := 0
	var after []byte
	for key, value := c.Last(); key != nil; key, value = c.Prev() {
		if after != nil && !inOrder(key, after) {
			return errCoded
		}
		after = key
		if n++; n%checkContextEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		fits, err := l.fits(&filter, key, value)
		if err != nil {
			return err
		}
		if !fits {
			continue
		}
		if more, err := do(key, value); err != nil || !more {
			return err
		}
	}
	return nil
}

// everything reports whether a filter picks every record.
func (f *Filter) everything() bool {
	return f.From.IsZero() && f.Until.IsZero() && f.Environment == "" && f.Person == "" && f.Case == "" && len(f.Outcomes) == 0
}

// Head implements [Journal].
func (j *File) Head(ctx context.Context) (printed string, err error) {
	err = j.reading(ctx, func(l *content) error {
		h, err := l.end()
		printed = h.String()
		return err
	})
	if err != nil {
		return "", err
	}
	return printed, nil
}

// compacted copies an open journal without its freed pages. The copy is synced once, at the end:
// nothing reads it before it is renamed, and other programs wait for the lock meanwhile.
func compacted(from *database, path string) error {
	return newBolt(path, &bbolt.Options{NoSync: true, NoGrowSync: true}, func(to *database) error {
		const atATime = 1 << 20 // bytes; a large journal isn't held in memory
		err := bbolt.Compact(to.bolt, from.bolt, atATime)
		if err == nil {
			err = to.Update(func(tx *transaction) error { return tx.Bucket(bucketState).Delete([]byte(stateRewrite)) })
		}
		if err == nil {
			err = to.bolt.Sync()
		}
		return err
	})
}
