package native

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// highContrast is HIGHCONTRASTW.
type highContrast struct {
	size, flags uint32
	scheme      *uint16
}

// HighContrast reports whether a contrast theme of Windows is on. known is false if Windows doesn't
// say.
func HighContrast() (high, known bool) {
	const spiGetHighContrast, highContrastOn = 0x0042, 0x00000001
	ask := windows.NewLazySystemDLL("user32.dll").NewProc("SystemParametersInfoW")
	if ask.Find() != nil {
		return false, false
	}
	var found highContrast
	found.size = uint32(unsafe.Sizeof(found))
	told, _, _ := ask.Call(spiGetHighContrast, uintptr(found.size), uintptr(unsafe.Pointer(&found)), 0)
	return told != 0 && found.flags&highContrastOn != 0, told != 0
}
