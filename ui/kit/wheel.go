package kit

import (
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
	for _, around := range PathTo(all, o) {
		if field, is := around.(*Field); is {
			return field
		}
	}
	return o
}

// scrollAround returns the innermost scroll that an object is in; nil if it is in none.
func scrollAround(o fyne.CanvasObject) (innermost *container.Scroll) {
	on := fyne.CurrentApp().Driver().CanvasForObject(o)
	if on == nil {
		return nil
	}
	for _, root := range append([]fyne.CanvasObject{on.Content()}, on.Overlays().List()...) {
		for _, around := range PathTo(root, o) {
			if scroll, is := around.(*container.Scroll); is {
				innermost = scroll
			}
		}
	}
	return innermost
}
