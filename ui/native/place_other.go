//go:build !linux && !windows

package native

import "errors"

func placeOf(uintptr) (Place, error) { return Place{}, errors.ErrUnsupported }

func showsBar(Place, int) bool { return false }
