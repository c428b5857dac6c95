package files

import (
	"errors"
	"fmt"

	"golang.org/x/sys/windows"
)

// held reports whether an error means that another program holds a file. Access denied is among
// them: Windows says so of a file that is being removed, or over which another is renamed.
func held(err error) bool {
	for _, number := range []windows.Errno{
		windows.ERROR_SHARING_VIOLATION, windows.ERROR_LOCK_VIOLATION, windows.ERROR_ACCESS_DENIED,
		windows.ERROR_USER_MAPPED_FILE, windows.ERROR_DELETE_PENDING,
	} {
		if errors.Is(err, number) {
			return true
		}
	}
	return false
}

// usedAlone reports whether an error means that another program uses a file alone: not even reading
// is possible.
func usedAlone(err error) bool {
	return errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_DELETE_PENDING)
}

// orHeld returns the error of what was tried with files, as [ErrHeld] if another program has one of
// them open. Windows may call that access denied, as if the user weren't allowed to.
func orHeld(err error, paths ...string) error {
	if err == nil || !held(err) {
		return err
	}
	for _, path := range paths {
		name, wrong := windows.UTF16PtrFromString(path)
		if wrong != nil {
			continue
		}
		const everybody = windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE | windows.FILE_SHARE_DELETE
		file, wrong := windows.CreateFile(name, windows.DELETE, everybody, nil, windows.OPEN_EXISTING, windows.FILE_FLAG_OPEN_REPARSE_POINT, 0)
		if wrong == nil {
			_ = windows.CloseHandle(file)
		}
		if errors.Is(wrong, windows.ERROR_SHARING_VIOLATION) {
			return fmt.Errorf("%w (%w)", ErrHeld, Cause(err))
		}
	}
	return err
}
