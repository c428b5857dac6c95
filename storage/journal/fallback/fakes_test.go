package fallback

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"ringback/ciba"
	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
	"ringback/storage/journal/postgres/connect"
)

// errLogin is any trouble that isn't silence.
var errLogin = &connect.Error{Kind: connect.ErrLogin}

// aDatabase is a shared journal that desks reach or don't, in memory.
type aDatabase struct {
	*journal.Memory

	mu       sync.Mutex
	fault    error         // of every call
	silence  time.Duration // before it
	beginAs  error         // of a begin, after it was done
	tries    int
	whole    map[string]journal.Whole
	order    []string
	lost     int // answers to HandIn that get lost after it was done
	older    time.Time
	marks    map[string]string
	reported map[string]journal.Report
}

func newDatabase() *aDatabase {
	return &aDatabase{Memory: journal.NewMemory(), whole: make(map[string]journal.Whole), marks: make(map[string]string), reported: make(map[string]journal.Report)}
}

// set says what every call returns from now on, and after which time.
func (d *aDatabase) set(fault error, silence time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fault, d.silence, d.tries = fault, silence, 0
}

// down makes it silent.
func (d *aDatabase) down() { d.set(&connect.Error{Kind: connect.ErrUnreachable}, 0) }

func (d *aDatabase) reached(ctx context.Context) error {
	d.mu.Lock()
	d.tries++
	fault, silence := d.fault, d.silence
	d.mu.Unlock()
	if silence > 0 {
		pause(ctx, silence)
	}
	return fault
}

func (d *aDatabase) triesSince() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.tries
}

func (d *aDatabase) open(ctx context.Context) (Shared, error) {
	if err := d.reached(ctx); err != nil {
		return nil, err
	}
	return d, nil
}

func (d *aDatabase) Refuses() bool          { return true }
func (d *aDatabase) Rights() journal.Rights { return journal.Rights{Login: "anna", Supervisor: true} }
func (d *aDatabase) Close() error           { return nil }

func (d *aDatabase) Head(ctx context.Context) (string, error) {
	if err := d.reached(ctx); err != nil {
		return "", err
	}
	return d.Memory.Head(ctx)
}

func (d *aDatabase) Begin(ctx context.Context, r journal.Record, most int) error {
	if err := d.reached(ctx); err != nil {
		return err
	}
	return errors.Join(d.Memory.Begin(ctx, r, most), d.beginAs)
}

func (d *aDatabase) End(ctx context.Context, id string, e journal.Ending) error {
	if err := d.reached(ctx); err != nil {
		return err
	}
	return d.Memory.End(ctx, id, e)
}

func (d *aDatabase) Unfinished(ctx context.Context) ([]journal.Unfinished, error) {
	if err := d.reached(ctx); err != nil {
		return nil, err
	}
	return d.Memory.Unfinished(ctx)
}

func (d *aDatabase) Fence(ctx context.Context, id string, report journal.Report) error {
	if err := d.reached(ctx); err != nil {
		return err
	}
	d.mu.Lock()
	_, whole := d.whole[id]
	d.reported[id] = report
	d.mu.Unlock()
	if whole {
		return nil
	}
	return d.Memory.Fence(ctx, id, report)
}

func (d *aDatabase) Page(ctx context.Context, f journal.Filter) (journal.Page, error) {
	if err := d.reached(ctx); err != nil {
		return journal.Page{}, err
	}
	return d.Memory.Page(ctx, f)
}

func (d *aDatabase) HandIn(ctx context.Context, w journal.Whole) (journal.HandedIn, error) {
	if err := d.reached(ctx); err != nil {
		return journal.HandedIn{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if w.Record.Started.Before(d.older) {
		return journal.HandedIn{Older: true}, nil
	}
	if w.Record.ID == "taken" {
		return journal.HandedIn{}, postgres.ErrTaken
	}
	_, known := d.whole[w.Record.ID]
	in := journal.HandedIn{Covers: journal.Head{Position: uint64(len(d.order) + 1)}, Known: known}
	if !known {
		d.order = append(d.order, w.Record.ID)
		d.whole[w.Record.ID] = w
	}
	for _, mark := range w.Marks {
		if of, has := d.marks[string(mark)]; has && of != w.Record.ID {
			in.Replay = true
		} else {
			d.marks[string(mark)] = w.Record.ID
		}
	}
	if d.lost > 0 {
		d.lost--
		return journal.HandedIn{}, &connect.Error{Kind: connect.ErrUnreachable}
	}
	return in, nil
}

func (d *aDatabase) handedIn() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.order)
}

