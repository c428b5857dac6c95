//go:build !windows

package files

import "syscall"

// errReadOnlyDisk is the system's error for a disk that can't be written.
const errReadOnlyDisk = syscall.EROFS

// noRoom returns the system's errors for a full disk.
func noRoom() []syscall.Errno {
	return []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG}
}
