//go:build !linux

package native

// OnlyX reports nothing: here there is neither X nor Wayland.
func OnlyX(func(string) string) bool { return false }
