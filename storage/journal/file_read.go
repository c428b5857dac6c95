package journal

import (
	"context"
	"errors"
	"math"
	"path/filepath"
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
	err = j.reading(ctx, func(l *content) (err error) {
		found, _, err = l.page(ctx, filter)
		return err
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// Count implements [Journal].
func (j *File) Count(ctx context.Context, filter Filter) (n int, err error) {
	err = j.reading(ctx, func(l *content) (err error) {
		n, err = l.counted(ctx, filter, math.MaxInt)
		return err
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// Page implements [Journal].
func (j *File) Page(ctx context.Context, filter Filter) (page Page, err error) {
	err = j.reading(ctx, func(l *content) error {
		h, err := l.end()
		if err != nil {
			return err
		}
		page = Page{Head: h.String()}
		if page.Records, page.Next, err = l.page(ctx, filter); err != nil {
			return err
		}
		page.Total, err = l.counted(ctx, filter, MostCounted+1)
		if page.More = filter.hasTerm() && page.Total > MostCounted; page.More {
			page.Total = MostCounted
		}
		return err
	})
	if err != nil {
		return Page{}, err
	}
	return page, nil
}

// page returns the records of a filter's page, and where the next one begins.
func (l *content) page(ctx context.Context, filter Filter) (records []Record, next uint64, err error) {
	var last uint64
	err = l.newestFirst(ctx, filter, func(key, value []byte) (more bool, err error) {
		if filter.Limit > 0 && len(records) == filter.Limit {
			next = last
			return false, nil
		}
		r, err := l.openRecord(key, value)
		if err != nil {
			return false, err
		}
		records, last = append(records, r.Record), r.links[0]
		return true, nil
	})
	return records, next, err
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
