package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ringback/assets"
	"ringback/ui/desk"
	"ringback/ui/kit"
)

// roomSamples returns the samples of a presentation, except those that differ only in a dialog
// above it.
func roomSamples() []sample {
	return slices.DeleteFunc(presentedSamples(), func(s sample) bool {
		return s.view.Decoded != nil || s.view.Guard != nil || s.tab == tabAppswitch || strings.HasPrefix(s.name, "presenting-environments")
	})
}

// nobodyScrolls checks some samples of a presentation.
func nobodyScrolls(t *testing.T, as shape, all []sample) {
	t.Helper()
	w, d := open(t, emptyView(), as)
	for _, s := range all {
		showPresented(t, w, d, s)
		p, form := w.presented, &s.view.Form
		code := s.view.Status.SayCode
		if s.view.State == desk.Idle && strings.Contains(form.Text.Value, form.Code) && form.Person.Problem.IsZero() {
			code = form.Code
		}
		if p.page == pageStatus && wholeCodes(w, code) == 0 && form.TokenHint == "" { // two fields to fill in leave no room for it on the smallest screen
			t.Errorf("%s: the code is out of sight", s.name)
		}
		if p.status.root.Visible() && p.status.fit.scrolls() || p.phone.root.Visible() && p.phone.fit.scrolls() {
			t.Errorf("%s: one has to scroll", s.name)
		}
		if p.page != pageStatus && (!p.sheet.word.Visible() || p.sheet.word.Position().X < 0) {
			t.Errorf("%s: nothing says how it stands", s.name)
		}
	}
}

// TestNobodyScrollsOnALowScreen presents on a laptop of 1366 × 768 at 150 % and on one of full HD
// at 200 %, and in the smallest window, as a saved tour may.
func TestNobodyScrollsOnALowScreen(t *testing.T) {
	for _, language := range assets.Languages() {
		for _, size := range []fyne.Size{{Width: 910, Height: 440}, {Width: 960, Height: 480}, leastSize()} {
			nobodyScrolls(t, shape{language, "light", size, 1}, roomSamples())
		}
	}
}

// wholeCodes counts how often a code is shown in full, in the size of a code: it is drawn digit by
// digit. An empty code counts as shown.
func wholeCodes(w *Window, code string) int {
	large := w.app.Settings().Theme().Size(kit.SizeCode)
	if code == "" {
		return 1
	}
	seen := map[string]int{}
	for _, one := range texts(w) {
		b := boxOf(one.at, one.size)
		if one.layer == 0 && one.size.Height > large && b == b.and(one.within) {
			seen[one.text]++
		}
	}
	least := len(code)
	for _, digit := range code {
		least = min(least, seen[string(digit)])
	}
	return least
}

func TestWhatWasLeftOutComesBack(t *testing.T) {
	w, _ := open(t, slowedView(), plainShape())
	w.beginPresentation(true)
	all := shown(w)
	for _, want := range []string{"Every 10 seconds", "longer pauses", "open the MitID app"} {
		if !strings.Contains(all, want) {
			t.Fatalf("%q isn't shown where there is room: %s", want, all)
		}
	}
	w.window.Resize(fyne.NewSize(1024, 600))
	small := shown(w)
	if strings.Contains(small, "longer pauses") || strings.Contains(small, "10 seconds") || !strings.Contains(small, "only if the code is") {
		t.Errorf("on the smallest screen it says %s", small)
	}
	w.presented.draw(&w.drawn)
	if again := shown(w); again != small {
		t.Errorf("drawn again it says %s", again)
	}
	w.window.Resize(fyne.NewSize(1280, 800))
	if again := shown(w); again != all {
		t.Errorf("on the larger screen it says %s", again)
	}
}

// TestAPresentedOutcomeRepeatsWhatWasSent, as the usual window does, and leaves it out first where
// there is little room.
func TestAPresentedOutcomeRepeatsWhatWasSent(t *testing.T) {
	w, _ := open(t, verifiedView(), plainShape())
	w.beginPresentation(true)
	const sent = "Sent to " + samplePerson + " Kode 4821, Nordby Kommune"
	if all := shown(w); !strings.Contains(all, sent) {
		t.Errorf("with room it says %s", all)
	}
	w.window.Resize(fyne.NewSize(910, 440))
	if small := shown(w); strings.Contains(small, "Sent to") || !strings.Contains(small, "14 Mar 1979") {
		t.Errorf("with little room it says %s", small)
	}
}

// TestAPresentedTextIsCutOnlyForWantOfRoom: then it takes one line.
func TestAPresentedTextIsCutOnlyForWantOfRoom(t *testing.T) {
	view := verifiedView()
	view.Outcome.Text = strings.TrimSpace(strings.Repeat("Nordby Kommune ", 9))[:130]
	w, _ := open(t, view, plainShape())
	w.beginPresentation(true)
	s := w.presented.status
	if !s.whole.root.Visible() || s.brief.root.Visible() {
		t.Errorf("with room it says %s", shown(w))
	}
	width := s.root.Size().Width
	s.yields.into(width, s.yields.into(width, 2000)-1)
	if s.whole.root.Visible() || !s.brief.root.Visible() || !s.asSent.Visible() {
		t.Errorf("with one line less it says %s", shown(w))
	}
	s.draw(&w.drawn)
	if !s.whole.root.Visible() || s.brief.root.Visible() {
		t.Error("the next drawing doesn't begin with all of it")
	}
}

// TestTheOrderOfLeavingOut: the sentence around the code is left out last. Parts left out before it
// come back if the code alone leaves room.
func TestTheOrderOfLeavingOut(t *testing.T) {
	w, _ := open(t, waitingView(), plainShape())
	w.beginPresentation(true)
	y, width := w.presented.status.yields, float32(700)
	said := func() string {
		s, all := w.presented.status, ""
		for _, one := range []struct {
			name   string
			object fyne.CanvasObject
		}{{"figures", s.figures}, {"few", s.few}, {"counted", s.counted}, {"waiting", s.waiting}, {"spoken", s.spoken}, {"code", s.code}} {
			if one.object.Visible() {
				all += one.name + " "
			}
		}
		return all
	}
	whole := y.into(width, 2000)
	var order []string
	for height := whole; height > 0; height -= 4 {
		y.into(width, height)
		if now := said(); len(order) == 0 || order[len(order)-1] != now {
			order = append(order, now)
		}
	}
	if first := "figures counted waiting spoken "; order[0] != first {
		t.Errorf("with room for everything it shows %s", order[0])
	}
	if last := order[len(order)-1]; strings.Contains(last, "spoken") || strings.Contains(last, "waiting") || !strings.Contains(last, "code") {
		t.Errorf("without room it shows %s", last)
	}
	back := false
	for _, one := range order {
		back = back || strings.Contains(one, "waiting") && strings.Contains(one, "code")
	}
	if !back {
		t.Errorf("the bar never comes back next to the code alone: %s", fmt.Sprint(order))
	}
}

func TestAUUIDIsOnOneLineWhenPresenting(t *testing.T) {
	for _, language := range assets.Languages() {
		as := plainShape()
		as.language = language
		w, _ := presented(t, sample{view: notVerifiedView("person", desk.Value{Word: desk.Say("check.value.someone_else")}), tab: tabResult}, as)
		found := false
		for _, one := range texts(w) {
			found = found || one.text == samplePerson
		}
		if !found {
			t.Errorf("%s: the UUID among the checks is broken", language)
		}
	}
}
