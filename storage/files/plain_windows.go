package files

import (
	"io/fs"
	"os"
	"syscall"
)

// On Windows, a link that replaces the file between the two looks is noticed, because another file
// was opened.
const (
	notWaiting = 0
	// NotFollowing is zero: Windows has no such flag.
	NotFollowing = 0
)

// ownName reports whether an open file has no second name.
func ownName(file *os.File, _ fs.FileInfo) bool {
	var is syscall.ByHandleFileInformation
	if err := syscall.GetFileInformationByHandle(syscall.Handle(file.Fd()), &is); err != nil {
		return false
	}
	return is.NumberOfLinks <= 1 && is.FileAttributes&syscall.FILE_ATTRIBUTE_REPARSE_POINT == 0
}

// OthersCanWrite reports whether other users can write to a folder. On Windows the user's folders
// inherit their rights from the profile.
func OthersCanWrite(string) bool { return false }
