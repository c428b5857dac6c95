//go:build !linux && !windows

package native

import (
	"context"
	"errors"
)

// WatchMinimised returns an error: nothing is known of minimised windows here.
func WatchMinimised(context.Context, uintptr, func(minimised bool)) error {
	return errors.ErrUnsupported
}
