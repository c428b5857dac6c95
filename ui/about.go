package ui

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"ringback/assets"
	"ringback/ui/kit"
	"ringback/ui/linebreak"
)

// aboutChrome is the height of what is above and below the list of licences, in dp.
const aboutChrome = 330

// Build is what is known of the build of this program.
type Build struct {
	Version string
	Commit  string    // "" if not known
	At      time.Time // of the commit
}

// openAbout shows which program this is, and the licences of what it is built from.
func (w *Window) openAbout() {
	if w.touring != nil || w.about != nil {
		return
	}
	say := w.words
	version := say.get("app.version", "Version", w.made.Version)
	if w.made.Commit != "" {
		version += " · " + say.get("about.commit", "Commit", w.made.Commit, "Date", say.Date(w.made.At))
	}
	w.about = w.showListed(listed{
		heading: say.get("about.heading"), chrome: aboutChrome, most: 16, rows: licenceRows,
		above: []fyne.CanvasObject{
			kit.NewText(version, kit.Style{Bold: true, Fit: kit.Wrapped}),
			kit.NewSoft(say.get("app.independent")),
			kit.NewText(say.get("about.licences"), kit.Style{Fit: kit.Wrapped}),
		},
		dismissed: func() { w.about = nil },
	})
}

// licenceRows returns the licences in lines of so many letters, below the name of each module.
func licenceRows(letters int) []kit.Row {
	all, err := assets.Licences()
	if err != nil {
		return []kit.Row{{Text: err.Error()}}
	}
	var rows []kit.Row
	for _, licence := range all {
		rows = append(rows, kit.Row{Lead: strings.TrimSpace(licence.Module + " " + licence.Version), Heading: true})
		for line := range strings.SplitSeq(licence.Text, "\n") {
			rows = append(rows, textRows(line, letters, kit.ColorSoft)...)
		}
	}
	return rows
}

// textRows returns a line of a text in rows of so many letters.
func textRows(line string, letters int, color fyne.ThemeColorName) (rows []kit.Row) {
	pieces := linebreak.Pieces(strings.ReplaceAll(line, "\t", "    "), letters)
	for _, piece := range append(pieces, "")[:max(len(pieces), 1)] {
		rows = append(rows, kit.Row{Text: piece, Color: color})
	}
	return rows
}
