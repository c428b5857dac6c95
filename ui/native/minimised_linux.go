package native

import (
	"context"
	"errors"
	"slices"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// WatchMinimised tells whether a window of X is minimised, and again whenever that changes, until
// ctx or the connection to the X server ends. It waits, so it isn't for the goroutine that draws.
func WatchMinimised(ctx context.Context, window uintptr, tell func(minimised bool)) error {
	x, err := connectToX()
	if err != nil {
		return err
	}
	defer context.AfterFunc(ctx, x.Close)()
	defer x.Close()
	watched := xproto.Window(window)
	err = xproto.ChangeWindowAttributesChecked(x, watched, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange}).Check()
	if err != nil {
		return err
	}
	properties, err := minimisedBy(x)
	if err != nil {
		return err
	}
	told := false
	for {
		if minimised := properties.say(x, watched); minimised != told {
			told = minimised
			tell(told)
		}
		if !properties.change(x) {
			return errors.Join(errors.New("the X server is gone"), ctx.Err())
		}
	}
}

// minimising are the properties that say so, and their values.
type minimising struct {
	state, states xproto.Atom // WM_STATE of the ICCCM; _NET_WM_STATE of the Extended Window Manager Hints
	hidden        xproto.Atom
}

// iconic is the value of WM_STATE for a minimised window.
const iconic = 3

func minimisedBy(x *xgb.Conn) (m minimising, err error) {
	for name, to := range map[string]*xproto.Atom{"WM_STATE": &m.state, "_NET_WM_STATE": &m.states, "_NET_WM_STATE_HIDDEN": &m.hidden} {
		if *to, err = atom(x, name); err != nil {
			return m, err
		}
	}
	return m, nil
}

// say reports whether a window is minimised, or hidden in another way that nobody sees it.
func (m minimising) say(x *xgb.Conn, window xproto.Window) bool {
	state, _ := numbers(x, window, m.state, mostStates) // one that can't be read says nothing
	states, _ := numbers(x, window, m.states, mostStates)
	return len(state) > 0 && state[0] == iconic || slices.Contains(states, uint32(m.hidden))
}

// change waits until one of the properties changes. It returns false if the connection has ended.
func (m minimising) change(x *xgb.Conn) bool {
	for {
		event, failed := x.WaitForEvent()
		if event == nil && failed == nil {
			return false
		}
		if changed, ok := event.(xproto.PropertyNotifyEvent); ok && (changed.Atom == m.state || changed.Atom == m.states) {
			return true
		}
	}
}
