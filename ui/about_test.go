package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"ringback/ui/kit"
)

func sampleBuild() Build {
	return Build{Version: "1.0.0", Commit: "d4e7192c0ffe", At: time.Date(2026, 11, 29, 18, 0, 0, 0, time.UTC)}
}

func sampleFiles() Files {
	const config, data = `C:\Users\anna.kirstine.mortensen\AppData\Roaming\Ringback\`, `C:\Users\anna.kirstine.mortensen\AppData\Local\ringback\`
	return Files{Settings: config + "settings.toml", Environments: config + "environments.toml", Journal: data + "journal.db"}
}

func sampleLogs() Logs {
	return Logs{Folder: `C:\Users\anna.kirstine.mortensen\AppData\Local\ringback\logs`, Written: func() bool { return true }}
}

// TestAboutHasTheLicenceOfEveryModule: the lines of a licence are there whole, cut where they don't
// fit.
func TestAboutHasTheLicenceOfEveryModule(t *testing.T) {
	rows := licenceRows(80)
	headings := 0
	for _, row := range rows {
		if row.Heading {
			headings++
		}
		if len([]rune(row.Text)) > 80 {
			t.Errorf("a line of %d letters: %s", len([]rune(row.Text)), row.Text)
		}
	}
	if headings < 30 {
		t.Errorf("%d modules", headings)
	}
	bbolt := slices.IndexFunc(rows, func(r kit.Row) bool { return r.Heading && strings.HasPrefix(r.Lead, "go.etcd.io/bbolt v") })
	mit := slices.IndexFunc(rows[max(bbolt, 0):], func(r kit.Row) bool { return strings.Contains(r.Text, "The MIT License") })
	if bbolt < 0 || mit < 0 || mit > 5 {
		t.Error("the licence of bbolt isn't below its name")
	}
}

// TestAboutMakesRoomForAnOutcome: no dialog covers it.
func TestAboutMakesRoomForAnOutcome(t *testing.T) {
	w, d := open(t, waitingView(), shape{})
	w.openAbout()
	if w.about == nil {
		t.Fatal("About isn't shown")
	}
	d.set(verifiedView())
	w.Changed()
	if w.about != nil {
		t.Error("About covers the outcome")
	}
}

// TestAboutSaysWhereFilesAre: only those that there are, and they can be copied with the version.
func TestAboutSaysWhereFilesAre(t *testing.T) {
	w, _ := open(t, emptyView(), plainShape())
	w.files, w.logs = Files{Settings: "/home/anna/settings.toml", Environments: "/home/anna/environments.toml"}, Logs{Folder: "/home/anna/logs"}
	w.openAbout()
	all := shown(w)
	for _, want := range []string{"Settings /home/anna/settings.toml", "Environments /home/anna/environments.toml", "Log /home/anna/logs"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q isn't in\n%s", want, all)
		}
	}
	if strings.Contains(all, "Journal /") {
		t.Error("it names a journal")
	}
	pressIn(t, w, "Copy")
	if copied := w.app.Clipboard().Content(); !strings.HasPrefix(copied, "Version 1.0.0") || !strings.Contains(copied, "\nLog: /home/anna/logs") {
		t.Errorf("copied is %q", copied)
	}
	keyboardOf(w).bound("help", 0)
	if w.about != nil || w.listed == nil {
		t.Error("F1 doesn't list the keys")
	}
}

// TestAboutFollowsTheWindow: in a window that was made lower it looks as in one that was so before.
func TestAboutFollowsTheWindow(t *testing.T) {
	low := fyne.NewSize(1280, 560)
	turned, _ := open(t, emptyView(), plainShape())
	turned.openAbout()
	turned.window.Resize(low)
	got := unscrolled(turned)

	as := plainShape()
	as.size = low
	opened, _ := open(t, emptyView(), as)
	opened.openAbout()
	if differing := difference(got, unscrolled(opened)); differing != "" {
		t.Error(differing)
	}
}
