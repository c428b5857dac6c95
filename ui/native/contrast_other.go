//go:build !linux && !windows

package native

// HighContrast is false: there is no way to ask without C. The user chooses in the settings.
func HighContrast() bool { return false }
