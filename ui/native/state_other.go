//go:build !linux && !windows

package native

import (
	"context"
	"errors"
)

func setUrgent(context.Context, uintptr, bool) error { return errors.ErrUnsupported }

func endAbove(context.Context, uintptr) error { return errors.ErrUnsupported }

func maximise(context.Context, uintptr) error { return errors.ErrUnsupported }
