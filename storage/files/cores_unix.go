//go:build linux || darwin

package files

import "syscall"

// NoCoreFiles keeps the system from writing this process's memory to the disk when it crashes: the
// memory holds secrets, tokens and who was asked. It can't be undone, and child processes inherit
// it.
//
// The limit is one byte, not zero: where the system pipes cores to a program (systemd-coredump,
// apport), Linux ignores a limit of 0 but writes nothing at 1 (core(5)). No core fits into one
// byte, so no plain file is written either.
//
// It does not make the process undumpable (PR_SET_DUMPABLE). That gives /proc/PID to root, where
// other programs of the session look up the process that speaks to them: a portal (theme,
// notifications), or a keyring that asks the user whether this program may read a secret, could
// fail to recognise it. And anyone who may trace this user's processes can read the keyring anyway.
func NoCoreFiles() error {
	return syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{Cur: 1, Max: 1})
}
