package config

import "golang.org/x/sys/windows"

// The system's errors of a disk.
const (
	errReadOnlyDisk = windows.ERROR_WRITE_PROTECT
	errDiskFull     = windows.ERROR_DISK_FULL
	errQuota        = windows.ERROR_DISK_QUOTA_EXCEEDED
)
