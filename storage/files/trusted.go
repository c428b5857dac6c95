package files

import (
	"errors"
	"fmt"
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
	if errors.As(err, &fault) {
		fault.File = path
		return nil, fault
	}
	return readOpened(path, file, err)
}

// notTrusted says why a file isn't trusted.
func notTrusted(format string, what ...any) error {
	return &Error{Problem: ProblemNotTrusted, Err: fmt.Errorf(format, what...)}
}
