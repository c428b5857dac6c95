package native

import (
	"errors"
	"unsafe"

	"golang.org/x/sys/windows"
)

// point is POINT.
type point struct{ x, y int32 }

// placeOf returns the corner of the client area of a window: the toolkit places that.
func placeOf(window uintptr) (Place, error) {
	user := windows.NewLazySystemDLL("user32.dll")
	if iconic, _, _ := user.NewProc("IsIconic").Call(window); iconic != 0 {
		return Place{}, errors.New("a minimised window is nowhere")
	}
	var at point
	if ok, _, err := user.NewProc("ClientToScreen").Call(window, uintptr(unsafe.Pointer(&at))); ok == 0 {
		return Place{}, err
	}
	zoomed, _, _ := user.NewProc("IsZoomed").Call(window)
	return Place{X: int(at.x), Y: int(at.y), Full: zoomed != 0, Maximised: zoomed != 0}, nil
}

// rect is RECT.
type rect struct{ left, top, right, bottom int32 }

// showsBar asks for the screen that shows the middle of the title bar, which is above the client
// area.
func showsBar(at Place, width int) bool {
	inset := max(width-barSeen, 0) / 2
	bar := rect{int32(at.X + inset), int32(at.Y - barHigh), int32(at.X + width - inset), int32(at.Y)}
	const none = 0 // MONITOR_DEFAULTTONULL
	screen, _, _ := windows.NewLazySystemDLL("user32.dll").NewProc("MonitorFromRect").Call(uintptr(unsafe.Pointer(&bar)), none)
	return screen != 0
}
