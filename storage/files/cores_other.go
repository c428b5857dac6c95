//go:build !linux && !darwin

package files

// NoCoreFiles does nothing: on Windows an administrator decides about dumps.
func NoCoreFiles() error { return nil }
