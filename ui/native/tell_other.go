//go:build !linux && !windows

package native

import "errors"

// Tell returns an error: nothing is told here.
func Tell(string, string) error { return errors.ErrUnsupported }
