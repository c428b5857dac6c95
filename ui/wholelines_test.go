package ui

import (
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"ringback/ui/desk"
)

// TestAListAtItsEndBeginsWithAWholeLine: half an arrow says nothing.
func TestAListAtItsEndBeginsWithAWholeLine(t *testing.T) {
	begins := func(what string, offset, step, gap float32) {
		t.Helper()
		over := float32(math.Mod(float64(offset), float64(step)))
		if offset == 0 || over > 0.1 && over < step-gap-0.1 { // the gap before a line may be visible
			t.Errorf("%s is scrolled by %.2f, which cuts a line of %.2f", what, offset, step)
		}
	}
	view := verifiedDiagram()
	for i := len(view.Course); i < 30; i++ {
		view.Course = append(view.Course, desk.Moment{At: at(10, 42, i), Text: desk.Say("course.pending")})
	}
	for _, height := range []float32{600, 700, 730} {
		w, _ := open(t, view, shape{"da", "light", fyne.NewSize(1024, height), 1})
		gap := w.app.Settings().Theme().Size(theme.SizeNamePadding)
		w.screen.tabs.turnTo(tabCourse)
		c := w.screen.tabs.panel(tabCourse).(*course)
		c.rows.ScrollToBottom()
		begins("the list", c.rows.GetScrollOffset(), c.rows.Whole(1), gap)
		c.see(courseDiagram)
		begins("the diagram", c.diagram.sequence.GetScrollOffset(), c.diagram.sequence.Whole(1), gap)
	}
}
