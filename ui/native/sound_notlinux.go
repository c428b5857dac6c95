//go:build unix && !linux

package native

// players returns that of macOS.
func players() []player { return []player{{name: "afplay"}} }
