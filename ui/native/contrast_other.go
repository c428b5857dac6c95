//go:build !linux && !windows

package native

// HighContrast isn't known: there is no way to ask without C. The user chooses in the settings.
func HighContrast() (high, known bool) { return false, false }
