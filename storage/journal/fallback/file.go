package fallback

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"slices"

	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
)

// fileName is that of the file.
const fileName = "journal-local.db"

// file is the journal in the file. It knows persons by one hash each, under the key that it was
// made with.
type file struct {
	*journal.File
	keys postgres.Keys
	hash uint32 // the number of that key
}

// openFile opens the file under whatever keys it was made with. A new one is made with the newest.
func (o Options) openFile(ctx context.Context, make bool) (Local, error) {
	path := FileIn(o.Folder)
	if _, err := os.Lstat(path); !make && errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	err := journal.ErrKeyLost
	for _, seal := range newestFirst(o.Keys.Seal) {
		for _, hash := range newestFirst(o.Keys.Hash) {
			var f *journal.File
			f, err = journal.OpenFileUnder(ctx, path, o.Keys.ForFile(seal, hash), journal.FileOptions{Now: o.Now})
			if err == nil {
				return &file{f, o.Keys, hash}, nil
			}
			if !errors.Is(err, journal.ErrKeyLost) {
				return nil, err
			}
		}
	}
	return nil, err
}

// newestFirst returns the numbers of keys.
func newestFirst(keys map[uint32][]byte) []uint32 {
	numbers := slices.Sorted(maps.Keys(keys))
	slices.Reverse(numbers)
	return numbers
}

// with returns a record with the one hash of its person.
func (f *file) with(record journal.Record) (journal.Record, error) {
	var err error
	record.Person, err = f.keys.Under(f.hash, record.Person)
	return record, err
}

// Begin implements [journal.Journal].
func (f *file) Begin(ctx context.Context, record journal.Record, maxPrompts int) error {
	record, err := f.with(record)
	if err != nil {
		return err
	}
	return f.File.Begin(ctx, record, maxPrompts)
}

// BeginLate implements [journal.Journal].
func (f *file) BeginLate(ctx context.Context, record journal.Record) error {
	record, err := f.with(record)
	if err != nil {
		return err
	}
	return f.File.BeginLate(ctx, record)
}

// Guarded is [journal.File.Guarded].
func (f *file) Guarded(ctx context.Context, record journal.Record, maxPrompts int) error {
	record, err := f.with(record)
	if err != nil {
		return err
	}
	return f.File.Guarded(ctx, record, maxPrompts)
}

// End implements [journal.Journal].
func (f *file) End(ctx context.Context, id string, ending journal.Ending) (err error) {
	if ending.Also, err = f.keys.Under(f.hash, ending.Also); err != nil {
		return err
	}
	return f.File.End(ctx, id, ending)
}

// List implements [journal.Journal].
func (f *file) List(ctx context.Context, filter journal.Filter) ([]journal.Record, error) {
	page, err := f.Page(ctx, filter)
	return page.Records, err
}

// Count implements [journal.Journal].
func (f *file) Count(ctx context.Context, filter journal.Filter) (n int, err error) {
	if filter.Person, err = f.keys.Under(f.hash, filter.Person); err != nil {
		return 0, err
	}
	return f.File.Count(ctx, filter)
}

// Page implements [journal.Journal].
func (f *file) Page(ctx context.Context, filter journal.Filter) (page journal.Page, err error) {
	if filter.Person, err = f.keys.Under(f.hash, filter.Person); err != nil {
		return journal.Page{}, err
	}
	return f.File.Page(ctx, filter)
}
