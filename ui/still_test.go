package ui

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// TestLayingOutAgainChangesNothing keeps an idle window cheap: Fyne lays out a widget whenever it
// finds new objects in it, so a widget that creates objects during layout is painted sixty times a
// second.
func TestLayingOutAgainChangesNothing(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	for _, s := range oneIn(oneScreenIn, samples()) {
		s.showIn(w, d)
		walk(w.window.Content(), func(o fyne.CanvasObject) {
			switch o.(type) {
			case *container.Scroll, *widget.Entry, *widget.RichText, *widget.List:
				return // Fyne's own
			}
			drawn, ok := o.(fyne.Widget)
			if !ok {
				return
			}
			renderer := test.WidgetRenderer(drawn)
			before := slices.Clone(renderer.Objects())
			renderer.Layout(o.Size())
			if !slices.Equal(before, renderer.Objects()) {
				t.Errorf("%s: %T makes new objects when it is laid out for the size it has", s.name, o)
			}
		})
	}
}
