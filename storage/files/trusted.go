package files

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// ReadTrusted reads a plain file of at most 1 MiB that nobody but the administrator of the machine
// can have written: on Linux and macOS it and every folder above it belong to root and can't be
// written by group or others; on Windows the file and its folder belong to the administrators, the
// system or TrustedInstaller, and nobody else may change them. What is judged is what is read, so
// nobody can exchange it in between. A missing file is fs.ErrNotExist; one that isn't trusted is
// [ProblemNotTrusted], with the reason.
func ReadTrusted(path string) ([]byte, error) {
	file, err := openTrusted(path)
	var fault *Error
	switch {
	case errors.As(err, &fault):
		fault.File = path
		return nil, fault
	case errors.Is(err, fs.ErrNotExist):
		return nil, &Error{File: path, Problem: ProblemMissingFile, Err: fs.ErrNotExist}
	case err != nil:
		return nil, &Error{File: path, Problem: ProblemUnreadable, Err: Cause(err)}
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, MaxSize+1))
	if err != nil {
		return nil, &Error{File: path, Problem: ProblemUnreadable, Err: Cause(err)}
	}
	return data, nil
}

// notTrusted says why a file isn't trusted.
func notTrusted(format string, what ...any) error {
	return &Error{Problem: ProblemNotTrusted, Err: fmt.Errorf(format, what...)}
}
