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
