package native

import (
	"context"
	"errors"
	"fmt"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// The states of a window, as the Extended Window Manager Hints name them.
const (
	stateUrgent = "_NET_WM_STATE_DEMANDS_ATTENTION"
	stateAbove  = "_NET_WM_STATE_ABOVE"
	stateHigh   = "_NET_WM_STATE_MAXIMIZED_VERT"
	stateWide   = "_NET_WM_STATE_MAXIMIZED_HORZ"
	stateScreen = "_NET_WM_STATE_FULLSCREEN"
)

func setUrgent(ctx context.Context, window uintptr, urgent bool) error {
	return onX(ctx, func(x *xgb.Conn) error {
		asked := xproto.Window(window)
		failed := changeState(x, asked, urgent, stateUrgent)
		if failed == nil && urgent {
			return nil
		}
		return setHint(x, asked, urgent)
	})
}

func endAbove(ctx context.Context, window uintptr) error {
	return onX(ctx, func(x *xgb.Conn) error { return changeState(x, xproto.Window(window), false, stateAbove) })
}

func maximise(ctx context.Context, window uintptr) error {
	return onX(ctx, func(x *xgb.Conn) error {
		asked := xproto.Window(window)
		if err := untilManaged(x, asked); err != nil {
			return err
		}
		return changeState(x, asked, true, stateHigh, stateWide)
	})
}

// onX asks the X server, on a connection of its own, which ends with ctx.
func onX(ctx context.Context, ask func(x *xgb.Conn) error) error {
	x, err := connectToX()
	if err != nil {
		return err
	}
	defer x.Close()
	defer context.AfterFunc(ctx, x.Close)()
	return ask(x)
}

// changeState asks the window manager to give a window one or two states, or to take them away.
func changeState(x *xgb.Conn, window xproto.Window, give bool, states ...string) error {
	kind, err := atom(x, "_NET_WM_STATE")
	if err != nil {
		return err
	}
	const fromProgram = 1
	data := [5]uint32{0, 0, 0, fromProgram, 0} // the first says what to do: 0 takes away, 1 gives
	if give {
		data[0] = 1
	}
	root := xproto.Setup(x).DefaultScreen(x).Root
	for i, name := range states {
		state, err := atom(x, name)
		if err != nil {
			return err
		}
		if known, err := supports(x, root, state); err != nil || !known {
			return errors.Join(fmt.Errorf("no window manager knows %s", name), err)
		}
		data[1+i] = uint32(state)
	}
	return tellManager(x, root, window, kind, data)
}

// tellManager sends the window manager a message about a window.
func tellManager(x *xgb.Conn, root, window xproto.Window, kind xproto.Atom, data [5]uint32) error {
	event := xproto.ClientMessageEvent{Format: 32, Window: window, Type: kind, Data: xproto.ClientMessageDataUnionData32New(data[:])}
	const mask = xproto.EventMaskSubstructureNotify | xproto.EventMaskSubstructureRedirect
	return xproto.SendEventChecked(x, false, root, mask, string(event.Bytes())).Check()
}

// untilManaged waits until a window manager has taken a new window: a message about a window that
// it doesn't have yet would be lost.
func untilManaged(x *xgb.Conn, window xproto.Window) error {
	err := xproto.ChangeWindowAttributesChecked(x, window, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange}).Check()
	if err != nil {
		return err
	}
	has, err := minimisedBy(x)
	if err != nil {
		return err
	}
	for {
		if state, err := numbers(x, window, has.state, mostStates); err != nil || len(state) > 0 {
			return err
		}
		if !has.change(x) {
			return errors.New("no window manager took the window in time")
		}
	}
}

// The hints of a window, of the Inter-Client Communication Conventions: WM_HINTS.
const (
	hintWords = 9      // numbers that it has, of which the first says which of the others count
	hintUrged = 1 << 8 // … and whether the window is urgent
)

// setHint marks a window as urgent in the way that window managers without states know, or takes
// the mark away: nobody else does.
func setHint(x *xgb.Conn, window xproto.Window, urgent bool) error {
	hints, err := numbers(x, window, xproto.AtomWmHints, hintWords)
	if err != nil {
		return err
	}
	if len(hints) == 0 {
		hints = make([]uint32, hintWords)
	}
	before := hints[0]
	hints[0] &^= hintUrged
	if urgent {
		hints[0] |= hintUrged
	}
	if hints[0] == before {
		return nil
	}
	data := make([]byte, 4*len(hints))
	for i, one := range hints {
		xgb.Put32(data[4*i:], one)
	}
	return xproto.ChangePropertyChecked(x, xproto.PropModeReplace, window, xproto.AtomWmHints, xproto.AtomWmHints, 32, uint32(len(hints)), data).Check()
}
