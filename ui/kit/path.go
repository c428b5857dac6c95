package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// PathTo returns what an object is in, from the outermost to the object itself: containers, scrolls
// and fields; nil if it isn't in there.
func PathTo(within, o fyne.CanvasObject) []fyne.CanvasObject {
	if within == o {
		return []fyne.CanvasObject{o}
	}
	var inner []fyne.CanvasObject
	switch within := within.(type) {
	case *fyne.Container:
		inner = within.Objects
	case *container.Scroll:
		inner = []fyne.CanvasObject{within.Content}
	case *Field:
		inner = []fyne.CanvasObject{within.control}
	}
	for _, one := range inner {
		if path := PathTo(one, o); path != nil {
			return append([]fyne.CanvasObject{within}, path...)
		}
	}
	return nil
}

// TopIn returns how far an object is below the upper edge of what a scroll scrolls. It adds up
// where everything around the object is: of one that hasn't been painted yet, as in a new language
// or in what has just been unfolded, Fyne knows no place in the window.
func TopIn(s *container.Scroll, o fyne.CanvasObject) float32 {
	path := PathTo(s.Content, o)
	if path == nil { // in a widget
		driver := fyne.CurrentApp().Driver()
		return driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(s.Content).Y
	}
	top := float32(0)
	for _, around := range path[1:] {
		top += around.Position().Y
	}
	return top
}
