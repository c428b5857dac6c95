package native

import (
	"strconv"
	"strings"
)

// Obstacle is what keeps a window from opening on this machine; "" for nothing that is known.
type Obstacle string

// The obstacles.
const (
	// NoDisplay: there is no screen.
	NoDisplay Obstacle = "no_display"
	// SilentDisplay: the display is there, but doesn't answer within two seconds.
	SilentDisplay Obstacle = "silent_display"
	// NoSeat: the Wayland compositor has neither keyboard nor mouse. The toolkit's C code would end
	// the process.
	NoSeat Obstacle = "no_seat"
	// NoOpenGL: OpenGL 2.1, which the toolkit draws with, is missing.
	NoOpenGL Obstacle = "no_opengl"
)

// Display is the kind of display that the toolkit opens a window on; "" where it isn't known.
type Display string

// The displays.
const (
	X11     Display = "x11"
	Wayland Display = "wayland"
	Windows Display = "windows"
	Cocoa   Display = "cocoa" // macOS
)

// drawable reports whether a version of OpenGL, as GL_VERSION has it, is 2.1 or later. A version
// that can't be read counts as one: the toolkit decides.
func drawable(version string) bool {
	number, _, _ := strings.Cut(strings.TrimSpace(version), " ")
	parts := strings.Split(number, ".")
	if len(parts) < 2 {
		return true
	}
	major, err := strconv.Atoi(parts[0])
	minor, err2 := strconv.Atoi(parts[1])
	return err != nil || err2 != nil || major > 2 || major == 2 && minor >= 1
}
