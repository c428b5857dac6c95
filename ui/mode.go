package ui

import (
	"fyne.io/fyne/v2"

	"ringback/ui/kit"
)

// mode is how the parts of the window are arranged.
type mode int

// The modes.
const (
	modeUsual  mode = iota // the form at the left, the status above the tabs
	modeNarrow             // one column, which scrolls
	modeLow                // from Start until Done the status takes the form's place, next to the tabs
	modeWide               // a third column shows what else belongs to the moment
)

// The sizes at which the arrangement changes, in units at a text size of 100 %.
const (
	narrowUnder = 860  // below this width: beside the form, tabs and outcome would be cut off
	lowBelow    = 720  // below this height, from Start until Done
	lowUntil    = 910  // a window that is low and narrower has no room for the tabs beside the status
	wideAbove   = 1600 // above this width
)

// modeOf returns the arrangement of a window of a size, where the texts are larger by a factor than
// usual. locked says that the form is.
func modeOf(size fyne.Size, factor float32, locked bool) mode {
	wide, high := size.Width/factor, size.Height/factor
	switch {
	case wide < narrowUnder, high < lowBelow && locked && wide < lowUntil:
		return modeNarrow
	case high < lowBelow && locked:
		return modeLow
	case wide > wideAbove:
		return modeWide
	}
	return modeUsual
}

// textFactor returns how much larger the texts are than at 100 %.
func textFactor() float32 { return kit.TextFactor() }

// dp converts a distance in dp of the design to the text size. In a presentation they are the same.
func dp(n float32) float32 { return n * textFactor() }

// inDp converts a distance in the window to dp of the design.
func inDp(n float32) float32 { return n / textFactor() }

// sizeInDp returns the size of the window in dp of the design.
func (w *Window) sizeInDp() fyne.Size {
	size := w.window.Canvas().Size()
	return fyne.NewSize(inDp(size.Width), inDp(size.Height))
}

// leastSize returns the least size of the window. Its height grows less than the texts do, so that
// the window fits on a screen of full HD at 200 %, and scrolls there.
func leastSize() fyne.Size {
	factor := textFactor()
	return fyne.NewSize(leastWidth*factor, max(leastHeight*min(factor, 1), leastLow*factor))
}
