//go:build !windows

package config

import "syscall"

// The system's errors of a disk.
const (
	errReadOnlyDisk = syscall.EROFS
	errDiskFull     = syscall.ENOSPC
	errQuota        = syscall.EDQUOT
)
