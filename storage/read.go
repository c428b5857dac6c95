package storage

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// maxFileSize bounds a file that people write: 1 MiB.
const maxFileSize = 1 << 20

// readFile reads a plain file of at most 1 MiB.
func readFile(path string) ([]byte, error) {
	file, err := openFollowing(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &FileError{File: path, Problem: ProblemMissingFile, Err: fs.ErrNotExist}
	case errors.Is(err, errNotPlain):
		return nil, &FileError{File: path, Problem: ProblemNotAFile}
	case err != nil:
		return nil, &FileError{File: path, Problem: ProblemUnreadable, Err: cause(err)}
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxFileSize+1))
	if err != nil {
		return nil, &FileError{File: path, Problem: ProblemUnreadable, Err: cause(err)}
	}
	return data, nil
}

// cause strips the path from a system error: FileError has it already.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err
	}
	return err
}
