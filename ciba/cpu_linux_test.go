package ciba_test

import (
	"time"

	"golang.org/x/sys/unix"
)

// ownCPU returns the CPU time that this process has taken.
func ownCPU() time.Duration {
	var used unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
