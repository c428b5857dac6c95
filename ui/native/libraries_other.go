//go:build !windows

package native

// NotFromHere does nothing: only Windows looks for libraries in the current folder.
func NotFromHere() {}
