//go:build !windows

package files

// held reports whether an error means that another program holds a file. No file is held here.
func held(error) bool { return false }

// usedAlone reports whether an error means that another program uses a file alone. None does here.
func usedAlone(error) bool { return false }

// orHeld returns the error of what was tried with files.
func orHeld(err error, _ ...string) error { return err }
