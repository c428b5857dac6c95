//go:build !windows

package files

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
)

const (
	notWaiting = unix.O_NONBLOCK
	// NotFollowing are flags of open: don't follow a link, and don't wait for the other end of a
	// pipe.
	NotFollowing = unix.O_NOFOLLOW | notWaiting
)

// ownName reports whether an open file has no second name, and has the same owner as its folder. On
// a network folder that isn't always the user.
func ownName(file *os.File, info fs.FileInfo) bool {
	is, ok := info.Sys().(*syscall.Stat_t)
	if !ok || is.Nlink > 1 {
		return false
	}
	if int(is.Uid) == os.Geteuid() {
		return true
	}
	folder, err := os.Stat(filepath.Dir(file.Name()))
	if err != nil {
		return false
	}
	whose, ok := folder.Sys().(*syscall.Stat_t)
	return ok && whose.Uid == is.Uid
}

// OthersCanWrite reports whether other users can add or change files in a folder.
func OthersCanWrite(folder string) bool {
	info, err := os.Stat(folder)
	if err != nil || !info.IsDir() {
		return false // the folder doesn't exist yet
	}
	is, ok := info.Sys().(*syscall.Stat_t)
	return info.Mode().Perm()&0o022 != 0 || ok && is.Uid != 0 && int(is.Uid) != os.Geteuid() && os.Geteuid() != 0
}
