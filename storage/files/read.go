package files

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// MaxSize is the size limit of a file that people write: 1 MiB.
const MaxSize = 1 << 20

// Read reads a plain file of at most 1 MiB.
func Read(path string) ([]byte, error) {
	file, err := openFollowing(path)
	return readOpened(path, file, err)
}

// readOpened reads a file and closes it; err is why it couldn't be opened.
func readOpened(path string, file *os.File, err error) ([]byte, error) {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &Error{File: path, Problem: ProblemMissingFile, Err: fs.ErrNotExist}
	case errors.Is(err, ErrNotPlain):
		return nil, &Error{File: path, Problem: ProblemNotAFile}
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

// Cause strips the path from a system error, because Error has it already.
func Cause(err error) error {
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
