package ui

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"ringback/assets"
	"ringback/ui/kit"
	"ringback/ui/linebreak"
)

// Heights in dp: of what is above and below the list of licences, and of the line of a file there.
const (
	aboutChrome = 390
	aboutFile   = 24
)

// Build is what is known of the build of this program.
type Build struct {
	Version string
	Commit  string    // "" if not known
	At      time.Time // of the commit
}

// Files are where this program keeps what lasts; "" for what it doesn't keep in a file.
type Files struct {
	Settings, Environments, Journal string
}

// kept is a file or a folder of this program.
type kept struct{ id, path string }

// kept returns the files and folders that there are.
func (w *Window) kept() []kept {
	all := []kept{{"settings", w.files.Settings}, {"environments", w.files.Environments}, {"journal", w.files.Journal}, {"log", w.logs.Folder}}
	return slices.DeleteFunc(all, func(k kept) bool { return k.path == "" })
}

// openAbout shows which program this is, where its files are, and the licences of what it is built
// from. From here the keys and the log are a step away.
func (w *Window) openAbout() {
	if w.touring != nil || w.about != nil {
		return
	}
	say := w.words
	version := say.get("app.version", "Version", w.made.Version)
	if w.made.Commit != "" {
		version += " · " + say.get("about.commit", "Commit", w.made.Commit, "Date", say.Date(w.made.At))
	}
	files, copied := kit.NewColumn(4), version
	for _, k := range w.kept() {
		name := say.get("about.file." + k.id)
		files.Add(kit.NewTopRow(12, 1, kit.NewLeast(110, 0, kit.NewSoft(name)), kit.NewText(k.path, kit.Style{Fit: kit.Wrapped})))
		copied += "\n" + name + ": " + k.path
	}
	further := []leading{{say.get("keys.heading"), say.key("help"), w.openKeys}}
	if w.logs.Folder != "" {
		further = append(further, leading{say.get("logs.menu"), "", w.openLogs})
	}
	w.about = w.showListed(listed{
		heading: say.get("about.heading"), chrome: aboutChrome + float32(len(w.kept()))*aboutFile, most: 16, rows: licenceRows,
		above: []fyne.CanvasObject{
			kit.NewText(version, kit.Style{Bold: true, Fit: kit.Wrapped}),
			kit.NewSoft(say.get("app.independent")),
			files,
			kit.NewText(say.get("about.licences"), kit.Style{Fit: kit.Wrapped}),
		},
		further: further, copied: func() string { return copied },
		dismissed: func() { w.about = nil },
	})
	w.about.Keys().Bind(fyne.KeyF1, 0, func() {
		w.about.Dismiss()
		w.openKeys()
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
