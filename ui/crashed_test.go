package ui

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
)

// sampleCrashes are two reports.
func sampleCrashes() []Crash {
	report := `Ringback 1.0.0, go1.26.8, linux/amd64, window, started 2026-03-09T09:12:45Z
panic: runtime error: index out of range [7] with length 1
runtime.panicBounds
	asm_amd64.s:2129
ringback/ui/desk.(*state).fold
	view.go:310
ringback/ui/desk.(*Desk).Run
	desk.go:142
`
	return []Crash{{At: at(10, 40, 51), Report: report}, {At: at(8, 0, 2).AddDate(0, 0, -1), Report: report}}
}

// TestACrashIsOfferedUntilItIsForgotten: the reports are copied as they are shown, and removed
// once.
func TestACrashIsOfferedUntilItIsForgotten(t *testing.T) {
	w, d := open(t, filledView(), plainShape())
	forgotten := make(chan bool, 1)
	w.logs.Crashes, w.logs.Forget = sampleCrashes(), func() { forgotten <- true }
	w.Changed()
	if all := shown(w); !strings.Contains(all, "Ringback stopped unexpectedly at 10:40:51") || !strings.Contains(all, "It has happened 2 times.") {
		t.Errorf("shown:\n%s", all)
	}
	become(w, d, waitingView())
	if strings.Contains(shown(w), "stopped unexpectedly") {
		t.Error("it takes room while a request runs")
	}
	become(w, d, filledView())
	w.openReport()
	if rows := reportRows(sampleCrashes()[0].Report, 80); w.report == nil || len(rows) != 8 || !strings.Contains(rows[5].Text, "view.go:310") {
		t.Fatalf("the report isn't shown: %v", rows)
	}
	w.forgetCrashes()
	<-forgotten
	if w.report != nil || strings.Contains(shown(w), "stopped unexpectedly") {
		t.Error("it isn't forgotten")
	}
}

// TestAReportMakesRoomForAnOutcome: no dialog covers it.
func TestAReportMakesRoomForAnOutcome(t *testing.T) {
	w, d := open(t, filledView(), plainShape())
	w.logs.Crashes = sampleCrashes()
	w.openReport()
	d.set(verifiedView())
	w.Changed()
	if w.report != nil {
		t.Error("the report covers the outcome")
	}
}

// folderOpener is an app that opens addresses.
type folderOpener struct {
	fyne.App
	opened chan string
	err    error
}

func (o folderOpener) OpenURL(address *url.URL) error { o.opened <- address.String(); return o.err }

// TestTheLogFolderIsOpened, and what can't be seen in it is said.
func TestTheLogFolderIsOpened(t *testing.T) {
	for name, c := range map[string]struct {
		logs       Logs
		err        error
		want, said string
	}{
		"written":      {logs: Logs{Folder: "/home/anna/ringback/logs", Written: func() bool { return true }}, want: "file:///home/anna/ringback/logs"},
		"in memory":    {logs: Logs{Folder: "C:/Users/Anna B/logs", Written: func() bool { return false }}, want: "file:///C:/Users/Anna%20B/logs", said: "logs.in_memory"},
		"no folder":    {said: "logs.none"},
		"not openable": {logs: Logs{Folder: "/x", Written: func() bool { return true }}, want: "file:///x", err: errors.New("no"), said: "logs.failed"},
	} {
		t.Run(name, func(t *testing.T) {
			w, _ := open(t, filledView(), plainShape())
			q := queueOf(w)
			opens := folderOpener{w.app, make(chan string, 1), c.err}
			w.app, w.logs = opens, c.logs
			w.openLogs()
			if c.want != "" {
				if got := <-opens.opened; got != c.want {
					t.Errorf("it opened %s", got)
				}
			}
			if c.err != nil {
				q.next()
			}
			if c.said == "" && len(w.own) > 0 || c.said != "" && (len(w.own) != 1 || w.own[0].text != w.words.say(desk.Say(c.said, "Folder", c.logs.Folder))) {
				t.Errorf("said: %v", w.own)
			}
		})
	}
}
