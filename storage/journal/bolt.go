package journal

import (
	"errors"
	"fmt"
	"os"
	"reflect"

	"go.etcd.io/bbolt"

	"ringback/storage/files"
)

// errPanicked means that the library panicked on a file that had been checked: it was changed or
// cut off during an operation.
var errPanicked = errors.New("it changed while it was read")

// openBoltFile opens a file of bbolt and checks it.
func openBoltFile(path string, readOnly bool) (*os.File, error) {
	flag := os.O_RDWR
	if readOnly {
		flag = os.O_RDONLY
	}
	file, err := files.OpenPlain(path, flag)
	if errors.Is(err, files.ErrNotPlain) {
		return nil, fmt.Errorf("%w (%w)", ErrDamaged, files.ErrNotPlain)
	}
	if err != nil {
		return nil, files.SystemFault(path, err)
	}
	info, err := file.Stat()
	if err == nil {
		err = checkPages(file, info.Size())
	}
	if err != nil {
		_ = file.Close()
		return nil, damaged(path, err)
	}
	return file, nil
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
	err = fill(&database{bolt: db})
	filled = true
	if closed := db.Close(); err == nil {
		err = closed
	}
	return err
}
