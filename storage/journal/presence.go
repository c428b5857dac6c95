package journal

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"ringback/storage/files"
)

// presence shows other processes that a journal is in use. It is a file that is locked for as long:
// a lock ends with its process, whereas a lease ends early for a machine that slept or whose clock
// was set, and the number of a process can be another's after a restart.
type presence struct {
	name string // random
	file *os.File
}

// presenceName is what a name looks like, so that one that was read from a file can't lead to
// another folder.
var presenceName = regexp.MustCompile(`^[A-Z2-7]{26}$`)

func presencePath(folder, name string) string {
	return filepath.Join(folder, "journal-"+name+".here")
}

// appear begins a presence. Whoever calls it holds the journal's lock.
func appear(folder string) (*presence, error) {
	p := &presence{name: rand.Text()}
	f, err := files.OpenPlain(presencePath(folder, p.name), os.O_CREATE|os.O_RDWR)
	if err != nil {
		return nil, err
	}
	if locked, err := files.TryLock(f); err != nil || !locked {
		_ = f.Close()
		_ = os.Remove(f.Name())
		return nil, errors.Join(err, errors.ErrUnsupported)
	}
	p.file = f
	return p, nil
}

// vanish ends it.
func (p *presence) vanish() error {
	err := p.file.Close()
	if removed := os.Remove(p.file.Name()); err == nil && !errors.Is(removed, fs.ErrNotExist) {
		err = removed
	}
	return err
}

// present reports whether somebody is there, and clears away what a process that ended left.
// Whoever calls it holds the journal's lock.
func present(folder, name string) bool {
	if !presenceName.MatchString(name) {
		return false
	}
	f, err := files.OpenPlain(presencePath(folder, name), os.O_RDWR)
	if errors.Is(err, files.ErrNotPlain) {
		return false // no program made that
	}
	if err != nil {
		return !errors.Is(err, fs.ErrNotExist) // a file that can't be opened is somebody's
	}
	locked, err := files.TryLock(f)
	_ = f.Close()
	if err != nil || !locked {
		return true
	}
	_ = os.Remove(f.Name())
	return false
}
