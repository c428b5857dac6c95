package files

import (
	"errors"
	"os"
	"time"
)

// On Windows a file that another program holds open, such as a virus scanner, a backup or another
// window that reads it, can't be replaced or removed. Such programs let go soon.

// ErrHeld means that another program has a file open, and didn't let go of it in time.
var ErrHeld = errors.New("another program has it open")

// heldBound is how long to try again, and heldRetry the pause between tries.
const (
	heldBound = 2 * time.Second
	heldRetry = 20 * time.Millisecond
)

// openLetGo opens a file that exists, when another program has let go of it.
func openLetGo(path string, flag int) (file *os.File, err error) {
	err = untilLetGo(usedAlone, func() error {
		file, err = os.OpenFile(path, flag, 0)
		return err
	})
	return file, err
}

// untilLetGo does something to a file, again for 2 seconds at most while the error means that
// another program holds it, and returns the last error.
func untilLetGo(held func(error) bool, do func() error) error {
	end := time.Now().Add(heldBound)
	for {
		err := do()
		if err == nil || !held(err) || !time.Now().Before(end) {
			return err
		}
		time.Sleep(heldRetry)
	}
}
