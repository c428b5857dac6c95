//go:build !linux

package ciba

import "time"

// Suspended tells for how long the machine has slept since it started, where timers don't count
// that. Windows' timers do count it; for macOS nothing is known here, so there a poll after waking
// comes up to one interval late.
func Suspended() time.Duration { return 0 }
