//go:build unix

package native

import "syscall"

// detached gives a process a session of its own, so that no terminal's Ctrl-C reaches it.
func detached() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
