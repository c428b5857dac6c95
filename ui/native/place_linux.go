package native

import (
	"slices"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/randr"
	"github.com/jezek/xgb/xproto"
)

// placeOf returns the corner of what a window shows, within the frame that the window manager draws
// around it: the toolkit asks with static gravity, which places that.
func placeOf(window uintptr) (Place, error) {
	x, err := connectToX()
	if err != nil {
		return Place{}, err
	}
	defer x.Close()
	root, asked := xproto.Setup(x).DefaultScreen(x).Root, xproto.Window(window)
	at, err := xproto.TranslateCoordinates(x, asked, root, 0, 0).Reply()
	if err != nil {
		return Place{}, err
	}
	place := Place{X: int(at.DstX), Y: int(at.DstY)}
	has, err := statesOf(x, asked, stateHigh, stateWide, stateScreen)
	if err != nil {
		return Place{}, err
	}
	place.Full = slices.Contains(has, true)
	place.Maximised = has[0] && has[1] && !has[2]
	return place, nil
}

// statesOf reports which of some states a window has.
func statesOf(x *xgb.Conn, window xproto.Window, names ...string) (has []bool, err error) {
	states, err := atom(x, "_NET_WM_STATE")
	if err != nil {
		return nil, err
	}
	all, err := numbers(x, window, states, mostStates)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		state, err := atom(x, name)
		if err != nil {
			return nil, err
		}
		has = append(has, slices.Contains(all, uint32(state)))
	}
	return has, nil
}

// showsBar asks the X server for its screens. The title bar is above what the window shows.
func showsBar(at Place, width int) bool {
	x, err := connectToX()
	if err != nil {
		return false
	}
	defer x.Close()
	if err := randr.Init(x); err != nil {
		return false
	}
	root := xproto.Setup(x).DefaultScreen(x).Root
	screens, err := randr.GetMonitors(x, root, true).Reply()
	if err != nil {
		return false
	}
	for _, s := range screens.Monitors {
		wide := min(at.X+width, int(s.X)+int(s.Width)) - max(at.X, int(s.X))
		high := min(at.Y, int(s.Y)+int(s.Height)) - max(at.Y-barHigh, int(s.Y))
		if wide >= barSeen && high >= barHigh {
			return true
		}
	}
	return false
}
