package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"ringback/assets"
	"ringback/ui/desk"
	"ringback/ui/kit"
)

// TestEveryOutcomeFitsItsColumn: with its badge, and with a replay that was found later. Who asked
// fits, too, and all columns are drawn in the narrowest window.
func TestEveryOutcomeFitsItsColumn(t *testing.T) {
	for _, language := range []assets.Language{assets.English, assets.Danish} {
		as := plainShape()
		as.language, as.size = language, fyne.NewSize(910, 700)
		for shape, view := range map[listShape]desk.View{
			{}:                               filledView(),
			{everybody: true}:                sharing(filledView(), supervising()),
			{everybody: true, replays: true}: replayed(sharing(filledView(), supervising())),
		} {
			if view.Journal == nil {
				view.Journal = journalPage()
			}
			w, d := open(t, emptyView(), as)
			become(w, d, view)
			j := w.screen.journal
			if j.shape != shape {
				t.Errorf("%s: it is %+v instead of %+v", language, j.shape, shape)
			}
			columns, room := recordColumns(w.words, shape), j.rows.Size().Width-16
			fits := func(text string, width float32) {
				size, _ := fyne.CurrentApp().Driver().RenderedTextSize(text, w.app.Settings().Theme().Size(kit.SizeRow), fyne.TextStyle{}, nil)
				if size.Width > width {
					t.Errorf("%s, %+v: %q is %.0f wide, and its column %.0f", language, shape, text, size.Width, width)
				}
			}
			for _, outcome := range desk.Outcomes() {
				r := desk.JournalRecord{Outcome: outcome, ReplayFound: shape.replays, Environment: desk.Environment{Badge: desk.BadgeTest}}
				if outcome == desk.OutcomeOpen {
					r.Outcome = ""
				}
				fits(recordOutcome(w.words, &r), columns[1].Least-22)
			}
			fits(j.rows.Rows()[0].Cells[0].Text, columns[0].Least)
			if shape.everybody {
				fits("mette.holm (login desk112)", columns[4].Least)
			}
			if drawn := len(test.WidgetRenderer(j.heads).Objects()); drawn != len(columns) {
				t.Errorf("%s, %+v: %d columns are drawn", language, shape, drawn)
			}
			for i, c := range columns {
				if room -= c.Least + 12*float32(min(i, 1)); room < 0 {
					t.Errorf("%s, %+v: there is no room for %q", language, shape, c.Head)
				}
			}
		}
	}
}
