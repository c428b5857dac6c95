package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

func TestTheWheelOverAFieldScrollsWhatIsAroundIt(t *testing.T) {
	var scroll *container.Scroll
	var one, several *Entry
	d := newDesk(t, func(keys *Keys) []fyne.CanvasObject {
		one, several = NewEntry(keys, EntryOptions{}, nil), NewEntry(keys, EntryOptions{Rows: 3}, nil)
		scroll = container.NewVScroll(NewColumn(8, NewField("One line", one), NewField("Several", several), NewLeast(10, 2000, NewSoft(""))))
		return []fyne.CanvasObject{NewLeast(300, 300, scroll)}
	})
	over := func(e *Entry) float32 {
		scroll.ScrollToTop()
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(e)
		test.Scroll(d.canvas.Canvas, at.AddXY(e.Size().Width/2, e.Size().Height/2), 0, -30)
		return scroll.Offset.Y
	}
	if got := over(one); got != 30 {
		t.Errorf("the wheel over a field of one line scrolls by %v what is around it", got)
	}
	switch any(newWheel(one)).(type) {
	case fyne.Tappable, fyne.SecondaryTappable, fyne.DoubleTappable, fyne.Focusable, fyne.Draggable, desktop.Mouseable, desktop.Hoverable, desktop.Cursorable:
		t.Error("what lies over the field takes more than the wheel")
	}
	if got := over(several); got != 0 {
		t.Errorf("the wheel over a field that scrolls by itself scrolls by %v what is around it", got)
	}
}
