package ui

import (
	"slices"
	"testing"
	"time"

	"ringback/ui/desk"
)

// TestWhatWasPaintedIsForgotten: a while after Done the window is painted once, because the toolkit
// drops old cache entries only then.
func TestWhatWasPaintedIsForgotten(t *testing.T) {
	w, d := open(t, verifiedView(), plainShape())
	var asked []time.Duration
	w.later = func(after time.Duration, do func()) *time.Timer {
		asked = append(asked, after)
		do()
		return time.NewTimer(0)
	}
	become(w, d, verifiedView(), func(v *desk.View) { v.Status.Age = time.Second })
	if slices.Contains(asked, paintedFor) {
		t.Error("it is forgotten while it is shown")
	}
	become(w, d, emptyView(), func(*desk.View) {})
	become(w, d, filledView(), func(*desk.View) {})
	if n := len(slices.DeleteFunc(asked, func(d time.Duration) bool { return d != paintedFor })); n != 1 {
		t.Errorf("it is painted %d times", n)
	}
}
