//go:build !console && arm64 && !darwin

package main

import (
	gl "github.com/go-gl/gl/v3.1/gles2"
	"github.com/go-gl/glfw/v3.4/glfw"
)

// hintOpenGL asks for the OpenGL ES that Fyne asks for; see its glfw_es.go.
func hintOpenGL() {
	glfw.WindowHint(glfw.ClientAPI, glfw.OpenGLESAPI)
	glfw.WindowHint(glfw.ContextVersionMajor, 2)
	glfw.WindowHint(glfw.ContextVersionMinor, 0)
}

// openGL names the renderer and the version of the current context.
func openGL() (renderer, version string, err error) {
	if err := gl.Init(); err != nil {
		return "", "", err
	}
	return gl.GoStr(gl.GetString(gl.RENDERER)), gl.GoStr(gl.GetString(gl.VERSION)), nil
}
