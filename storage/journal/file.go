package journal

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"ringback/storage/files"
)

// File is the journal of this machine: one file shared by every window and the console. Each
// operation opens it, under a lock, and closes it. Every value in it is sealed. Next to it are:
//
//	journal.lock    what is locked; it stays, since the journal itself is replaced
//	journal-*.here  one for each program that runs, see presence
//	journal-*.kept  what an unfinished verification needs, see keptFile
//	journal.db.new  a beginning or a take-over that was broken off; it goes with the next one
//
// An operation is either completely in the file or not at all, whenever the program or the machine
// stops.
type File struct {
	path  string
	now   func() time.Time
	files files.System
	keys  keys
	seal  sealer
	here  *presence

	settled bool    // this program is present, and what others left is removed
	known   voucher // of the list of free pages that was found good last
	taken   takenOver

	turn  chan struct{} // holds one value; taking it takes the turn
	close sync.Once
}

var _ Journal = (*File)(nil)

// FileOptions configure a [File].
type FileOptions struct {
	Now func() time.Time // the clock; nil is the system's
}

// Opener returns a function that opens the journal at path, as [OpenFile] does.
func Opener(path string, keyring KeyKeeper) func(context.Context) (Journal, error) {
	return func(ctx context.Context) (Journal, error) {
		j, err := OpenFile(ctx, path, keyring, FileOptions{})
		if err != nil {
			return nil, err // not a nil *File in an interface
		}
		return j, nil
	}
}

// OpenFile opens the journal at path, and begins one if there is no file. Its key is in the
// keyring; the first one is made and saved there. The errors of the keyring mean that no journal
// can be kept: use [NewMemory]. So do [ErrDamaged], [ErrNewer] and [ErrKeyLost], until the user
// decides; the file is left as it is, see [MoveAside]. A journal that is locked, or whose disk is
// full or read-only, is opened all the same: later operations wait, and read without writing.
func OpenFile(ctx context.Context, path string, keyring KeyKeeper, options FileOptions) (*File, error) {
	j := newFile(path, options)
	if err := j.unlock(ctx, keyring); err != nil {
		return nil, err
	}
	// Find out now whether it can be read, and with this key.
	err := j.reading(ctx, func(*content) error { return nil })
	if err != nil && !errors.Is(err, errNoFile) && !errors.Is(err, ErrBusy) {
		return nil, errors.Join(err, j.Close())
	}
	return j, nil
}

func newFile(path string, options FileOptions) *File {
	j := &File{path: path, now: options.Now, files: files.OS{}, turn: make(chan struct{}, 1), here: absent()}
	j.turn <- struct{}{}
	if j.now == nil {
		j.now = time.Now
	}
	_ = j.files.MkdirAll(filepath.Dir(path)) // if it fails, the first write reports it
	return j
}

// unlock gets the key that the file was sealed under. A new file is made while the lock is held, so
// that two programs don't make two keys. For an old one it asks the keyring, which may show a
// password prompt, after releasing the lock.
func (j *File) unlock(ctx context.Context, keyring KeyKeeper) error {
	exists := true
	err := j.locked(ctx, true, func() error {
		_, err := os.Lstat(j.path)
		if exists = !errors.Is(err, fs.ErrNotExist); exists {
			return j.onlyReading(func(*database) error { return nil })
		}
		key, err := readKey(ctx, keyring)
		if err == nil && key == nil {
			key, err = makeKey(ctx, keyring)
		}
		if err != nil {
			return err
		}
		j.use(key)
		var unwritten *files.Error
		if err := j.create(); !errors.As(err, &unwritten) {
			return err
		}
		return nil // it is begun as soon as possible
	})
	if errors.Is(err, ErrBusy) && j.exists() {
		err = nil // the key can be read without the lock
	}
	if err != nil || !exists {
		return err
	}
	key, err := readKey(ctx, keyring)
	if err == nil && key == nil {
		err = ErrKeyLost
	}
	if err != nil {
		return err
	}
	j.use(key)
	return nil
}

func (j *File) exists() bool {
	_, err := os.Lstat(j.path)
	return err == nil
}

// use derives the keys.
func (j *File) use(key []byte) { j.useKeys(deriveKeys(key)) }

