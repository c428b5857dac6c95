package native

import (
	"errors"

	"golang.org/x/sys/windows"
)

// ToFront restores a window, given as its HWND, and brings it to the front. Windows allows that if
// the start that the user clicked named this process; otherwise the button in the task bar blinks,
// and the result is an error.
func ToFront(window uintptr) error {
	const restore = 9 // SW_RESTORE
	user := windows.NewLazySystemDLL("user32.dll")
	if iconic, _, _ := user.NewProc("IsIconic").Call(window); iconic != 0 {
		_, _, _ = user.NewProc("ShowWindowAsync").Call(window, restore)
	}
	if ok, _, _ := user.NewProc("SetForegroundWindow").Call(window); ok == 0 {
		return errors.New("windows keeps another window in the foreground")
	}
	return nil
}
