//go:build unix

package native

import (
	"os"
	"strconv"
	"syscall"
)

// detached gives a process a session of its own, so that no terminal's Ctrl-C reaches it.
func detached() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }

// keepOpenFiles keeps files from other processes that whoever started this one left open in it: a
// pipe among them would look open for as long as the other process runs.
func keepOpenFiles() {
	entries, _ := os.ReadDir("/dev/fd") // best effort: what can't be listed stays open
	for _, entry := range entries {
		if fd, err := strconv.Atoi(entry.Name()); err == nil && fd > 2 {
			syscall.CloseOnExec(fd)
		}
	}
}
