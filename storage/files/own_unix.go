//go:build !windows

package files

import "os"

// CreateOwn makes a new file that only the user can read (mode 0600), and opens it. If there is one
// of that name, even a link, the error is fs.ErrExist.
func CreateOwn(path string, flag int) (*os.File, error) {
	return os.OpenFile(path, flag|os.O_CREATE|os.O_EXCL|NotFollowing, 0o600)
}

// makeFolders makes a folder that only the user can enter (mode 0700), and its parents.
func makeFolders(folder string) error { return os.MkdirAll(folder, 0o700) }

// createTemp makes a file of a new name that only the user can read (mode 0600).
func createTemp(folder, pattern string) (*os.File, error) { return os.CreateTemp(folder, pattern) }

// OnlyUser reports whether nobody but the user, and the system's administrators, can read or change
// a file or folder.
func OnlyUser(path string) (bool, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return false, err
	}
	return info.Mode().Perm()&0o077 == 0, nil
}
