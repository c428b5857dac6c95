//go:build !linux

package secrets

// wipeVariable does nothing: this system offers no way to do it.
func wipeVariable(string) {}
