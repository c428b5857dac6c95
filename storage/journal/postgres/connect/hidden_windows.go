package connect

import (
	"syscall"

	"golang.org/x/sys/windows"
)

// hidden starts a program without the console window that would flash up.
func hidden() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{HideWindow: true, CreationFlags: windows.CREATE_NO_WINDOW}
}
