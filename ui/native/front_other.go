//go:build !linux && !windows

package native

import "errors"

// ToFront returns an error: here the toolkit does it.
func ToFront(uintptr) error { return errors.ErrUnsupported }
