package journal

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"go.etcd.io/bbolt"
)

// The versions of the format. Programs that know only earlier ones call a file newer, not damaged.
const (
	formatIndexed = 4 // index, blocks and loose marks; files of the versions before are taken over
	journalFormat = formatIndexed
)

// maxJournalFormat is higher than any version will be: a file that states a higher one is damaged.
const maxJournalFormat = 1000

// change sweeps and runs an operation that changes something, in one transaction.
func (j *File) change(db *database, do func(*content) error) error {
	return db.Update(func(tx *transaction) error {
		l := &content{j: j, tx: tx, now: j.now()}
		if err := l.sweep(); err != nil {
			return err
		}
		return do(l)
	})
}

// reading and changing are whole operations: lock, file, transaction. A read sweeps first if that
// is due.
func (j *File) reading(ctx context.Context, do func(*content) error) error {
	return j.looking(ctx, true, do)
}

// keeping is reading for an operation that changes what is kept of a verification. That has a file
// of its own, which is written under the lock only.
func (j *File) keeping(ctx context.Context, do func(*content) error) error {
	return j.looking(ctx, false, do)
}

// looking is both. With reading, it does without a lock that can't be made.
func (j *File) looking(ctx context.Context, reading bool, do func(*content) error) error {
	return j.locked(ctx, reading, func() error {
		swept, err := j.view(false, do)
		if err != nil || swept {
			return err
		}
		// A full disk doesn't prevent reading. What has to be erased is erased by then, because
		// that happens first.
		_ = j.withFile(func(db *database) error { return j.change(db, func(*content) error { return nil }) })
		_, err = j.view(true, do)
		return err
	})
}

// view runs an operation that changes nothing. If a sweep is due and must come first, it does
// nothing, unless anyhow is set.
func (j *File) view(anyhow bool, do func(*content) error) (done bool, err error) {
	err = j.onlyReading(func(db *database) error {
		return db.View(func(tx *transaction) (err error) {
			l := &content{j: j, tx: tx, now: j.now()}
			due, err := l.due()
			if err != nil || due && !anyhow {
				return err
			}
			done = true
			return do(l)
		})
	})
	return done, err
}

func (j *File) changing(ctx context.Context, do func(*content) error) error {
	return j.locked(ctx, false, func() error {
		return j.withFile(func(db *database) error { return j.change(db, do) })
	})
}

// create writes an empty journal under another name and renames it, so that a half-written file is
// never taken for one.
func (j *File) create() error {
	fresh := j.path + ".new"
	if err := j.begin(fresh); err != nil {
		_ = j.files.Remove(fresh)
		return err
	}
	return j.install(fresh)
}

// begin writes an empty journal.
func (j *File) begin(path string) error {
	_ = j.files.Remove(path)
	err := newBolt(path, new(bbolt.Options), func(db *database) error { return db.Update(j.empty) })
	if err != nil {
		return boltFault(path, err)
	}
	return nil
}

// empty makes a database into a journal without records.
func (j *File) empty(tx *transaction) error {
	for _, name := range journalBuckets() {
		if _, err := tx.CreateBucket(name); err != nil {
			return err
		}
	}
	l := &content{j: j, tx: tx}
	format, err := l.bucket(bucketFormat)
	if err == nil {
		err = format.Put([]byte(formatVersion), at(journalFormat))
	}
	if err == nil {
		err = format.Put([]byte(formatKey), j.keys.name)
	}
	if err == nil {
		err = l.put(bucketState, []byte(stateHead), &storedHead{})
	}
	return err
}

// install renames a whole journal, closed and synced, into its place.
func (j *File) install(fresh string) error {
	if err := j.files.Rename(fresh, j.path); err != nil {
		_ = j.files.Remove(fresh)
		return j.fault(err)
	}
	return j.fault(j.files.SyncFolder(filepath.Dir(j.path)))
}

// checkVersion returns an error if this program can't read a file. It needs no key.
func checkVersion(db *database) error {
	return db.View(func(tx *transaction) error {
		b := tx.Bucket(bucketFormat)
		if b == nil {
			return errBuckets
		}
		version := b.Get([]byte(formatVersion))
		switch n, err := positionOf(version); {
		case err != nil || n == 0:
			return errBuckets
		case n > maxJournalFormat:
			return errBuckets
		case n > journalFormat:
			return fmt.Errorf("%w (version %d; this one reads %d)", ErrNewer, n, journalFormat)
		}
		return nil
	})
}

// checkKey returns an error unless the file was sealed under our key.
func (j *File) checkKey(db *database) error {
	return db.View(func(tx *transaction) error {
		l := &content{j: j, tx: tx}
		b, err := l.bucket(bucketFormat)
		if err != nil {
			return err
		}
		named := slices.Equal(b.Get([]byte(formatKey)), j.keys.name)
		_, err = l.end()
		switch {
		case !named && err == nil:
			return errSeal // the key is right; the value that proves it was changed
		case !named:
			return ErrKeyLost
		}
		return err
	})
}

// tidy cleans up after a journal is opened.
func (j *File) tidy() error {
	var known []open
	wipe, due, vouched := false, false, false
	if err := j.onlyReading(func(db *database) error {
		return db.View(func(tx *transaction) (err error) {
			l := &content{j: j, tx: tx, now: j.now()}
			vouched = db.frame.vouched()
			wipe, err = l.get(bucketState, []byte(stateRewrite), new(storedTime))
			if err == nil {
				due, err = l.due()
			}
			if err != nil {
				return err
			}
			return each(l, bucketOpen, func(_ []byte, o open) error {
				known = append(known, o)
				return nil
			})
		})
	}); err != nil {
		return err
	}
	j.clearOrphans(known)
	// It erases what should have been erased by now: kept parts whose time is over, and what
	// couldn't be erased because the disk was full or the program ended. If it still can't be
	// erased, the journal is usable all the same.
	if due {
		_ = j.withFile(func(db *database) error { return j.change(db, func(*content) error { return nil }) })
	}
	if wipe || !vouched {
		_ = j.withFile(func(db *database) error {
			db.frame.vouch(db.file)
			return j.wipe(db)
		})
	}
	return nil
}

// inOrder guards a walk over a bucket: a damaged page can send the library round in circles, and an
// endless walk would hold the lock indefinitely.
func inOrder(before, key []byte) bool { return before == nil || bytes.Compare(before, key) < 0 }
