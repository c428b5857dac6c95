package native

import (
	"context"
	"time"

	"golang.org/x/sys/windows"
)

// lookEvery is how often a window is looked at. Its messages go to the toolkit.
const lookEvery = time.Second

// WatchMinimised tells whether a window, given as its HWND, is minimised, and again whenever that
// changes, until ctx ends.
func WatchMinimised(ctx context.Context, window uintptr, tell func(minimised bool)) error {
	isIconic := windows.NewLazySystemDLL("user32.dll").NewProc("IsIconic")
	if err := isIconic.Find(); err != nil {
		return err
	}
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	told := false
	for {
		iconic, _, _ := isIconic.Call(window)
		if minimised := iconic != 0; minimised != told {
			told = minimised
			tell(told)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-look.C:
		}
	}
}
