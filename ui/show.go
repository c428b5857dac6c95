package ui

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2/driver"
)

// Show opens the window. Where that is impossible it returns the key of the text that says why:
// without OpenGL Fyne only logs an error, and would go on as an invisible process that never ends;
// without a display it panics.
func (w *Window) Show() (problem string) {
	defer func() {
		cause := recover()
		switch {
		case cause == nil:
		case strings.Contains(fmt.Sprint(cause), "NotInitialized"):
			problem = "problem.no_display"
		default:
			panic(cause)
		}
	}()
	w.askForPlace()
	w.window.Show()
	w.askForPlace() // some window managers place a new window where they like
	if native, ok := w.window.(driver.NativeWindow); ok {
		native.RunNative(func(context any) {
			if handle(context) == 0 {
				problem = "problem.no_opengl"
				return
			}
			w.beyond.handle = handleOf(context)
			w.askToBeMaximised()
			w.watchMinimised(context)
		})
	}
	w.open = problem == ""
	return problem
}

// handle returns the system's handle of the window, or 0 if there is none.
func handle(context any) uintptr {
	switch c := context.(type) {
	case driver.X11WindowContext, driver.WindowsWindowContext:
		return handleOf(c)
	case driver.WaylandWindowContext:
		return c.WaylandSurface
	case driver.MacWindowContext:
		return c.NSWindow
	}
	return 1 // another system, which doesn't say
}
