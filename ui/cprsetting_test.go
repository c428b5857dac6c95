package ui

import (
	"slices"
	"strings"
	"testing"

	"ringback/ui/desk"
)

// TestCPRNumbersAreTurnedOnByADialog: it says what that needs, and does nothing by itself.
func TestCPRNumbersAreTurnedOnByADialog(t *testing.T) {
	on := func(state string) func(*desk.View) { return func(v *desk.View) { v.Settings.CPR = state } }
	w, d := open(t, emptyView(), plainShape())
	w.screen.openSettings()
	if row := w.screen.settings.cpr.root; row.Visible() {
		t.Error("it is offered where nothing has to be agreed to")
	}
	set := func(state string) {
		view := d.View()
		on(state)(&view)
		d.set(view)
		w.Changed()
	}
	set("off")
	cpr := w.screen.settings.cpr
	if !cpr.root.Visible() || cpr.change.Label() != "Turn on" {
		t.Errorf("offered: %t, %q", cpr.root.Visible(), cpr.change.Label())
	}
	d.forget()
	cpr.change.Tapped(nil)
	said := shown(w)
	for _, about := range []string{"legal basis", "agreement", "documentation doesn’t say"} {
		if !strings.Contains(said, about) {
			t.Errorf("nothing is said about the %s: %s", about, said)
		}
	}
	if calls := d.called(); len(calls) > 0 {
		t.Errorf("asking calls %q", calls)
	}
	cpr.question.Dismiss()
	if calls := d.called(); len(calls) > 0 || cpr.question != nil {
		t.Errorf("not turning it on calls %q", calls)
	}
	cpr.change.Tapped(nil)
	pressIn(t, w, "Turn on")
	if calls := d.called(); !slices.Equal(calls, []string{"SetCPR true"}) || cpr.question != nil {
		t.Errorf("turning it on calls %q", calls)
	}
	set("on")
	d.forget()
	cpr.change.Tapped(nil)
	if calls := d.called(); !slices.Equal(calls, []string{"SetCPR false"}) || cpr.question != nil {
		t.Errorf("turning it off calls %q", calls)
	}
}
