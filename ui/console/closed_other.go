//go:build !unix || !cgo

package console

// outputClosed reports whether standard output was closed before the program began: only C code can
// tell.
func outputClosed() bool { return false }
