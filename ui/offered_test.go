package ui

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// buttonIn returns the button of the window with a label.
func buttonIn(t *testing.T, w *Window, label string) *kit.Button {
	t.Helper()
	var found *kit.Button
	walk(w.window.Content(), func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok && b.Label() == label {
			found = b
		}
	})
	if found == nil {
		t.Fatalf("there is no button %q", label)
	}
	return found
}

// TestAnOfferIsTakenOverOrDismissed, with a button for each.
func TestAnOfferIsTakenOverOrDismissed(t *testing.T) {
	view := filledView()
	view.Offered = offeredSample(desk.FromLink, false)
	w, d := open(t, view, plainShape())
	all := strings.Join(strings.Fields(shown(w)), " ")
	for _, text := range []string{
		"A link wants to fill in the request", "Case 2026-118842 · MitID pre-production · MitID UUID …9e11", "It switches to this environment",
	} {
		if !strings.Contains(all, text) {
			t.Errorf("%q isn't in\n%s", text, all)
		}
	}
	if take := buttonIn(t, w, "Take over"); !take.Disabled() {
		t.Error("it can be taken over in the first second")
	}
	view.Offered = offeredSample(desk.FromLink, true)
	become(w, d, view)
	before := buttonIn(t, w, "Take over")
	before.Tapped(nil)
	buttonIn(t, w, "Dismiss").Tapped(nil)
	if calls := d.called(); !slices.Equal(calls, []string{"TakeOver 1", "DismissOffer 1"}) {
		t.Errorf("called %v", calls)
	}
	newer := offeredSample(desk.FromProgram, true)
	newer.ID, newer.Case, newer.Person, newer.Environment = 2, "", "", view.Environment
	view.Offered = newer
	become(w, d, view)
	before.Tapped(nil)
	if calls := d.called(); !slices.Equal(calls, []string{"TakeOver 1", "DismissOffer 1", "TakeOver 1"}) {
		t.Errorf("a click on the button of the earlier offer called %v", calls)
	}
	all = shown(w)
	if !strings.Contains(all, "Another program wants to fill in the request") || strings.Contains(all, "2026-118842") ||
		!strings.Contains(all, "It replaces what is in the form now.") {
		t.Errorf("the newer one says\n%s", all)
	}
	view.Offered = nil
	become(w, d, view)
	if all := shown(w); strings.Contains(all, "Take over") || w.screen.notices.root.Visible() {
		t.Errorf("it still says\n%s", all)
	}
}

// TestAnOfferBesideAnOutcomeWaitsForDone, and says so.
func TestAnOfferBesideAnOutcomeWaitsForDone(t *testing.T) {
	view := verifiedView()
	view.Offered = offeredSample(desk.FromProgram, false)
	w, _ := open(t, view, plainShape())
	if all := shown(w); !buttonIn(t, w, "Take over").Disabled() || !strings.Contains(all, "It can be taken over after Done.") {
		t.Errorf("it says\n%s", all)
	}
}

// TestAFilledFormSaysWhoFilledIt, and why Start doesn't work yet.
func TestAFilledFormSaysWhoFilledIt(t *testing.T) {
	view := filledView()
	view.Form.FilledBy, view.Form.Resting, view.CanStart = desk.FromLink, true, false
	view.Missing.Text = desk.Say("form.missing.resting")
	w, d := open(t, view, plainShape())
	all := shown(w)
	if !strings.Contains(all, "Filled by a link") || !strings.Contains(all, "Look it through first.") || !w.screen.form.primary.Disabled() {
		t.Errorf("in the first second it says\n%s", all)
	}
	keyboardOf(w).ctrlEnter(0)
	if calls := d.called(); len(calls) > 0 {
		t.Errorf("Ctrl+Enter called %v", calls)
	}
	view.Form.Resting, view.CanStart, view.Missing = false, true, desk.Missing{}
	become(w, d, view)
	if all := shown(w); !strings.Contains(all, "Filled by a link") || !strings.Contains(all, "before you start.") || strings.Contains(all, "Look it through") || w.screen.form.primary.Disabled() {
		t.Errorf("then it says\n%s", all)
	}
	view.Form.FilledBy = ""
	become(w, d, view)
	if all := shown(w); strings.Contains(all, "Filled by") || strings.Contains(all, "before you start.") {
		t.Errorf("after Start it says\n%s", all)
	}
}
