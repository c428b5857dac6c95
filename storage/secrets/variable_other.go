//go:build !linux

package secrets

// wipeVariable does nothing: this system has no way to it.
func wipeVariable(string) {}
