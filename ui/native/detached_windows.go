package native

import (
	"syscall"

	"golang.org/x/sys/windows"
)

// detached gives a process no console, and a group of its own, so that no Ctrl-C reaches it.
func detached() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: windows.DETACHED_PROCESS | windows.CREATE_NEW_PROCESS_GROUP}
}

// keepOpenFiles does nothing: Go passes on the standard files only.
func keepOpenFiles() {}
