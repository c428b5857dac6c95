package ui

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"ringback/assets"
	"ringback/ui/kit"
	"ringback/ui/linebreak"
)

// Sizes of the dialog about the program, in dp.
const (
	aboutWidest = 760
	aboutMargin = 48  // left and right of it, together
	aboutChrome = 330 // what is above and below the list
	aboutLeast  = 4   // lines of the list that a low window shows
	aboutMost   = 16
	aboutLetter = 8 // how wide a letter of a licence is; most have long lines in capitals
)

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
	size := w.window.Canvas().Size()
	width := min(size.Width-aboutMargin, aboutWidest)
	dialog := kit.NewDialog(w.window.Canvas(), w.keys, width, say.get("about.heading"))
	version := say.get("app.version", "Version", w.made.Version)
	if w.made.Commit != "" {
		version += " · " + say.get("about.commit", "Commit", w.made.Commit, "Date", say.Date(w.made.At))
	}
	list := kit.NewRows(dialog.Keys(), nil)
	list.Set(licenceRows(int(width-aboutMargin) / aboutLetter))
	height := min(max(size.Height-aboutChrome, list.Height(aboutLeast)), list.Height(aboutMost))
	dialog.SetContent(
		kit.NewText(version, kit.Style{Bold: true, Fit: kit.Wrapped}),
		kit.NewSoft(say.get("app.independent")),
		kit.NewText(say.get("about.licences"), kit.Style{Fit: kit.Wrapped}),
		kit.NewLeast(0, list.Whole(height), list),
	)
	closing := kit.NewButton(dialog.Keys(), say.get("button.close"), say.get("key.cancel"), kit.Quiet, dialog.Dismiss)
	dialog.SetButtons(closing)
	dialog.OnDismissed(func() { w.about = nil })
	w.about = dialog
	dialog.Show()
	w.focus(closing)
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
