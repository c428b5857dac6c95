package native

import (
	"context"
	"errors"
	"os"
	"time"
)

// probeBound is how long a display may take to answer.
const probeBound = 2 * time.Second

// FindObstacle looks for what would keep the toolkit from opening a window, or make its C code end
// the process: a display that is missing or silent, X without GLX, Wayland without a seat. It
// removes from the X server what a window manager that died has left there, because the toolkit
// aborts on it. getenv reads the environment. A local display answers within milliseconds; no
// answer is waited for longer than two seconds.
func FindObstacle(getenv func(string) string) (Display, Obstacle) {
	return findObstacle(getenv, probeBound)
}

func findObstacle(getenv func(string) string, bound time.Duration) (Display, Obstacle) {
	if getenv("DISPLAY") == "" && getenv("WAYLAND_DISPLAY") == "" {
		return "", NoDisplay
	}
	choice := choose(getenv)
	if choice.wayland {
		found, err := listGlobals(choice.socket, bound)
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
			return Wayland, SilentDisplay
		case err != nil && !choice.x:
			return Wayland, NoDisplay
		case choice.x && (err != nil || !found[decorations]): // the toolkit turns to X
		case !found[seat]:
			return Wayland, NoSeat
		default:
			return Wayland, ""
		}
	}
	if !choice.x {
		return "", ""
	}
	return X11, obstacleOfX(getenv("DISPLAY"), bound)
}

const (
	seat        = "wl_seat"
	decorations = "zxdg_decoration_manager_v1"
)

// choice is which displays the toolkit tries.
type choice struct {
	wayland bool
	socket  string // of Wayland
	x       bool   // X is used where Wayland isn't there or doesn't draw frames
}

// choose does as Fyne 2.8 and GLFW 3.4 do: FYNE_PLATFORM decides, then whether the compositor draws
// frames, then XDG_SESSION_TYPE, then what is there.
func choose(getenv func(string) string) choice {
	c := choice{socket: waylandSocket(getenv), x: getenv("DISPLAY") != ""}
	switch platform, session := getenv("FYNE_PLATFORM"), getenv("XDG_SESSION_TYPE"); {
	case platform == "x11":
	case platform == "wayland":
		c.wayland, c.x = true, false
	case getenv("WAYLAND_DISPLAY") == "":
	case session == "x11" && c.x:
	default:
		c.wayland = true
	}
	// A socket that was handed over as an open file can be used once.
	c.wayland = c.wayland && c.socket != "" && getenv("WAYLAND_SOCKET") == ""
	return c
}
