package journal

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"runtime/debug"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"ringback/ciba"
	"ringback/storage/files"
)

// errPanicked means that the library panicked on a file that had been checked: it was changed or
// cut off during an operation.
var errPanicked = errors.New("it changed while it was read")

// opening is how a file of bbolt is opened whose lock we hold.
type opening struct {
	path     string
	readOnly bool
	known    *voucher // of the list of free pages that was found good before; it is updated
}

// run opens a file, and closes it after do. The file is opened only once, so the library gets
// exactly what was checked.
func (o opening) run(do func(*database) error) (err error) {
	file, frame, err := o.file()
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
	db, err = bbolt.Open(o.path, 0o600, &bbolt.Options{
		Timeout: files.LockBound, FreelistType: bbolt.FreelistMapType, NoStatistics: true, ReadOnly: o.readOnly,
		OpenFile: func(string, int, os.FileMode) (*os.File, error) { return file, nil },
	})
	if err != nil {
		return boltFault(o.path, err)
	}
	d := &database{bolt: db, file: file, frame: frame}
	if err = d.unchanged(); err == nil {
		err = do(d)
	}
	if closed := db.Close(); err == nil && closed != nil {
		err = boltFault(o.path, closed)
	}
	*o.known = d.frame.list
	return err
}

// file opens the file and checks what an opening depends on.
func (o opening) file() (*os.File, *frame, error) {
	flag := os.O_RDWR
	if o.readOnly {
		flag = os.O_RDONLY
	}
	file, err := files.OpenPlain(o.path, flag)
	if errors.Is(err, files.ErrNotPlain) {
		return nil, nil, fmt.Errorf("%w (%w)", ErrDamaged, files.ErrNotPlain)
	}
	if err != nil {
		return nil, nil, files.SystemFault(o.path, err)
	}
	var frame *frame
	info, err := file.Stat()
	if err == nil {
		frame, err = openFrame(file, info.Size(), *o.known)
	}
	if err != nil {
		_ = file.Close()
		return nil, nil, damaged(o.path, err)
	}
	return file, frame, nil
}

// boltFault translates an error of the library.
func boltFault(path string, err error) error {
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return ErrBusy
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrVersionMismatch), errors.Is(err, bolterrors.ErrChecksum):
		return fmt.Errorf("%w (%v)", ErrDamaged, err)
	}
	return files.SystemFault(path, err)
}

// letGo releases what an open database holds of a file after a panic in the library: other programs
// wait for its lock, and on Windows a mapped file can't be moved. The library's Close may wait
// indefinitely for the operation that panicked, so letGo has to use the library's private field; if
// that doesn't exist, the mapping ends with the program. Nothing may use the database afterwards.
func letGo(db *bbolt.DB, file *os.File) {
	if db != nil {
		unmap(reflect.ValueOf(db).Elem())
	}
	_ = file.Close()
}

// newBolt makes a new bbolt file and fills it. A panic, as for a file that is copied and was cut
// off, goes to the caller.
func newBolt(path string, options *bbolt.Options, fill func(*database) error) error {
	file, err := files.CreateOwn(path, os.O_RDWR)
	if err != nil {
		return err
	}
	options.Timeout, options.FreelistType, options.NoStatistics = files.LockBound, bbolt.FreelistMapType, true
	options.OpenFile = func(string, int, os.FileMode) (*os.File, error) { return file, nil }
	db, err := bbolt.Open(path, 0o600, options)
	if err != nil {
		return err
	}
	filled := false
	defer func() {
		if !filled {
			letGo(db, file)
		}
	}()
	d := &database{bolt: db, file: file}
	if err = fill(d); err == nil {
		err = d.written()
	}
	filled = true
	if closed := db.Close(); err == nil {
		err = closed
	}
	return err
}
