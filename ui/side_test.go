package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
)

// widest is a very wide window.
func widest() shape {
	as := plainShape()
	as.size = fyne.NewSize(1920, 1000)
	return as
}

func TestAVeryWideWindowShowsTheCourseAndThenTheClaims(t *testing.T) {
	w, d := open(t, emptyView(), widest())
	s := w.screen
	holds := func(when, tab string) {
		t.Helper()
		if s.side.open != tab || s.side.root.Visible() != (tab != "") {
			t.Errorf("%s: beside the result is %q, want %q", when, s.side.open, tab)
		}
		if s.tabs.open != tabResult {
			t.Errorf("%s: the tabs show %q", when, s.tabs.open)
		}
		if width := s.status.root.Size().Width; width > columnMost || width < columnLeast {
			t.Errorf("%s: the status is %.0f wide", when, width)
		}
	}
	holds("idle", "")
	before := s.status.root.Size().Width
	become(w, d, waitingView())
	holds("waiting", tabCourse)
	if now := s.status.root.Size().Width; now != before {
		t.Errorf("after Start the status is %.0f wide, before %.0f", now, before)
	}
	become(w, d, verifiedView())
	holds("verified", tabClaims)
	become(w, d, endedView("refused", desk.ToneRefused, "hand", desk.Say("outcome.refused.sentence"), desk.Text{}))
	holds("refused, without a token", tabCourse)
	become(w, d, emptyView())
	holds("done", "")
	if p := s.side.panels[tabClaims].(*claims); p.shown != nil {
		t.Error("after Done the claims are kept")
	}
	if p := s.side.panels[tabCourse].(*course); len(p.rows.Rows()) > 0 {
		t.Error("after Done the course is kept")
	}
}

// TestNothingIsShownTwiceInAVeryWideWindow: what the user opens among the tabs isn't beside them as
// well.
func TestNothingIsShownTwiceInAVeryWideWindow(t *testing.T) {
	w, d := open(t, waitingView(), widest())
	s := w.screen
	for _, one := range []struct {
		view      desk.View
		tab, want string
	}{
		{waitingView(), tabCourse, ""}, {waitingView(), tabNetwork, tabCourse},
		{verifiedView(), tabClaims, tabCourse}, {verifiedView(), tabCourse, tabClaims}, {verifiedView(), tabResult, tabClaims},
	} {
		become(w, d, one.view)
		s.tabs.turnTo(one.tab)
		if s.tabs.open != one.tab || s.side.open != one.want || s.side.root.Visible() != (one.want != "") {
			t.Errorf("with %s opened by the user %q is beside the tabs, want %q", one.tab, s.side.open, one.want)
		}
	}
	search := s.side.panels[tabClaims].(*claims).search
	w.window.Canvas().Focus(search)
	s.tabs.turnTo(tabClaims)
	if w.window.Canvas().Focused() == fyne.Focusable(search) {
		t.Error("a field that isn't shown has the focus")
	}
}

func TestTheCourseIsATabAgainInALessWideWindow(t *testing.T) {
	w, _ := open(t, real(waitingView()), widest())
	w.window.Resize(fyne.NewSize(1280, 800))
	if w.screen.side.root.Visible() || w.screen.tabs.open != tabCourse {
		t.Errorf("something is beside the status: %v, and the tabs show %q", w.screen.side.root.Visible(), w.screen.tabs.open)
	}
	w.screen.tabs.picked = true
	w.window.Resize(fyne.NewSize(1920, 1000))
	if w.screen.tabs.open != tabCourse {
		t.Error("resizing closes the tab that the user picked")
	}
}

func TestThePolicyHidesWhatStandsBesideTheResultToo(t *testing.T) {
	view := verifiedView()
	view.Fixed.HideTabs = []string{tabClaims, tabCourse}
	w, _ := open(t, view, widest())
	if w.screen.side.root.Visible() {
		t.Error("a hidden tab stands beside the result")
	}
	if width := w.screen.status.root.Size().Width; width > columnMost {
		t.Errorf("the status is %.0f wide", width)
	}
}
