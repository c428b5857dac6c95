package files

import (
	"syscall"

	"golang.org/x/sys/windows"
)

// errReadOnlyDisk is the system's error for a disk that can't be written.
const errReadOnlyDisk = windows.ERROR_WRITE_PROTECT

// noRoom returns the system's errors for a full disk, a roaming profile that is full among them.
func noRoom() []syscall.Errno {
	return []syscall.Errno{windows.ERROR_HANDLE_DISK_FULL, windows.ERROR_DISK_FULL, windows.ERROR_DISK_QUOTA_EXCEEDED}
}
