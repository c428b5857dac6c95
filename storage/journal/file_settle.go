package journal

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"

	"ringback/storage/files"
)

// errNoFile means that there is no journal file and none can be made now. So nothing was ever
// written that could be looked up.
var errNoFile = errors.New("journal: there is no journal yet, and none can be begun")

// settle runs once, when the program first uses the journal: it shows that the program is present
// and removes what others left. That needs the lock and a writable disk; reading needs neither.
// Callers hold the lock, unless reading.
func (j *File) settle(reading bool) error {
	if j.settled || j.keys.name == nil {
		return nil
	}
	if err := j.appear(); err != nil {
		if !reading {
			return err
		}
		return nil // try again when there is something to write
	}
	j.clearAbsent()
	if err := j.upToDate(reading); err != nil && !errors.Is(err, errNoFile) {
		return err
	}
	if err := j.tidy(); err != nil && !errors.Is(err, errNoFile) {
		return err
	}
	j.settled = true
	return nil
}

// appear makes this program's presence visible. Until then it can't write anything, so nothing of
// it is mistaken for a dead program's.
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

// absent returns a presence that isn't visible yet.
func absent() *presence { return &presence{name: rand.Text()} }

// takeTurn takes the lock. A reader does without a lock that can't be made: where that can't be
// written, this user's other programs can't write the journal either, and bbolt locks the file
// itself.
func (j *File) takeTurn(ctx context.Context, reading bool) (*os.File, error) {
	lock, err := files.Lock(ctx, files.LockPath(j.path))
	var file *files.Error
	if err = j.fault(err); reading && errors.As(err, &file) && file.Problem != files.ProblemNotPlain {
		return nil, nil
	}
	return lock, err
}
