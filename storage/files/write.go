package files

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
)

// File is what writing needs from an open file.
type File interface {
	io.Writer
	Name() string
	Sync() error
	Close() error
}

// System is what writing needs from the operating system. It is an interface because a test can't
// fill a disk at will.
type System interface {
	MkdirAll(folder string) error
	CreateTemp(folder, pattern string) (File, error)
	Rename(from, to string) error
	SyncFolder(folder string) error
	Remove(path string) error
}

// OS is the real operating system.
type OS struct{}

// MkdirAll makes a folder that only the user can enter, and its parents.
func (OS) MkdirAll(folder string) error { return makeFolders(folder) }

// CreateTemp makes a file that only the user can read.
func (OS) CreateTemp(folder, pattern string) (File, error) {
	f, err := createTemp(folder, pattern)
	if err != nil {
		return nil, err // not f: a nil *os.File in an interface isn't nil
	}
	return f, nil
}

// Rename renames a file, replacing the target if there is one. On Windows, it tries for 2 seconds
// while another program holds one of them.
func (OS) Rename(from, to string) error {
	return orHeld(untilLetGo(held, func() error { return os.Rename(from, to) }), from, to)
}

// Remove removes a file, or fails as Rename does.
func (OS) Remove(path string) error {
	return orHeld(untilLetGo(held, func() error { return os.Remove(path) }), path)
}

// SyncFolder makes a rename durable. Windows has no such call, and network folders may refuse it:
// the file itself is already synced.
func (OS) SyncFolder(folder string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(folder)
	if err != nil {
		return nil // the folder may be written but not read
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, syscall.ENOTSUP) {
		return err
	}
	return nil
}

// Write replaces a file as a whole: it writes, syncs and closes a temporary file in the same
// folder, renames it over the file, and syncs the folder. Until the rename the old file is
// untouched; on error the temporary file is removed. A symbolic link stays: its target is replaced.
func Write(path string, data []byte, files System) error {
	return Replace(path, resolved(path), data, files)
}

// Replace is Write for a target whose links aren't followed. Errors name path.
func Replace(path, target string, data []byte, files System) error {
	folder := filepath.Dir(target)
	if err := files.MkdirAll(folder); err != nil {
		return notWritten(path, err)
	}
	f, err := files.CreateTemp(folder, "."+filepath.Base(target)+"-*.tmp")
	if err != nil {
		return notWritten(path, err)
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = files.Rename(f.Name(), target)
	}
	if err != nil {
		_ = files.Remove(f.Name())
		return notWritten(path, err)
	}
	if err := files.SyncFolder(folder); err != nil {
		return &Error{File: path, Problem: ProblemNotSynced, Err: Cause(err)}
	}
	return nil
}

// resolved returns what a path points to.
func resolved(path string) string {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		return target
	}
	return path
}

// MaxKept is how many copies of broken files are kept.
const MaxKept = 100

// KeepBroken copies a broken file under a free name in the same folder, unless a copy with the same
// content exists.
func KeepBroken(path string, data []byte, files System) error {
	for n := 1; n <= MaxKept; n++ {
		name := path + ".bak"
		if n > 1 {
			name = fmt.Sprintf("%s.bak%d", path, n)
		}
		kept, err := Read(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return Write(name, data, files)
		case err == nil && bytes.Equal(kept, data):
			return nil
		}
	}
	return notWritten(path, errors.New("too many broken files are kept next to it; remove some"))
}

// notWritten returns the error that says why nothing was saved.
func notWritten(path string, err error) error {
	fault := &Error{File: path, Problem: ProblemNotWritten, Err: Cause(err)}
	switch {
	case DiskFull(err):
		fault.Problem = ProblemDiskFull
	case errors.Is(err, ErrHeld):
		fault.Problem = ProblemHeld
	case errors.Is(err, fs.ErrPermission), errors.Is(err, errReadOnlyDisk):
		fault.Problem = ProblemReadOnly
	}
	return fault
}

// SystemFault turns a system error into an [Error] with the file's name. It returns any other error
// unchanged.
func SystemFault(path string, err error) error {
	var number syscall.Errno
	var known *Error
	switch {
	case errors.As(err, &known):
		return err
	case errors.As(err, &number):
		return notWritten(path, err)
	}
	// If a file couldn't grow, the library keeps only the text of the error.
	for _, number := range noRoom() {
		if strings.HasSuffix(err.Error(), ": "+number.Error()) {
			return notWritten(path, number)
		}
	}
	return err
}

// DiskFull reports whether an error means that there was no room: the disk is full, the quota is
// used up, or the limit on file sizes is reached.
func DiskFull(err error) bool {
	return slices.ContainsFunc(noRoom(), func(number syscall.Errno) bool { return errors.Is(err, number) })
}
