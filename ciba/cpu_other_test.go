//go:build !linux

package ciba_test

import "time"

// ownCPU returns 0: the benchmark that asks is meant for Linux.
func ownCPU() time.Duration { return 0 }
