package ui

import (
	"testing"

	"fyne.io/fyne/v2"
)

// TestTheHeadingOfAPresentationIsNeverUnderItsButton: in production the badge is long, and the
// smallest screen narrow.
func TestTheHeadingOfAPresentationIsNeverUnderItsButton(t *testing.T) {
	view := filledView()
	view.Environment, view.Phone = view.Environments[2], nil
	w, _ := presented(t, sample{view: view}, shape{"da", "light", fyne.NewSize(1024, 600), 1})
	driver := fyne.CurrentApp().Driver()
	right := func(o fyne.CanvasObject) float32 { return driver.AbsolutePositionForObject(o).X + o.Size().Width }
	r := w.presented.request
	if word, start := right(r.word), driver.AbsolutePositionForObject(r.start).X; word > start {
		t.Errorf("the heading ends at %.0f, and the button begins at %.0f", word, start)
	}
	if right(r.badge) > driver.AbsolutePositionForObject(r.start).X {
		t.Error("the badge is under the button")
	}
}
