package ciba

import (
	"time"

	"golang.org/x/sys/unix"
)

// Suspended returns how long the machine has slept since it started. On Linux, Go's timers and
// monotonic clock don't count that time.
func Suspended() time.Duration {
	var boot, awake unix.Timespec
	if unix.ClockGettime(unix.CLOCK_BOOTTIME, &boot) != nil || unix.ClockGettime(unix.CLOCK_MONOTONIC, &awake) != nil {
		return 0
	}
	return time.Duration(boot.Nano() - awake.Nano())
}
