package native

// OnlyX reports whether a window can be on X alone: nothing names the place of a Wayland display.
// getenv reads the environment.
func OnlyX(getenv func(string) string) bool {
	return getenv("DISPLAY") != "" && waylandSocket(getenv) == "" && getenv("WAYLAND_SOCKET") == ""
}
