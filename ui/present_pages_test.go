package ui

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ringback/assets"
	"ringback/ui/desk"
)

func TestWhichPagesThereAre(t *testing.T) {
	someone := desk.Value{Word: desk.Say("check.value.someone_else")}
	refused := endedView("refused", desk.ToneRefused, "hand", desk.Say("outcome.refused.sentence"), desk.Text{})
	broken := refused
	failed := *refused.Outcome
	failed.Error = "invalid_client"
	broken.Outcome = &failed
	hidden := verifiedView()
	hidden.Fixed.HideTabs = []string{tabCourse}
	for name, one := range map[string]struct {
		view desk.View
		want []string
	}{
		"a request":               {filledView(), []string{pageStatus}},
		"waiting":                 {waitingView(), []string{pageStatus, tabCourse}},
		"stopping":                {stoppingView(), []string{pageStatus, tabCourse}},
		"verified":                {verifiedView(), []string{pageStatus, tabResult, tabCourse, tabClaims, tabNetwork}},
		"another person":          {notVerifiedView("person", someone), []string{pageStatus, tabResult, tabCourse, tabClaims, tabNetwork}},
		"nothing to check":        {refused, []string{pageStatus, tabCourse, tabNetwork}},
		"an error and no check":   {broken, []string{pageStatus, tabResult, tabCourse, tabClaims, tabNetwork}},
		"real people":             {real(verifiedView()), []string{pageStatus, tabResult, tabCourse}},
		"a tab that is hidden":    {hidden, []string{pageStatus, tabResult, tabClaims, tabNetwork}},
		"hidden from real people": {real(hidden), []string{pageStatus, tabResult}},
	} {
		w, d := open(t, emptyView(), plainShape())
		w.beginPresentation(true)
		become(w, d, one.view)
		if got := w.presented.pages(); !slices.Equal(got, one.want) {
			t.Errorf("%s: the pages are %v, want %v", name, got, one.want)
		}
	}
}

// TestTurningPages uses the arrow keys, and those that a presenter's clicker sends.
func TestTurningPages(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	w.beginPresentation(true)
	k := keyboardOf(w)
	shows := func(after, page string, says ...string) {
		t.Helper()
		all := readable(w)
		if w.presented.page != page {
			t.Errorf("after %s the page is %s, want %s", after, w.presented.page, page)
		}
		for _, one := range says {
			if !strings.Contains(all, one) {
				t.Errorf("after %s it doesn't say %q but %s", after, one, all)
			}
		}
	}
	become(w, d, waitingView())
	k.key(fyne.KeyRight, 3) // held for a while
	shows("→", tabCourse, "Connected again", "Waiting", "2 of 2", "Status ←", "Approve F8")
	k.key(fyne.KeyPageDown, 0)
	shows("Page Down on the last page", tabCourse)
	k.key(keyApprove, 0)
	if calls := d.called(); !slices.Contains(calls, "Approve") {
		t.Errorf("F8 beside the course called %v", calls)
	}
	checking := checkingView()
	become(w, d, checking)
	shows("an answer", tabCourse)
	become(w, d, verifiedView())
	shows("the outcome", pageStatus, "Verified", "1 of 5", "Checks →")
	for _, page := range []string{tabResult, tabCourse, tabClaims, tabNetwork, tabNetwork} {
		k.key(fyne.KeyPageDown, 0)
		shows("Page Down", page, "Verified")
	}
	k.key(fyne.KeyPageUp, 0)
	shows("Page Up", tabClaims, "Claims", "4 of 5")
	k.bound(keysTabs, 0)
	shows("Ctrl+1", tabResult, "Checks", "technical checks passed")
	k.key(keyQR, 0)
	k.key(fyne.KeyRight, 0)
	shows("→ over the QR code", tabResult)
	if w.presented.qr {
		t.Error("→ doesn't lead back from the QR code")
	}
	become(w, d, emptyView())
	shows("Done", pageStatus)
	k.key(fyne.KeyRight, 0)
	shows("→ where there is one page", pageStatus)
}

// TestAPageIsKeptByWhatChangesNothing: neither the countdown nor another language turns a page.
func TestAPageIsKeptByWhatChangesNothing(t *testing.T) {
	w, d := open(t, waitingView(), plainShape())
	w.beginPresentation(true)
	w.presented.turn(1)
	later := waitingView()
	later.Status.Remaining /= 2
	become(w, d, later)
	become(w, d, later, func(v *desk.View) { v.Settings.Language = string(assets.Danish) })
	if all := shown(w); w.presented.page != tabCourse || !strings.Contains(all, "Forløb") || !strings.Contains(all, "Status ←") {
		t.Errorf("the page is %s: %s", w.presented.page, all)
	}
}

// TestArrowsAreTheFieldsAtTheDesk: a field and a choice need the arrow keys, and get them wherever
// no page can be turned.
func TestArrowsAreTheFieldsAtTheDesk(t *testing.T) {
	w, d := open(t, real(filledView()), plainShape())
	moves := func(when string, e interface {
		fyne.Focusable
		TypedKey(*fyne.KeyEvent)
	}, at func() int) {
		t.Helper()
		focusOn(w, e)
		k := keyboardOf(w)
		k.key(fyne.KeyEnd, 0)
		before := at()
		k.key(fyne.KeyLeft, 0)
		if at() != before-1 {
			t.Errorf("%s the cursor moves from %d to %d", when, before, at())
		}
	}
	entry := w.screen.form.person.entry
	moves("at the desk", entry, func() int { return entry.CursorColumn })
	w.beginPresentation(true)
	become(w, d, real(verifiedView()))
	w.presented.turn(1)
	become(w, d, real(filledView()))
	entry = w.presented.request.person.entry
	moves("presenting a request", entry, func() int { return entry.CursorColumn })
	become(w, d, real(waitingView()))
	w.endPresentation()
	become(w, d, real(filledView()))
	entry = w.screen.form.person.entry
	moves("afterwards", entry, func() int { return entry.CursorColumn })
}

// TestAHiddenPageHasNoFocus: a key would go to what nobody sees.
func TestAHiddenPageHasNoFocus(t *testing.T) {
	w, _ := open(t, verifiedView(), plainShape())
	w.beginPresentation(true)
	w.presented.turnTo(tabClaims)
	w.window.Canvas().FocusNext()
	if w.window.Canvas().Focused() == nil {
		t.Fatal("nothing of the page takes the focus")
	}
	keyboardOf(w).key(fyne.KeyPageDown, 0)
	if focused := w.window.Canvas().Focused(); w.presented.page != tabNetwork || focused != nil {
		t.Errorf("on the page %s the focus is in %T", w.presented.page, focused)
	}
}
