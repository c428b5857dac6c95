package journal

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"

	"ringback/storage/files"
)

// errNoFile means that there is no journal's file and none can be made now: nothing was ever
// written to look in.
var errNoFile = errors.New("journal: there is no journal yet, and none can be begun")

// settle brings in order, once, what a program finds when it comes: it shows that it is here and
// clears away what others left. That waits for the lock, and needs a disk that can be written to;
// looking needs neither. Whoever calls it has the lock, unless reading.
func (j *File) settle(reading bool) error {
	if j.settled || j.keys.name == nil {
		return nil
	}
	if err := j.appear(); err != nil {
		if !reading {
			return err
		}
		return nil // tried again when there is something to write
	}
	j.clearAbsent()
	if err := j.tidy(); err != nil && !errors.Is(err, errNoFile) {
		return err
	}
	j.settled = true
	return nil
}

// appear shows that this program is here. Until it does, nothing of its can be written, so nothing
// of its is taken for a dead program's.
func (j *File) appear() error {
	if j.here.file != nil {
		return nil
	}
	here, err := appear(filepath.Dir(j.path))
	if err != nil {
		return j.fault(err)
	}
	j.here = here
	return nil
}

// absent is a presence that nobody can see yet.
func absent() *presence { return &presence{name: rand.Text()} }

// takeTurn takes the lock. For reading, a lock that can't be made will do without: where it can't
// be written, nobody of this user writes the journal either, and the file has a lock of its own.
func (j *File) takeTurn(ctx context.Context, reading bool) (*os.File, error) {
	lock, err := files.Lock(ctx, files.LockBeside(j.path))
	var file *files.Error
	if err = j.fault(err); reading && errors.As(err, &file) && file.Problem != files.ProblemNotPlain {
		return nil, nil
	}
	return lock, err
}
