package native

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// connectToX connects to the X server of the environment.
func connectToX() (*xgb.Conn, error) {
	xgb.Logger.SetOutput(io.Discard) // its errors come back to us
	return xgb.NewConn()
}

// atom returns the number of a name.
func atom(x *xgb.Conn, name string) (xproto.Atom, error) {
	got, err := xproto.InternAtom(x, false, uint16(len(name)), name).Reply()
	if err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	return got.Atom, nil
}

// numbers returns a property of numbers of 32 bits, atoms among them, as far as it has no more than
// most; nothing if the window has none.
func numbers(x *xgb.Conn, window xproto.Window, property xproto.Atom, most uint32) ([]uint32, error) {
	got, err := xproto.GetProperty(x, false, window, property, xproto.GetPropertyTypeAny, 0, most).Reply()
	if err != nil || got.Format != 32 {
		return nil, err
	}
	all := make([]uint32, len(got.Value)/4)
	_, err = binary.Decode(got.Value, binary.LittleEndian, all)
	return all, err
}

// mostStates is how many states of a window are read.
const mostStates = 64

// obstacleOfX looks at an X server.
func obstacleOfX(display string, bound time.Duration) Obstacle {
	obstacle, inTime := within(bound, func() Obstacle { return lookAtX(display) })
	if !inTime {
		return SilentDisplay
	}
	return obstacle
}

func lookAtX(display string) Obstacle {
	xgb.Logger.SetOutput(io.Discard) // its errors come back to us
	x, err := xgb.NewConnDisplay(display)
	if err != nil {
		return "" // Xlib knows more ways to connect; the toolkit decides
	}
	defer x.Close()
	_ = removeDeadManager(x, xproto.Setup(x).DefaultScreen(x).Root) // what stays makes the toolkit abort, at worst
	if has, err := hasGLX(x); err == nil && !has {
		return NoOpenGL
	}
	return ""
}

// removeDeadManager removes _NET_SUPPORTING_WM_CHECK from the root window if the window that it
// names is gone, as the Extended Window Manager Hints say: then no window manager runs. GLFW 3.4
// aborts on it.
func removeDeadManager(x *xgb.Conn, root xproto.Window) error {
	check, err := atom(x, "_NET_SUPPORTING_WM_CHECK")
	if err != nil {
		return err
	}
	if dead, err := isDead(x, root, check); err != nil || !dead {
		return err
	}
	// Nobody starts a window manager between the second look and the removal.
	if err := xproto.GrabServerChecked(x).Check(); err != nil {
		return err
	}
	dead, err := isDead(x, root, check)
	if err == nil && dead {
		err = xproto.DeletePropertyChecked(x, root, check).Check()
	}
	return errors.Join(err, xproto.UngrabServerChecked(x).Check())
}

// isDead reports whether the root window names a window that is gone, or that doesn't name itself
// at all: its number was given to another one.
func isDead(x *xgb.Conn, root xproto.Window, check xproto.Atom) (bool, error) {
	const words = 1
	named, err := xproto.GetProperty(x, false, root, check, xproto.AtomWindow, 0, words).Reply()
	if err != nil || named.Format != 32 || len(named.Value) < 4 {
		return false, err
	}
	window := xproto.Window(xgb.Get32(named.Value))
	names, err := xproto.GetProperty(x, false, window, check, xproto.AtomWindow, 0, words).Reply()
	var gone xproto.WindowError
	switch {
	case errors.As(err, &gone):
		return true, nil
	case err != nil:
		return false, err
	}
	return len(names.Value) == 0, nil
}

// hasGLX reports whether the server has GLX 1.3, which GLFW needs.
func hasGLX(x *xgb.Conn) (bool, error) {
	const name = "GLX"
	extension, err := xproto.QueryExtension(x, uint16(len(name)), name).Reply()
	if err != nil || !extension.Present {
		return false, err
	}
	const queryVersion, major, minor = 7, 1, 4 // what a client of today asks for
	request := []byte{extension.MajorOpcode, queryVersion, 3, 0, major, 0, 0, 0, minor, 0, 0, 0}
	cookie := x.NewCookie(true, true)
	x.NewRequest(request, cookie)
	reply, err := cookie.Reply()
	if err != nil || len(reply) < 16 {
		return true, err
	}
	has := [2]uint32{xgb.Get32(reply[8:]), xgb.Get32(reply[12:])}
	return has[0] > 1 || has[0] == 1 && has[1] >= 3, nil
}
