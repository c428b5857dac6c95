package native

import (
	"os"

	"golang.org/x/sys/windows"
)

// Redirected reports whether a standard file of a program with a window goes to another program or
// into a file. Without that it leads nowhere, whatever console the program was started from.
func Redirected(file *os.File) bool {
	kind, err := windows.GetFileType(windows.Handle(file.Fd()))
	return err == nil && (kind == windows.FILE_TYPE_PIPE || kind == windows.FILE_TYPE_DISK)
}
