//go:build !linux

package ciba

import "time"

// Suspended returns how long the machine has slept since it started, on systems whose timers don't
// count that time. It returns 0: Windows' timers count it, and for macOS the time isn't known here,
// so a poll after waking may be up to one interval late.
func Suspended() time.Duration { return 0 }
