package native

import (
	"context"
	"errors"
	"unsafe"

	"golang.org/x/sys/windows"
)

// flashing is FLASHWINFO.
type flashing struct {
	size           uint32
	window         uintptr
	flags          uint32
	count, timeout uint32
}

// setUrgent lets the button in the task bar blink three times. It stays marked until the window
// comes to the front.
func setUrgent(_ context.Context, window uintptr, urgent bool) error {
	const flashStop, flashTray, times = 0, 2, 3
	how := flashing{window: window, flags: flashStop}
	if urgent {
		how.flags, how.count = flashTray, times
	}
	how.size = uint32(unsafe.Sizeof(how))
	flash := windows.NewLazySystemDLL("user32.dll").NewProc("FlashWindowEx")
	if err := flash.Find(); err != nil {
		return err
	}
	_, _, _ = flash.Call(uintptr(unsafe.Pointer(&how))) // it returns how the button was before
	return nil
}

// endAbove places the window among those that others may cover.
func endAbove(_ context.Context, window uintptr) error {
	const keepSize, keepPlace, stayBehind, dontWait = 0x0001, 0x0002, 0x0010, 0x4000 // SWP_…
	const notTopmost = ^uintptr(1)                                                   // HWND_NOTOPMOST, -2
	set := windows.NewLazySystemDLL("user32.dll").NewProc("SetWindowPos")
	if ok, _, err := set.Call(window, notTopmost, 0, 0, 0, 0, keepSize|keepPlace|stayBehind|dontWait); ok == 0 {
		return err
	}
	return nil
}

func maximise(_ context.Context, window uintptr) error {
	const maximised = 3 // SW_MAXIMIZE
	if ok, _, _ := windows.NewLazySystemDLL("user32.dll").NewProc("ShowWindowAsync").Call(window, maximised); ok == 0 {
		return errors.New("the window can't be maximised")
	}
	return nil
}
