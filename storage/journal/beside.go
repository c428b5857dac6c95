package journal

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"ringback/ciba"
	"ringback/storage/files"
)

// Beside is what a desk keeps beside itself of a journal that it shares: what it takes to go on
// after a crash, with its claim. There is one sealed file for each verification that this desk has
// under way, in a folder of its own, and nothing else: none once it is done. The windows and the
// console of one user share it under a lock.
type Beside struct {
	// f has the lock, the presence and the kept files as the journal's file has them. There is no
	// such file.
	f       *File
	settled bool
}

// besideEntry is what is kept of one verification.
type besideEntry struct {
	record Record
	owner  string // the presence of the program that runs it; "" if none does
	number uint64 // of those that are kept at one time, in the order in which they began
	kept
}

func (e *besideEntry) code(c *coder) {
	c.version()
	text(c, &e.owner, maxText)
	c.number(&e.number)
	c.time(&e.begun)
	c.time(&e.ended)
	var record, rest []byte
	if !c.reading {
		record, rest = encode(&storedRecord{Record: e.record, links: []uint64{0}}), encode(&e.kept)
	}
	c.bytes(&record, maxKeptFile)
	c.bytes(&rest, maxKeptFile)
	if !c.reading || c.err != nil {
		return
	}
	var stored storedRecord
	if decode(string(record), &stored) != nil || decode(string(rest), &e.kept) != nil {
		c.fail()
	}
	e.record = stored.Record
}

