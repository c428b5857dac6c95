package native

import (
	"runtime"
	"unsafe"

	"golang.org/x/sys/windows"
)

// FindObstacle makes a hidden window and a context of OpenGL in it, as the toolkit does, and looks
// whether that can draw. Without it the toolkit fails where nobody sees it: a remote desktop, or a
// machine without a graphics driver, often has OpenGL 1.1 only.
func FindObstacle(func(string) string) (Display, Obstacle) {
	runtime.LockOSThread() // a context belongs to a thread
	defer runtime.UnlockOSThread()
	w, ok := hiddenWindow()
	if !ok {
		return Windows, NoDisplay
	}
	defer w.close()
	version, ok := w.openGL()
	if !ok || !drawable(version) {
		return Windows, NoOpenGL
	}
	return Windows, ""
}

// hidden is a window that is never shown, and its drawing context.
type hidden struct {
	user, gdi, gl  *windows.LazyDLL
	window, device uintptr
}

// hiddenWindow makes one; false if the session has no screen for it.
func hiddenWindow() (*hidden, bool) {
	w := &hidden{
		user: windows.NewLazySystemDLL("user32.dll"), gdi: windows.NewLazySystemDLL("gdi32.dll"),
		gl: windows.NewLazyDLL("opengl32.dll"), // as the program loads it: one beside it goes before the system's
	}
	class, err := windows.UTF16PtrFromString("STATIC") // a class that every process has
	if err != nil {
		return nil, false
	}
	w.window, _, _ = w.user.NewProc("CreateWindowExW").Call(0, uintptr(unsafe.Pointer(class)), 0, 0, 0, 0, 1, 1, 0, 0, 0, 0)
	if w.window == 0 {
		return nil, false
	}
	if w.device, _, _ = w.user.NewProc("GetDC").Call(w.window); w.device == 0 {
		w.close()
		return nil, false
	}
	return w, true
}

func (w *hidden) close() {
	if w.device != 0 {
		_, _, _ = w.user.NewProc("ReleaseDC").Call(w.window, w.device)
	}
	_, _, _ = w.user.NewProc("DestroyWindow").Call(w.window)
}

// pixelFormat is PIXELFORMATDESCRIPTOR.
type pixelFormat struct {
	Size, Version     uint16
	Flags             uint32
	PixelType, Colour byte
	_                 [13]byte
	Depth             byte
	_                 [16]byte
}

// openGL returns the version of OpenGL that a context in the window has; false if there is none.
func (w *hidden) openGL() (version string, ok bool) {
	const drawToWindow, supportOpenGL, doubleBuffer = 0x4, 0x20, 0x1
	format := pixelFormat{Version: 1, Flags: drawToWindow | supportOpenGL | doubleBuffer, Colour: 24, Depth: 24}
	format.Size = uint16(unsafe.Sizeof(format))
	chosen, _, _ := w.gdi.NewProc("ChoosePixelFormat").Call(w.device, uintptr(unsafe.Pointer(&format)))
	if set, _, _ := w.gdi.NewProc("SetPixelFormat").Call(w.device, chosen, uintptr(unsafe.Pointer(&format))); chosen == 0 || set == 0 {
		return "", false
	}
	if err := w.gl.Load(); err != nil {
		return "", false
	}
	context, _, _ := w.gl.NewProc("wglCreateContext").Call(w.device)
	if context == 0 {
		return "", false
	}
	defer w.gl.NewProc("wglDeleteContext").Call(context) //nolint:errcheck // Nothing can be done about it.
	current := w.gl.NewProc("wglMakeCurrent")
	if ok, _, _ := current.Call(w.device, context); ok == 0 {
		return "", false
	}
	defer current.Call(0, 0) //nolint:errcheck // Nothing can be done about it.
	const glVersion = 0x1f02
	text, _, _ := w.gl.NewProc("glGetString").Call(glVersion)
	if text == 0 {
		return "", false
	}
	return windows.BytePtrToString(*(**byte)(unsafe.Pointer(&text))), true
}
