package files

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// The files of the data folder have fixed names. Another program that can create files there, such
// as a backup program, could use such a name to make this program write over another file, or wait
// indefinitely at a pipe. So links aren't followed, and anything but a plain file with one name is
// left untouched.

// ErrNotPlain means that a file of the data folder is a link, a pipe or a device, has a second
// name, or belongs to another user.
var ErrNotPlain = errors.New("it isn't a plain file with one name")

// OpenPlain opens a file of the data folder; with os.O_CREATE it makes one that only the user can
// read. It returns the system's errors, and ErrNotPlain.
func OpenPlain(path string, flag int) (*os.File, error) {
	for {
		file, err := openExisting(path, flag&^os.O_CREATE)
		if flag&os.O_CREATE == 0 || !errors.Is(err, fs.ErrNotExist) {
			return file, err
		}
		file, err = CreateOwn(path, flag)
		if !errors.Is(err, fs.ErrExist) {
			return file, err
		}
		if _, gone := os.Lstat(path); gone != nil {
			return nil, err
		}
		// Another process created it first.
	}
}

// openExisting opens a file that exists.
func openExisting(path string, flag int) (*os.File, error) {
	known, err := os.Lstat(path)
	switch {
	case err != nil:
		return nil, err
	case known.IsDir(): // harmless: the system's own error describes it
		return nil, &fs.PathError{Op: "open", Path: path, Err: syscall.EISDIR}
	case !known.Mode().IsRegular():
		return nil, notPlain(path)
	}
	file, err := openLetGo(path, flag|NotFollowing)
	if err != nil {
		return nil, err
	}
	is, err := file.Stat()
	if err == nil && (!is.Mode().IsRegular() || !os.SameFile(known, is) || !ownName(file, is)) {
		err = notPlain(path)
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}

func notPlain(path string) error {
	return &Error{File: path, Problem: ProblemNotPlain, Err: ErrNotPlain}
}

// openFollowing opens a file that people write, for reading. The path may be a link to a plain
// file.
func openFollowing(path string) (*os.File, error) {
	known, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !known.Mode().IsRegular() { // opening a pipe blocks, and opening a device may have effects
		return nil, notPlain(path)
	}
	file, err := openLetGo(path, os.O_RDONLY|notWaiting)
	if err != nil {
		return nil, err
	}
	if is, err := file.Stat(); err != nil || !is.Mode().IsRegular() {
		_ = file.Close()
		return nil, errors.Join(err, notPlain(path))
	}
	return file, nil
}
