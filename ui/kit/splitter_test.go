package kit

import (
	"math"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// border is a border that can be anywhere from 100 to 200, and remembers where it was moved to.
type border struct {
	at    float32
	asked []float32
	reset int
}

func (b *border) At() float32 { return b.at }
func (b *border) Reset()      { b.reset++ }
func (b *border) MoveTo(at float32) {
	b.asked, b.at = append(b.asked, at), min(max(at, 100), 200)
}

func splitDesk(t *testing.T) (*desk, *Splitter, *border) {
	t.Helper()
	var s *Splitter
	b := &border{at: 150}
	d := newDesk(t, func(keys *Keys) []fyne.CanvasObject {
		s = NewSplitter(keys, "Between the halves", b)
		return []fyne.CanvasObject{NewLeast(400, 16, s)}
	})
	return d, s, b
}

func TestKeysMoveASplitter(t *testing.T) {
	d, s, b := splitDesk(t)
	d.canvas.Focus(s)
	for _, key := range []fyne.KeyName{fyne.KeyDown, fyne.KeyUp, fyne.KeyUp, fyne.KeyHome, fyne.KeyEnd} {
		d.press(key, 0)
	}
	if want := []float32{166, 150, 134, 0, math.MaxFloat32}; !slices.Equal(b.asked, want) {
		t.Errorf("the keys move it to %v, want %v", b.asked, want)
	}
	d.press(fyne.KeyReturn, 0)
	d.press(fyne.KeyEscape, 0)
	if b.reset != 1 || d.count["Esc"] != 1 {
		t.Errorf("Enter puts it back %d times, Esc reaches the table %d times", b.reset, d.count["Esc"])
	}
}

// TestASplitterFollowsTheMouse: the mouse comes back to where it left the handle behind.
func TestASplitterFollowsTheMouse(t *testing.T) {
	_, s, b := splitDesk(t)
	drag := func(by float32) { s.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(0, by)}) }
	drag(30)
	drag(40)
	if b.at != 200 {
		t.Errorf("it is at %v", b.at)
	}
	drag(-15)
	if b.at != 200 {
		t.Errorf("with the mouse below it, it is at %v", b.at)
	}
	drag(-15)
	if b.at != 190 {
		t.Errorf("with the mouse back, it is at %v", b.at)
	}
	s.DragEnd()
	drag(-10)
	if b.at != 180 {
		t.Errorf("the next drag moves it to %v", b.at)
	}
	s.DoubleTapped(nil)
	if b.reset != 1 || s.Cursor() != desktop.VResizeCursor {
		t.Error("a double click doesn't put it back, or the pointer doesn't say that it moves")
	}
}

func TestTheHandleOfASplitterShows(t *testing.T) {
	_, s, _ := splitDesk(t)
	grip := func() fyne.CanvasObject { return test.WidgetRenderer(s).Objects()[0] }
	at := grip().Position().X + grip().Size().Width/2
	if at != s.Size().Width/2 || grip().Size().IsZero() {
		t.Errorf("its middle is at %v of %v", at, s.Size().Width)
	}
	s.FocusGained()
	ring := test.WidgetRenderer(s).Objects()[1]
	if low := ring.Position().Y + ring.Size().Height; !ring.Visible() || ring.Position().Y < 0 || low > s.Size().Height {
		t.Error("its ring doesn't show, or is cut off")
	}
}
