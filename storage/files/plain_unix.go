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
	// NotFollowing opens neither a link nor waits for the other end of a pipe.
	NotFollowing = unix.O_NOFOLLOW | notWaiting
)

// ownName reports whether an open file has no second name, and belongs to whom the folder belongs
// to: on a network folder that isn't always the user.
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

// OthersCanWrite reports whether others than the user can put something into a folder, or change
// what is there.
func OthersCanWrite(folder string) bool {
	info, err := os.Stat(folder)
	if err != nil || !info.IsDir() {
		return false // there is none yet
	}
	is, ok := info.Sys().(*syscall.Stat_t)
	return info.Mode().Perm()&0o022 != 0 || ok && is.Uid != 0 && int(is.Uid) != os.Geteuid() && os.Geteuid() != 0
}
