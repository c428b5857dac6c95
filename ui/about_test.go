package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ringback/ui/kit"
)

func sampleBuild() Build {
	return Build{Version: "1.0.0", Commit: "d4e7192c0ffe", At: time.Date(2026, 11, 29, 18, 0, 0, 0, time.UTC)}
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
