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

// presence shows other processes that a journal is in use. It is a file that is locked while the
// journal is open: a lock ends with its process, whereas a lease would end early for a machine that
// slept or whose clock was set, and a process number can be reused after a restart.
type presence struct {
	name string // random
	file *os.File
}

// presenceName is the form of a name, so that one that was read from a file can't lead to another
// folder.
var presenceName = regexp.MustCompile(`^[A-Z2-7]{26}$`)

func presencePath(folder, name string) string {
	return filepath.Join(folder, "journal-"+name+".here")
}

// appear begins a presence. Callers hold the journal's lock.
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

// vanish ends the presence.
func (p *presence) vanish() error {
	err := p.file.Close()
	if removed := os.Remove(p.file.Name()); err == nil && !errors.Is(removed, fs.ErrNotExist) {
		err = removed
	}
	return err
}

// present reports whether the journal of a presence is in use, and removes the file of a process
// that ended. Callers hold the journal's lock.
func present(folder, name string) bool {
	if !presenceName.MatchString(name) {
		return false
	}
	f, err := files.OpenPlain(presencePath(folder, name), os.O_RDWR)
	if errors.Is(err, files.ErrNotPlain) {
		return false // no program made such a name
	}
	if err != nil {
		return !errors.Is(err, fs.ErrNotExist) // if it can't be opened, assume that it is in use
	}
	locked, err := files.TryLock(f)
	_ = f.Close()
	if err != nil || !locked {
		return true
	}
	_ = os.Remove(f.Name())
	return false
}