func (j *File) useKeys(k keys) {
	j.keys = k
	j.seal = newSealer(k.seal)
}

// Close implements [Journal].
func (j *File) Close() (err error) {
	j.close.Do(func() {
		<-j.turn // no operation is under way, and none will be
		close(j.turn)
		if j.here != nil && j.here.file != nil {
			err = j.here.vanish()
		}
	})
	return err
}

// locked runs an operation under the lock, which excludes other goroutines and other programs. It
// waits 2 seconds at most. With reading, do changes nothing, which is possible even if the lock
// file can't be written.
func (j *File) locked(ctx context.Context, reading bool, do func() error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, files.LockBound, ErrBusy)
	defer cancel()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	select {
	case _, still := <-j.turn:
		if !still {
			return ErrClosed
		}
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	defer func() { j.turn <- struct{}{} }()
	lock, err := j.takeTurn(ctx, reading)
	if err != nil {
		return err
	}
	if lock == nil { // nothing can be written
		return do()
	}
	defer lock.Close()
	if err := j.settle(reading); err != nil {
		return err
	}
	return do()
}

// withFile opens the file, which is locked, and closes it. A damaged file must not crash the
// program: a panic of the library, or an access beyond the end of a file that was cut off, is
// reported as a damaged journal.
func (j *File) withFile(do func(*database) error) error { return j.with(false, do) }

// onlyReading is withFile for operations that change nothing, which is faster.
func (j *File) onlyReading(do func(*database) error) error { return j.with(true, do) }

func (j *File) with(readOnly bool, do func(*database) error) error {
	if err := j.there(readOnly); err != nil {
		return err
	}
	err := opening{j.path, readOnly, &j.known}.run(func(db *database) error {
		err := j.check(db, readOnly)
		if err == nil {
			err = do(db)
		}
		return j.fault(err)
	})
	if readOnly || !errors.Is(err, errEarlier) {
		return err
	}
	if err := j.takeOver(); err != nil {
		return err
	}
	return j.with(readOnly, do)
}

// there makes sure that there is a file. If it was removed while we run, what follows goes into a
// new one.
func (j *File) there(readOnly bool) error {
	info, err := os.Lstat(j.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = j.create()
		var unwritten *files.Error
		if readOnly && errors.As(err, &unwritten) {
			err = fmt.Errorf("%w: %w", errNoFile, err)
		}
		return err
	case err != nil:
		return j.fault(err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%w (it isn't a plain file)", ErrDamaged)
	}
	return nil
}

// check checks that this version reads an open file, with this key.
func (j *File) check(db *database, readOnly bool) error {
	err := checkVersion(db)
	if err == nil && j.keys.name != nil {
		if err = j.checkKey(db); err == nil {
			db.frame.opens = j.opens
		}
	}
	if err == nil && !readOnly {
		err = j.checkFormat(db)
	}
	return err
}

// fault translates the error of an operation.
func (j *File) fault(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errSeal), errors.Is(err, errCoded), errors.Is(err, errBuckets):
		return ErrDamaged
	}
	return files.SystemFault(j.path, err)
}

// MoveAside renames a journal that can't be read, after the user agreed, and returns its new path.
// Nothing is deleted; the next [OpenFile] begins a new journal under the same key, or a new key.
func MoveAside(ctx context.Context, path string, now time.Time) (moved string, err error) {
	j := &File{path: path, files: files.OS{}, turn: make(chan struct{}, 1)}
	j.turn <- struct{}{}
	err = j.locked(ctx, false, func() error {
		stem := strings.TrimSuffix(path, filepath.Ext(path)) + now.UTC().Format("-aside-20060102-150405")
		for n := 1; n <= files.MaxKept; n++ {
			moved = fmt.Sprintf("%s-%d%s", stem, n, filepath.Ext(path))
			if _, err := os.Lstat(moved); !errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err := j.files.Rename(path, moved); err != nil {
				return j.fault(err)
			}
			return j.fault(j.files.SyncFolder(filepath.Dir(path)))
		}
		return fmt.Errorf("%s: too many journals are kept next to it; move some elsewhere", path)
	})
	if err != nil {
		return "", err
	}
	return moved, nil
}
