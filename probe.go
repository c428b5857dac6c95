//go:build !console

package main

import (
	"os"

	"github.com/go-gl/glfw/v3.4/glfw"
	"github.com/go-json-experiment/json"

	"ringback/ui/native"
)

// probed is what a probe of display and OpenGL found, as one line of JSON.
type probed struct {
	Display  native.Display  `json:"display"`
	Renderer string          `json:"renderer"` // as OpenGL names it
	Version  string          `json:"version"`  // of OpenGL
	Problem  native.Obstacle `json:"problem"`  // "" if a window can be opened
}

// probe opens a window that is never shown, as the toolkit would, and writes what it found. Doctor
// asks it of a process of its own: where a driver is broken, C code can end that.
func (p program) probe() int {
	display, problem := native.FindObstacle(os.Getenv)
	found := probed{Display: display, Problem: problem}
	if problem == "" {
		found = look(display)
	}
	line, err := json.Marshal(found)
	if err != nil {
		return p.failed(err)
	}
	return p.show(string(line) + "\n")
}

// look asks for what Fyne asks for, on the display that Fyne picks; see initGLFW in its
// loop_desktop.go.
func look(display native.Display) probed {
	switch display {
	case native.X11:
		glfw.InitHint(glfw.PlatformHint, int(glfw.PlatformX11))
	case native.Wayland:
		glfw.InitHint(glfw.PlatformHint, int(glfw.PlatformWayland))
	}
	if err := glfw.Init(); err != nil {
		return probed{Display: display, Problem: native.NoDisplay}
	}
	defer glfw.Terminate()
	found := probed{Display: displayOf(glfw.GetPlatform()), Problem: native.NoOpenGL}
	glfw.WindowHint(glfw.Visible, glfw.False)
	hintOpenGL()
	window, err := glfw.CreateWindow(1, 1, "Ringback", nil, nil)
	if err != nil {
		return found
	}
	defer window.Destroy()
	window.MakeContextCurrent()
	if found.Renderer, found.Version, err = openGL(); err == nil {
		found.Problem = ""
	}
	return found
}

func displayOf(platform glfw.Platform) native.Display {
	switch platform {
	case glfw.PlatformX11:
		return native.X11
	case glfw.PlatformWayland:
		return native.Wayland
	case glfw.PlatformWin32:
		return native.Windows
	case glfw.PlatformCocoa:
		return native.Cocoa
	}
	return ""
}
