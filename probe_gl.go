//go:build !console && (!arm64 || darwin)

package main

import (
	"github.com/go-gl/gl/v2.1/gl"
	"github.com/go-gl/glfw/v3.4/glfw"
)

// hintOpenGL asks for the OpenGL that Fyne asks for; see its glfw_core.go.
func hintOpenGL() {
	glfw.WindowHint(glfw.ContextVersionMajor, 2)
	glfw.WindowHint(glfw.ContextVersionMinor, 1)
}

// openGL names the renderer and the version of the current context.
func openGL() (renderer, version string, err error) {
	if err := gl.Init(); err != nil {
		return "", "", err
	}
	return gl.GoStr(gl.GetString(gl.RENDERER)), gl.GoStr(gl.GetString(gl.VERSION)), nil
}
