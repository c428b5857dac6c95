package native

import "time"

// Place is where a window is, in pixels.
type Place struct {
	X, Y int  // where to ask for, so that it is there again
	Full bool // it is maximised, in a direction at least, or fills the screen
	// Maximised: … in both directions, and doesn't fill the screen
	Maximised bool
}

// PlaceOf returns where a window of X or of Windows is, given by its handle; ok is false where that
// isn't known in time.
func PlaceOf(window uintptr, bound time.Duration) (place Place, ok bool) {
	type answer struct {
		place Place
		err   error
	}
	now, inTime := within(bound, func() answer {
		place, err := placeOf(window)
		return answer{place, err}
	})
	return now.place, inTime && now.err == nil
}

// OnScreen reports whether a screen that is there shows the title bar of a window of a width, which
// was at a place. Where nobody knows in time it is false.
func OnScreen(at Place, width int, bound time.Duration) bool {
	shown, inTime := within(bound, func() bool { return showsBar(at, width) })
	return shown && inTime
}

// What must be in sight of a title bar, in pixels, so that it can be taken hold of.
const (
	barSeen = 100
	barHigh = 20
)
