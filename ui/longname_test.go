package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"ringback/assets"
	"ringback/ui/kit"
)

// TestALongEnvironmentPushesNothingOff the screen: pickers shorten its name, in the bar and in the
// journal's filter.
func TestALongEnvironmentPushesNothingOff(t *testing.T) {
	for _, language := range assets.Languages() {
		view := longEnvironment(emptyView())
		view.Settings.Language = string(language)
		view.Journal = journalPage()
		w, _ := open(t, view, low(string(language)))
		edge := w.window.Canvas().Size().Width
		driver := fyne.CurrentApp().Driver()
		seen := 0
		look := func(o fyne.CanvasObject) {
			switch o.(type) {
			case *kit.Button, *kit.Select, *kit.Entry:
				seen++
				if right := driver.AbsolutePositionForObject(o).X + o.Size().Width; o.Visible() && right > edge {
					t.Errorf("%s: %T ends at %.0f of %.0f", language, o, right, edge)
				}
			}
		}
		walk(w.screen.bar.root, look)
		for _, overlay := range w.window.Canvas().Overlays().List() {
			walk(overlay, look)
		}
		if seen < 12 {
			t.Errorf("only %d objects were looked at", seen)
		}
	}
}