// OpenBeside opens a desk's own part of a shared journal, in a folder that is its alone. The key is
// that of the desk's journal, in the keyring, where it is made if there is none.
func OpenBeside(ctx context.Context, folder string, keyring KeyKeeper, options FileOptions) (*Beside, error) {
	f := &File{path: filepath.Join(folder, "journal.db"), now: options.Now, files: files.OS{}, turn: make(chan struct{}, 1), here: absent(), settled: true}
	f.turn <- struct{}{}
	if f.now == nil {
		f.now = time.Now
	}
	b := &Beside{f: f}
	_ = f.files.MkdirAll(folder) // if it fails, the first write reports it
	err := f.locked(ctx, true, func() error {
		key, err := readKey(ctx, keyring)
		if err == nil && key == nil {
			key, err = makeKey(ctx, keyring)
		}
		if err == nil {
			f.use(key)
		}
		return err
	})
	if err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

// Close gives back what this program has.
func (b *Beside) Close() error { return b.f.Close() }

// locked runs an operation under the lock, after what is over was removed.
func (b *Beside) locked(ctx context.Context, do func() error) error {
	return b.f.locked(ctx, false, func() error {
		if err := b.settle(); err != nil {
			return err
		}
		return b.f.fault(do())
	})
}

// settle shows that this program is present, removes what others left, and erases what is kept no
// longer. One that never ended stays listed without its secrets: the operator has to be told.
func (b *Beside) settle() error {
	if !b.settled {
		if err := b.f.appear(); err != nil {
			return err
		}
		b.f.clearAbsent()
		b.settled = true
	}
	return b.each(func(path string, e *besideEntry) error {
		switch {
		case !e.spent(b.f.now()):
			return nil
		case e.record.Outcome != "":
			return b.f.removeKept(e.record.ID)
		case e.acknowledged || len(e.tokens) > 0 || e.asking:
			e.kept = kept{begun: e.begun, received: e.received}
			return b.write(e)
		}
		return nil
	})
}

// each calls do for all that is kept, the oldest first. What can't be read now, or doesn't open,
// must not hide the rest.
func (b *Beside) each(do func(path string, e *besideEntry) error) error {
	found := make(map[string]*besideEntry)
	var paths []string
	for _, path := range b.f.nextTo("journal-", ".kept") {
		if e, err := b.read(path); err == nil && path == b.f.keptPath(e.record.ID) {
			found[path], paths = e, append(paths, path)
		}
	}
	slices.SortFunc(paths, func(a, b string) int {
		return cmp.Compare(found[a].number, found[b].number)
	})
	for _, path := range paths {
		if err := do(path, found[path]); err != nil {
			return err
		}
	}
	return nil
}

// besidePlace is what these files are bound to, together with their names.
func besidePlace(path string) []byte { return []byte("beside\x00" + filepath.Base(path)) }

// maxBesideFile is the size limit of such a file, in bytes.
const maxBesideFile = maxKeptFile + 2<<20

func (b *Beside) read(path string) (*besideEntry, error) {
	file, err := files.OpenPlain(path, os.O_RDONLY)
	if errors.Is(err, files.ErrNotPlain) {
		return nil, errCoded
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	sealed, err := io.ReadAll(io.LimitReader(file, maxBesideFile+1))
	if err != nil {
		return nil, err
	}
	content, err := b.f.seal.open(nil, besidePlace(path), sealed)
	if err != nil {
		return nil, err
	}
	e := new(besideEntry)
	return e, decode(string(content), e)
}

func (b *Beside) write(e *besideEntry) error {
	path := b.f.keptPath(e.record.ID)
	return files.Replace(path, path, b.f.seal.seal(besidePlace(path), encode(e)), b.f.files)
}

// of returns what is kept of a verification; nil if nothing is.
func (b *Beside) of(id string) (*besideEntry, error) {
	e, err := b.read(b.f.keptPath(id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return e, err
}

// running is of for one that hasn't ended.
func (b *Beside) running(id string) (*besideEntry, error) {
	e, err := b.of(id)
	switch {
	case err != nil:
		return nil, err
	case e == nil:
		return nil, ErrNoRecord
	case e.record.Outcome != "":
		return nil, ErrRecordEnded
	}
	return e, nil
}

// change changes what is kept of a verification that hasn't ended.
func (b *Beside) change(ctx context.Context, id string, change func(*besideEntry) error) error {
	return b.locked(ctx, func() error {
		e, err := b.running(id)
		if err == nil {
			err = change(e)
		}
		if err != nil {
			return err
		}
		return b.write(e)
	})
}

// Begin notes that a verification of this program begins. ErrRecordExists: one with its id is kept.
func (b *Beside) Begin(ctx context.Context, record Record) error {
	return b.locked(ctx, func() error {
		e, err := b.of(record.ID)
		switch {
		case err != nil:
			return err
		case e != nil:
			return ErrRecordExists
		}
		next := uint64(1)
		if err := b.each(func(_ string, e *besideEntry) error { next = e.number + 1; return nil }); err != nil {
			return err
		}
		return b.write(&besideEntry{record: record.begun(), owner: b.f.here.name, number: next, kept: kept{begun: b.f.now()}})
	})
}

// Acknowledge is [Journal.Acknowledge].
func (b *Beside) Acknowledge(ctx context.Context, id string, resumption ciba.Resumption, request []byte) error {
	if len(request) > MaxRequest || len(resumption.AuthReqID.Reveal()) > maxTokens {
		return ErrRecordTooBig
	}
	return b.change(ctx, id, func(e *besideEntry) error {
		e.acknowledged, e.resumption, e.request = true, resumption, bytes.Clone(request)
		return nil
	})
}

// Interval is [Journal.Interval].
func (b *Beside) Interval(ctx context.Context, id string, interval time.Duration) error {
	return b.change(ctx, id, func(e *besideEntry) error {
		if !e.acknowledged {
			return ErrNoRecord
		}
		e.resumption.Interval = interval
		return nil
	})
}

// Keep keeps tokens until Done, unless the verification has ended or isn't this desk's.
func (b *Beside) Keep(ctx context.Context, id string, at time.Time, tokens []ciba.Tokens) error {
	return b.locked(ctx, func() error {
		e, err := b.of(id)
		if err != nil || e == nil || e.record.Outcome != "" {
			return err
		}
		if e.record.Received.IsZero() {
			e.record.Received = at
		}
		if len(tokens) > 0 {
			e.tokens = slices.Clone(tokens)
			if e.received.IsZero() {
				e.received = b.f.now()
			}
		}
		return b.write(e)
	})
}

// Asking is [Journal.Asking].
func (b *Beside) Asking(ctx context.Context, id string) error {
	return b.change(ctx, id, func(e *besideEntry) error { e.asking = true; return nil })
}

// End notes how a verification ended. If nothing is kept of it, that is no error.
func (b *Beside) End(ctx context.Context, id string, ending Ending) error {
	return b.locked(ctx, func() error {
		e, err := b.of(id)
		if err != nil || e == nil || e.record.Outcome != "" {
			return err
		}
		e.record.Ending, e.ended = ending, b.f.now()
		return b.write(e)
	})
}

// Done erases what is kept of a verification, tokens first of all. One that hasn't ended stays
// listed.
func (b *Beside) Done(ctx context.Context, id string) error {
	return b.locked(ctx, func() error {
		e, err := b.of(id)
		if e != nil && err == nil && e.record.Outcome == "" {
			e.kept = kept{begun: e.begun}
			if err := b.f.removeKept(id); err != nil {
				return err
			}
			return b.write(e)
		}
		return b.f.removeKept(id)
	})
}

// Forget erases what is kept of a verification that isn't in the journal.
func (b *Beside) Forget(ctx context.Context, id string) error {
	return b.locked(ctx, func() error { return b.f.removeKept(id) })
}

// Unfinished is [Journal.Unfinished].
func (b *Beside) Unfinished(ctx context.Context) (found []Unfinished, err error) {
	err = b.locked(ctx, func() error {
		return b.each(func(_ string, e *besideEntry) error {
			if b.owned(e) {
				return nil
			}
			if left := e.record.left(&e.kept, b.f.now()); left != "" {
				found = append(found, e.record.unfinished(&e.kept, left))
			}
			return nil
		})
	})
	return found, err
}

// owned reports whether a running program has a verification.
func (b *Beside) owned(e *besideEntry) bool {
	return e.owner == b.f.here.name || present(filepath.Dir(b.f.path), e.owner)
}

// Claim is [Journal.Claim].
func (b *Beside) Claim(ctx context.Context, id string) (claimed Unfinished, err error) {
	err = b.locked(ctx, func() error {
		e, err := b.of(id)
		switch {
		case err != nil:
			return err
		case e == nil || e.record.left(&e.kept, b.f.now()) == "":
			return ErrNoRecord
		case b.owned(e):
			return ErrClaimed
		}
		claimed = e.record.unfinished(&e.kept, e.record.left(&e.kept, b.f.now()))
		e.owner = b.f.here.name
		return b.write(e)
	})
	if err != nil {
		return Unfinished{}, err
	}
	return claimed, nil
}

// Release is [Journal.Release].
func (b *Beside) Release(ctx context.Context, id string) error {
	return b.locked(ctx, func() error {
		e, err := b.of(id)
		switch {
		case err != nil:
			return err
		case e == nil || e.owner != b.f.here.name:
			return ErrNoRecord
		}
		e.owner = ""
		return b.write(e)
	})
}
