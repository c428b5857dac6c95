package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// wheel lies over a field of one line, and takes nothing but the mouse wheel: Fyne's own field
// would swallow it, although it has nothing to scroll up or down.
type wheel struct {
	widget.BaseWidget
	over fyne.CanvasObject
}

var _ fyne.Scrollable = (*wheel)(nil)

func newWheel(over fyne.CanvasObject) *wheel {
	w := &wheel{over: over}
	w.ExtendBaseWidget(w)
	return w
}

// Scrolled scrolls what is around the field.
func (w *wheel) Scrolled(ev *fyne.ScrollEvent) {
	if around := scrollAround(w.over); around != nil {
		around.Scrolled(ev)
	}
}

// CreateRenderer is for Fyne.
func (w *wheel) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(unseen()) }

// fieldAround returns the field whose control is, or holds, an object; the object if there is none.
func fieldAround(all, o fyne.CanvasObject) fyne.CanvasObject {
	found := o
	var in func(at fyne.CanvasObject) bool
	in = func(at fyne.CanvasObject) bool {
		switch at := at.(type) {
		case *fyne.Container:
			return slices.ContainsFunc(at.Objects, in)
		case *container.Scroll:
			return in(at.Content)
		case *Field:
			if in(at.control) {
				found = at
				return true
			}
			return false
		}
		return at == o
	}
	in(all)
	return found
}

// scrollAround returns the innermost scroll that an object is in; nil if it is in none.
func scrollAround(o fyne.CanvasObject) *container.Scroll {
	on := fyne.CurrentApp().Driver().CanvasForObject(o)
	if on == nil {
		return nil
	}
	roots := append([]fyne.CanvasObject{on.Content()}, on.Overlays().List()...)
	var around *container.Scroll
	var in func(at fyne.CanvasObject, inside *container.Scroll) bool
	in = func(at fyne.CanvasObject, inside *container.Scroll) bool {
		if at == o {
			around = inside
			return true
		}
		switch at := at.(type) {
		case *fyne.Container:
			for _, child := range at.Objects {
				if in(child, inside) {
					return true
				}
			}
		case *container.Scroll:
			return in(at.Content, at)
		case *Field:
			return in(at.control, inside)
		}
		return false
	}
	for _, root := range roots {
		if in(root, nil) {
			break
		}
	}
	return around
}
