package ui

import (
	"slices"
	"testing"
	"time"

	"ringback/ui/native"
)

// TestAPresentationLeavesTheWindowWhereItWas: the toolkit would put it into a corner, where the
// next start would open it.
func TestAPresentationLeavesTheWindowWhereItWas(t *testing.T) {
	w, _ := open(t, filledView(), plainShape())
	moved := &movedWindow{Window: w.window}
	w.window = moved
	at := native.Place{X: 400, Y: 200}
	w.beyond.handle = 7
	w.beyond.where = func(uintptr, time.Duration) (native.Place, bool) { return at, true }
	looked := make(chan func(), 3)
	w.do = func(f func()) { looked <- f }
	var settles func()
	w.later = func(_ time.Duration, do func()) *time.Timer {
		settles = do
		return time.NewTimer(time.Hour)
	}

	w.present()
	w.present() // before it is known where the window is
	(<-looked)()
	if w.window.FullScreen() || len(moved.asked) > 0 {
		t.Error("a presentation that was left fills the screen")
	}

	w.present()
	(<-looked)()
	if !w.window.FullScreen() {
		t.Fatal("the screen isn't filled")
	}
	if kept := w.look(); kept.X != 400 || kept.Y != 200 || !kept.Placed || kept.Width != plainShape().size.Width {
		t.Errorf("a program that ends meanwhile keeps %+v", kept)
	}
	at = native.Place{} // while it fills the screen, and until it is back
	w.present()
	w.present()
	if len(looked) > 0 || !w.window.FullScreen() {
		t.Error("a window on its way back is asked where it is")
	}
	w.present()
	settles()
	want := native.Place{X: 400, Y: 200}
	if !slices.Equal(moved.asked, []native.Place{want, want, want}) || w.window.FullScreen() {
		t.Errorf("it is moved to %v", moved.asked)
	}

	at = native.Place{X: 60, Y: 70, Full: true} // maximised, which the window system remembers
	moved.asked = nil
	w.present()
	(<-looked)()
	w.present()
	if len(moved.asked) > 0 {
		t.Errorf("a maximised window is moved to %v", moved.asked)
	}
}
