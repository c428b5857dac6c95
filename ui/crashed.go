package ui

import (
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// reportChrome is the height of what is above and below the lines of a report, in dp.
const reportChrome = 250

// Logs are the program's log and the reports of earlier runs that stopped unexpectedly.
type Logs struct {
	Folder  string      // "": there is none
	Written func() bool // whether this run's log is in the folder, or only in memory
	Crashes []Crash     // newest first
	Forget  func()      // removes the reports; it may take a while
}

// Crash is a run that stopped unexpectedly.
type Crash struct {
	At     time.Time
	Report string // many lines; nothing personal
}

// crashed says that an earlier run stopped unexpectedly, and offers its report.
type crashed struct {
	w      *Window
	shown  int
	column *fyne.Container
}

func newCrashed(w *Window) *crashed { return &crashed{w: w, column: kit.NewColumn(8)} }

// draw shows it on an idle desk: it says nothing about the request.
func (c *crashed) draw(v *desk.View) {
	now := len(c.w.logs.Crashes)
	if v.Locked {
		now = 0
	}
	show(c.column, now > 0)
	if c.shown == now {
		return
	}
	c.shown = now
	c.column.RemoveAll()
	if now == 0 {
		return
	}
	say := c.w.words.on(v.Now)
	head := kit.NewText(say.get("crash.heading", "At", desk.At(c.w.logs.Crashes[0].At)), kit.Style{Bold: true, Fit: kit.Wrapped})
	note := say.get("crash.note")
	if now > 1 {
		note = say.get("crash.times", "Count", now) + " " + note
	}
	row := kit.NewLines(buttonLines(),
		kit.NewButton(c.w.keys, say.get("crash.show"), "", kit.Quiet, c.w.openReport),
		kit.NewButton(c.w.keys, say.get("crash.forget"), "", kit.Quiet, c.w.forgetCrashes))
	texts := kit.NewColumn(2, head, kit.NewText(note, kit.Style{Size: kit.SizeRow, Fit: kit.Wrapped}))
	c.column.Add(kit.NewNotice(kit.ToneNeutral, kit.NewInset(0, 2, 0, 2, newAnswered(texts, row))))
	c.column.Refresh() // as in notices
}

// openReport shows the reports, as they can be copied.
func (w *Window) openReport() {
	if w.touring != nil || w.report != nil || len(w.logs.Crashes) == 0 {
		return
	}
	var all []string
	for _, crash := range w.logs.Crashes {
		all = append(all, crash.Report)
	}
	text := strings.Join(all, "\n")
	w.report = w.showListed(listed{
		heading: w.words.get("crash.report"), chrome: reportChrome, most: 18,
		above:     []fyne.CanvasObject{kit.NewText(w.words.get("crash.report_note"), kit.Style{Fit: kit.Wrapped})},
		rows:      func(letters int) []kit.Row { return reportRows(text, letters) },
		copied:    func() string { return text },
		dismissed: func() { w.report = nil },
	})
}

// reportRows returns a report in lines of so many letters.
func reportRows(text string, letters int) []kit.Row {
	var rows []kit.Row
	for line := range strings.Lines(text) {
		rows = append(rows, textRows(strings.TrimRight(line, "\n"), letters, kit.ColorInk)...)
	}
	return rows
}

// forgetCrashes removes the reports.
func (w *Window) forgetCrashes() {
	w.logs.Crashes = nil
	if w.report != nil {
		w.report.Dismiss()
	}
	w.inBackground(w.logs.Forget)
	w.screen.draw(&w.drawn)
}

// openLogs opens the folder with the log in the system's own window.
func (w *Window) openLogs() {
	folder := w.logs.Folder
	if folder == "" {
		w.tell(desk.Say("logs.none"), true)
		return
	}
	if !w.logs.Written() {
		w.tell(desk.Say("logs.in_memory"), false)
	}
	address := &url.URL{Scheme: "file", Path: filepath.ToSlash(folder)}
	if !strings.HasPrefix(address.Path, "/") {
		address.Path = "/" + address.Path // C:/Users
	}
	w.inBackground(func() {
		if w.app.OpenURL(address) != nil {
			w.do(func() {
				if !w.gone.Load() {
					w.tell(desk.Say("logs.failed", "Folder", folder), true)
				}
			})
		}
	})
}

// inBackground runs what may take a while. The goroutine ends with it.
func (w *Window) inBackground(do func()) {
	go func() {
		defer w.guarded()
		do()
	}()
}
