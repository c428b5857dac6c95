package ui

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
)

// narrow is the smallest window, in the language with the longer words.
func narrow() shape {
	return shape{language: "da", theme: "light", size: fyne.NewSize(1024, 600), scale: 1}
}

// oneIn returns every nth of some samples or views, where showing all of them takes long.
func oneIn[T any](n int, all []T) []T {
	var some []T
	for i := 0; i < len(all); i += n {
		some = append(some, all[i])
	}
	return some
}

func TestNothingIsCutOffInANarrowWindow(t *testing.T) {
	nothingIsCutOff(t, narrow(), oneIn(oneScreenIn, samples()))
}

func nothingIsCutOff(t *testing.T, as shape, all []sample) {
	t.Helper()
	w, d := open(t, emptyView(), as)
	for _, s := range all {
		s.showIn(w, d)
		for _, fault := range faults(w) {
			t.Errorf("%s: %s", s.name, fault)
		}
	}
}

func TestNothingIsCutOffInANarrowPresentation(t *testing.T) {
	nothingIsCutOffPresented(t, narrow(), oneIn(8, presentedSamples()))
}

func nothingIsCutOffPresented(t *testing.T, as shape, all []sample) {
	t.Helper()
	w, d := open(t, emptyView(), as)
	for _, s := range all {
		showPresented(t, w, d, s)
		for _, fault := range faults(w) {
			t.Errorf("%s: %s", s.name, fault)
		}
	}
}

func TestNobodyScrollsOnASmallScreen(t *testing.T) {
	nobodyScrolls(t, narrow(), oneIn(8, roomSamples()))
}

// TestAnOutcomeIsGreenIfVerified paints the outcomes among the samples, one of each.
func TestAnOutcomeIsGreenIfVerified(t *testing.T) {
	var outcomes []sample
	seen := map[string]bool{}
	for _, s := range samples() {
		if o := s.view.Outcome; o != nil && s.open == "" && s.view.Decoded == nil && !seen[o.Outcome] {
			seen[o.Outcome] = true
			outcomes = append(outcomes, s)
		}
	}
	if len(outcomes) < 5 {
		t.Errorf("%d samples have an outcome of their own", len(outcomes))
	}
	greenIfVerified(t, "light", outcomes)
}

func greenIfVerified(t *testing.T, theme string, all []sample) {
	t.Helper()
	as := plainShape()
	as.theme, as.size = theme, fyne.NewSize(1024, 600)
	w, d := open(t, emptyView(), as)
	for _, s := range all {
		s.showIn(w, d)
		// which dims it, or hides it
		verified := s.view.Outcome != nil && s.view.Outcome.Outcome == "verified" && s.open != "receipt" && s.view.Decoded == nil
		if j := s.view.Journal; j != nil && slices.ContainsFunc(j.Records, func(r desk.JournalRecord) bool { return r.Outcome == "verified" }) {
			continue // its rows have the outcomes' colours, unless a page lies over them
		}
		if green := showsVerifiedColor(w); green != verified {
			t.Errorf("%s, %s: the colour of verified is in the picture: %v, want %v", s.name, theme, green, verified)
		}
	}
}
