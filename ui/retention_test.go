package ui

import (
	"slices"
	"strings"
	"testing"

	"ringback/ui/desk"
)

// TestShorteningTheRetentionAsks, with how many records go; what isn't confirmed changes nothing.
func TestShorteningTheRetentionAsks(t *testing.T) {
	v := filledView()
	w, d := open(t, v, plainShape())
	w.screen.openSettings()
	if all := shown(w); !strings.Contains(all, "Keep records in the journal for") || !strings.Contains(all, "30 days") || strings.Contains(all, "can’t be read") {
		t.Errorf("the settings say %s", all)
	}
	asks := func(about *desk.Shortening) func(*desk.View) {
		return func(v *desk.View) { v.Settings.Shortening = about }
	}
	about := &desk.Shortening{Days: 7, Count: 12, Known: true}
	become(w, d, v, asks(about))
	if all := shown(w); !strings.Contains(all, "Keep records for 7 days only?") || !strings.Contains(all, "12 records are older") {
		t.Errorf("it asks %s", all)
	}
	d.forget()
	pressIn(t, w, "Don’t change")
	become(w, d, v, asks(about)) // a view from before the desk knew
	if calls := d.called(); !slices.Equal(calls, []string{"KeepRetention"}) || w.screen.settings.retain.question != nil {
		t.Errorf("it called %v", calls)
	}
	become(w, d, v)
	become(w, d, v, asks(&desk.Shortening{Days: 365}))
	if all := shown(w); !strings.Contains(all, "Keep records for 1 year only?") || !strings.Contains(all, "isn’t known yet") {
		t.Errorf("it asks %s", all)
	}
	d.forget()
	pressIn(t, w, "Shorten")
	if calls := d.called(); !slices.Equal(calls, []string{"ConfirmRetention"}) {
		t.Errorf("it called %v", calls)
	}
	become(w, d, v, func(v *desk.View) { v.Settings.RetentionDays = 0 })
	if all := shown(w); !strings.Contains(all, "nothing is removed from the journal until you choose") {
		t.Errorf("unknown, it says %s", all)
	}
}
