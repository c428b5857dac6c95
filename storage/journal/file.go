package journal

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"ringback/ciba"
	"ringback/storage/files"
)

// File is the journal of this machine: one file that window, second
// window and console share. It is opened for each operation, under a lock, and
// closed. Every value in it is sealed. Beside it lie:
//
//	journal.lock    what is locked; it stays, since the journal itself is replaced
//	journal-*.here  one for each program that runs, see presence
//	journal-*.kept  what an unfinished verification needs, see keptFile
//	journal.db.new  a rewriting that was broken off; it goes with the next one
//
// An operation is in the file as a whole or not at all, whenever the program or the machine stops.
type File struct {
	path  string
	now   func() time.Time
	files files.System
	keys  keys
	seal  sealer
	here  *presence

	settled bool // this program is here, and what others left is cleared away

	turn  chan struct{} // holds one value; who takes it has the turn
	close sync.Once
}

var _ Journal = (*File)(nil)

// FileOptions are the choices of whoever owns a [File].
type FileOptions struct {
	Now func() time.Time // the clock; nil is the system's
}

// Opener returns what opens the journal at path, as [OpenFile] does.
func Opener(path string, keyring KeyKeeper) func(context.Context) (Journal, error) {
	return func(ctx context.Context) (Journal, error) {
		j, err := OpenFile(ctx, path, keyring, FileOptions{})
		if err != nil {
			return nil, err // not a nil *File in an interface
		}
		return j, nil
	}
}

// OpenFile opens the journal at path, and begins one where there is no
// file. Its key is in the keyring; the first one is made and saved there. The
// errors of the keyring mean that there is nowhere to keep a journal: use
// [NewMemory]. [ErrDamaged], [ErrNewer] and
// [ErrKeyLost] mean the same until the user decides; the file is left
// as it is, see [MoveAside]. A journal that somebody has locked, or whose
// disk is full or can't be written to, is opened all the same: what it is asked
// afterwards waits, and looks without writing.
func OpenFile(ctx context.Context, path string, keyring KeyKeeper, options FileOptions) (*File, error) {
	j := &File{path: path, now: options.Now, files: files.OS{}, turn: make(chan struct{}, 1), here: absent()}
	j.turn <- struct{}{}
	if j.now == nil {
		j.now = time.Now
	}
	_ = j.files.MkdirAll(filepath.Dir(path)) // what comes of it shows when something is written
	if err := j.unlock(ctx, keyring); err != nil {
		return nil, err
	}
	// Whether it can be read, and by this key, is known before anything is asked.
	err := j.reading(ctx, func(*content) error { return nil })
	if err != nil && !errors.Is(err, errNoFile) && !errors.Is(err, ErrBusy) {
		return nil, errors.Join(err, j.Close())
	}
	return j, nil
}

// unlock finds the key that the file was sealed under. A new file is made while the lock is held,
// so that two programs don't make two keys. For an old one the keyring, which may ask for a
// password, is asked without it.
func (j *File) unlock(ctx context.Context, keyring KeyKeeper) error {
	exists := true
	err := j.locked(ctx, true, func() error {
		_, err := os.Lstat(j.path)
		if exists = !errors.Is(err, fs.ErrNotExist); exists {
			return j.onlyReading(func(*bbolt.DB) error { return nil })
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
		return nil // begun when it can be
	})
	if errors.Is(err, ErrBusy) && j.exists() {
		err = nil // whose it is can be asked without the lock
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
func (j *File) use(key []byte) {
	j.keys = deriveKeys(key)
	j.seal = newSealer(j.keys.seal)
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

// locked runs an operation while nobody else has the journal: no goroutine of this program, and no
// other program. It waits 2 seconds at most. Reading says that nothing is to be changed, which
// needs less.
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

// withFile opens the file, which is locked, and closes it. A damaged file must not take the program
// along: what the library panics about, and an access beyond the end of a file that was cut, is a
// damaged journal.
func (j *File) withFile(do func(*bbolt.DB) error) error { return j.with(false, do) }

// onlyReading is withFile where nothing is changed, which is faster.
func (j *File) onlyReading(do func(*bbolt.DB) error) error { return j.with(true, do) }

func (j *File) with(readOnly bool, do func(*bbolt.DB) error) error {
	info, err := os.Lstat(j.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		// Somebody took it away while we run. What follows is recorded anew.
		if err := j.create(); err != nil {
			var unwritten *files.Error
			if readOnly && errors.As(err, &unwritten) {
				err = fmt.Errorf("%w: %w", errNoFile, err)
			}
			return err
		}
	case err != nil:
		return j.fault(err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%w (it isn't a plain file)", ErrDamaged)
	}
	return openBolt(j.path, readOnly, func(db *bbolt.DB) error {
		err := checkVersion(db)
		if err == nil && j.keys.name != nil {
			err = j.checkKey(db)
		}
		if err == nil {
			err = do(db)
		}
		return j.fault(err)
	})
}

// openBolt opens a file of bbolt whose lock we have. What was checked is what the library gets: the
// file is opened once.
func openBolt(path string, readOnly bool, do func(*bbolt.DB) error) (err error) {
	file, err := openBoltFile(path, readOnly)
	if err != nil {
		return err
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	var db *bbolt.DB
	defer func() {
		if panicked := recover(); panicked != nil {
			letGo(db, file)
			err = fmt.Errorf("%w (%w: %s)", ErrDamaged, errPanicked, ciba.Clean(fmt.Sprint(panicked), 200))
		}
	}()
	db, err = bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout: files.LockBound, FreelistType: bbolt.FreelistMapType, NoStatistics: true, ReadOnly: readOnly,
		OpenFile: func(string, int, os.FileMode) (*os.File, error) { return file, nil },
	})
	if err != nil {
		return boltFault(path, err)
	}
	err = do(db)
	if closed := db.Close(); err == nil && closed != nil {
		err = boltFault(path, closed)
	}
	return err
}

// boltFault names what the library said.
func boltFault(path string, err error) error {
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return ErrBusy
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrVersionMismatch), errors.Is(err, bolterrors.ErrChecksum):
		return fmt.Errorf("%w (%v)", ErrDamaged, err)
	}
	return files.SystemFault(path, err)
}

// fault names what came of an operation.
func (j *File) fault(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errSeal), errors.Is(err, errCoded), errors.Is(err, errBuckets):
		return ErrDamaged
	}
	return files.SystemFault(j.path, err)
}

// MoveAside moves a journal that can't be read out of the way, on the user's word, and returns
// where it is now. Nothing of it is thrown away; the next [OpenFile] begins a new one under the
// same key, or a new key.
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
		return fmt.Errorf("%s: too many journals lie beside it; move some elsewhere", path)
	})
	if err != nil {
		return "", err
	}
	return moved, nil
}
