package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/assets"
	"ringback/ui/desk"
)

// TestTheFieldOfTheTextGrows: it is visible whole, locked or not, however wide its 130 characters
// are.
func TestTheFieldOfTheTextGrows(t *testing.T) {
	var seen, needed float32
	for _, text := range []string{
		"Kode 4821", strings.Repeat("Nordby Kommune ", 9)[:130], strings.Repeat("W", 130), strings.Repeat("Å", 130),
		strings.TrimSpace(strings.Repeat("WWWWWWWWWW ", 11)),
	} {
		w, d := open(t, emptyView(), shape{assets.Danish, "light", fyne.NewSize(1920, 1080), 1})
		look := func(state string, width float32) {
			walk(w.screen.form.text.entry, func(o fyne.CanvasObject) {
				if scroll, ok := o.(*container.Scroll); ok {
					seen, needed = scroll.Size().Height, scroll.Content.MinSize().Height
				}
			})
			if needed > seen {
				t.Errorf("%.6s… %s, in a window of %.0f: %.0f of %.0f are visible", text, state, width, seen, needed)
			}
		}
		become(w, d, emptyView(), func(v *desk.View) { v.Form.Text.Value = text })
		look("typed", 1920)
		for _, width := range []float32{1280, 1024} {
			w.window.Resize(fyne.NewSize(width, 600))
			look("typed", width)
		}
		become(w, d, waitingView(), func(v *desk.View) { v.Form.Text.Value = text })
		look("locked", 1024)
	}
}