// aFile is a file, in memory.
type aFile struct {
	*journal.Memory

	mu    sync.Mutex
	done  map[string]bool
	gone  map[string]bool
	marks map[string][]string
}

func newFile() *aFile {
	return &aFile{Memory: journal.NewMemory(), done: make(map[string]bool), gone: make(map[string]bool), marks: make(map[string][]string)}
}

func (f *aFile) Has(ctx context.Context, id string) (bool, error) {
	records, err := f.List(ctx, journal.Filter{})
	return slices.ContainsFunc(records, func(r journal.Record) bool { return r.ID == id }), err
}

func (f *aFile) List(ctx context.Context, filter journal.Filter) ([]journal.Record, error) {
	page, err := f.Page(ctx, filter)
	return page.Records, err
}

func (f *aFile) Page(ctx context.Context, filter journal.Filter) (journal.Page, error) {
	page, err := f.Memory.Page(ctx, filter)
	f.mu.Lock()
	defer f.mu.Unlock()
	page.Records = slices.DeleteFunc(page.Records, func(r journal.Record) bool { return f.gone[r.ID] })
	return page, err
}

func (f *aFile) Guarded(ctx context.Context, record journal.Record, most int) error {
	all, err := f.List(ctx, journal.Filter{Person: record.Person, Outcomes: []ciba.Outcome{""}})
	if err == nil && len(all) > 0 && record.Person != "" {
		err = &journal.GuardError{Kind: journal.ErrOpenVerification, ID: all[0].ID}
	}
	return err
}

func (f *aFile) Receive(ctx context.Context, id string, at time.Time, marks []string, tokens ...ciba.Tokens) (bool, error) {
	f.mu.Lock()
	f.marks[id] = marks
	f.mu.Unlock()
	return f.Memory.Receive(ctx, id, at, marks, tokens...)
}

func (f *aFile) Done(ctx context.Context, id string) error {
	f.mu.Lock()
	f.done[id] = true
	f.mu.Unlock()
	return f.Memory.Done(ctx, id)
}

func (f *aFile) Whole(ctx context.Context, most int) (all []journal.Whole, left int, err error) {
	records, err := f.List(ctx, journal.Filter{})
	slices.Reverse(records)
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range records {
		switch {
		case len(all) == most:
		case r.Outcome == "" || !f.done[r.ID]:
			left++
		default:
			w := journal.Whole{Record: r}
			for _, mark := range f.marks[r.ID] {
				w.Marks = append(w.Marks, []byte(mark))
			}
			all = append(all, w)
		}
	}
	return all, left, err
}

func (f *aFile) HandedIn(_ context.Context, those []journal.Whole) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, w := range those {
		f.gone[w.Record.ID] = true
	}
	return nil
}

// aDesk is a journal over the two.
type aDesk struct {
	*Journal
	database *aDatabase
	file     *aFile // nil until it was made

	mu    sync.Mutex
	told  journal.DeskNews
	makes error // when the file is to be made
}

func (d *aDesk) report() journal.DeskNews {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.told
}

// desk opens a journal in a bubble.
func desk(t *testing.T, database *aDatabase, file *aFile) *aDesk {
	t.Helper()
	d := &aDesk{database: database, file: file}
	j, err := Open(t.Context(), Options{
		Shared: database.open, Keys: someKeys(),
		local: func(_ context.Context, make bool) (Local, error) {
			switch {
			case d.file == nil && !make:
				return nil, nil
			case d.file == nil && d.makes != nil:
				return nil, d.makes
			case d.file == nil:
				d.file = newFile()
			}
			return d.file, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	d.Journal = j
	j.Tell(func(news journal.DeskNews) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.told = d.told.With(news)
	})
	return d
}

func someKeys() postgres.Keys {
	key := func(of byte) []byte { return bytes.Repeat([]byte{of}, postgres.KeySize) }
	return postgres.Keys{Seal: map[uint32][]byte{1: key(1), 2: key(2)}, Hash: map[uint32][]byte{1: key(11), 2: key(12)}}
}

// of returns a record of a person.
func of(id string, person journal.PersonHash) journal.Record {
	return journal.Record{ID: id, Started: time.Now(), Environment: "pp", Kind: "test", Person: person}
}

// through takes a verification from begin to end.
func (d *aDesk) through(t *testing.T, id string, marks ...string) {
	t.Helper()
	ctx := t.Context()
	_, received := d.Receive(ctx, id, time.Now(), marks)
	err := errors.Join(received, d.End(ctx, id, journal.Ending{At: time.Now(), Outcome: ciba.Verified}), d.Done(ctx, id))
	if err != nil {
		t.Fatal(id, err)
	}
}
