package native

import (
	"errors"
	"slices"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// fromPager is the source of the request to activate a window. Window managers keep a program from
// raising its own window; here another program raises it, on the user's click, as a pager does.
const fromPager = 2

// ToFront brings a window of X to the front, out of the task bar as well: it asks the window
// manager, by _NET_ACTIVE_WINDOW of the Extended Window Manager Hints. It waits for the X server,
// so it isn't for the goroutine that draws. An error means that no window manager takes the
// request.
func ToFront(window uintptr) error {
	x, err := connectToX()
	if err != nil {
		return err
	}
	defer x.Close()
	root := xproto.Setup(x).DefaultScreen(x).Root
	active, err := atom(x, "_NET_ACTIVE_WINDOW")
	if err != nil {
		return err
	}
	if ok, err := supports(x, root, active); err != nil || !ok {
		return errors.Join(errors.New("no window manager activates windows"), err)
	}
	return tellManager(x, root, xproto.Window(window), active, [5]uint32{fromPager, xproto.TimeCurrentTime})
}

// supports reports whether the window manager names an atom among what it supports.
func supports(x *xgb.Conn, root xproto.Window, wanted xproto.Atom) (bool, error) {
	supported, err := atom(x, "_NET_SUPPORTED")
	if err != nil {
		return false, err
	}
	const most = 1024
	atoms, err := numbers(x, root, supported, most)
	return slices.Contains(atoms, uint32(wanted)), err
}
