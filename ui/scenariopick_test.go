package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"ringback/assets"
	"ringback/ui/kit"
)

// TestEachScenarioIsReadWhole: a scenario cut off with an ellipsis looks like its neighbour: each
// must fit into the phone's column.
func TestEachScenarioIsReadWhole(t *testing.T) {
	for _, language := range assets.Languages() {
		as := plainShape()
		as.language = language
		w, _ := open(t, filledView(), as)
		pick := w.screen.phone.scenario
		// the width of the arrow and the edges
		room := phoneWidth - (kit.NewSelect(nil, kit.SelectField, nil, "", nil).MinSize().Width)
		for _, one := range catalogue() {
			name := pick.words.get("scenario." + one.Name + ".name")
			if width := fyne.MeasureText(name, w.app.Settings().Theme().Size(kit.SizeText), fyne.TextStyle{}).Width; width > room {
				t.Errorf("%s: %q is %.0f wide, and there is room for %.0f", language, name, width, room)
			}
		}
	}
}
