//go:build linux || darwin

package files

import "syscall"

// NoCoreFiles keeps the system from writing this process's memory to the disk when it crashes:
// secrets, tokens and who was asked are in it. It holds for good, and for programs that this one
// starts.
//
// The limit is one byte and not none: where the system pipes cores to a program (systemd-coredump,
// apport), Linux ignores a limit of 0 and writes nothing at 1 (core(5)). No core fits into a byte,
// so a plain file isn't written either.
//
// It does not make the process undumpable (PR_SET_DUMPABLE). That gives /proc/PID to root, where
// the session's other programs look up who speaks to them: a portal (theme, notifications), or a
// keyring that asks the user whether this program may read a secret, could take it for nobody.
// Whoever may trace this user's processes can read the keyring as well.
func NoCoreFiles() error {
	return syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{Cur: 1, Max: 1})
}
