//go:build !windows

package connect

import "syscall"

// hidden starts a program as it is: it has no window of its own.
func hidden() *syscall.SysProcAttr { return nil }
