package ui

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// TestThePersonDidNotStartThis: the button reports it, and pressed again takes it back; only the
// outcomes after which it can be have it.
func TestThePersonDidNotStartThis(t *testing.T) {
	for _, s := range samples() {
		if s.view.Outcome == nil || s.open != "" {
			continue
		}
		w := s.show(t, plainShape())
		can := slices.Contains([]string{"refused", "not_verified", "cancelled"}, s.view.Outcome.Outcome)
		if all := shown(w); strings.Contains(all, "The person didn’t start this") != (can && s.view.Outcome.Reported.IsZero()) {
			t.Errorf("%s: it can be reported: %t, and the window says %s", s.name, can, all)
		}
	}
	refused := endedView("refused", desk.ToneRefused, "hand", desk.Say("outcome.refused.sentence"), desk.Say("outcome.refused.note"))
	w, d := open(t, refused, plainShape())
	pressIn(t, w, "The person didn’t start this")
	become(w, d, refused, func(v *desk.View) {
		outcome := *v.Outcome
		outcome.Reported = at(10, 43, 0)
		v.Outcome = &outcome
	})
	if all := shown(w); !strings.Contains(all, "Until 10 March 2026 at 10:43:00 Ringback warns") {
		t.Errorf("reported, it says %s", all)
	}
	pressIn(t, w, "Take report back")
	if calls := d.called(); !slices.Equal(calls, []string{"Report", "TakeBackReport"}) {
		t.Errorf("it called %v", calls)
	}
}

// TestADoubleClickReportsOnce: its second click doesn't take the report back. Time stands still, as
// in TestADoubleClickForgetsNoSecret.
func TestADoubleClickReportsOnce(t *testing.T) {
	refused := endedView("refused", desk.ToneRefused, "hand", desk.Say("outcome.refused.sentence"), desk.Say("outcome.refused.note"))
	for name, press := range map[string]func(*Window, *kit.Button){
		"mouse":    func(_ *Window, report *kit.Button) { report.MouseDown(nil); report.MouseUp(nil); report.Tapped(nil) },
		"keyboard": func(w *Window, report *kit.Button) { w.focus(report); keyboardOf(w).key(fyne.KeyReturn, 0) },
	} {
		synctest.Test(t, func(t *testing.T) {
			w, d := open(t, refused, plainShape())
			report := w.screen.status.report
			report.Tapped(nil) // also read long ago
			d.forget()
			become(w, d, refused, func(v *desk.View) {
				outcome := *v.Outcome
				outcome.Reported = at(10, 43, 0)
				v.Outcome = &outcome
			})
			press(w, report)
			if calls := d.called(); len(calls) > 0 {
				t.Errorf("%s: the second click called %v", name, calls)
			}
		})
	}
}

// TestLiftFence: the record says who reported what, and offers to lift the fence while it holds.
func TestLiftFence(t *testing.T) {
	for _, s := range samples() {
		if s.name != "journal-fenced" {
			continue
		}
		w, d := open(t, s.view, plainShape())
		s.showIn(w, d)
		all := shown(w)
		for _, want := range []string{"Reported", "The person didn’t start this · 9 Mar 2026", "anna", "the person was asked, after a request", "several requests within an hour"} {
			if !strings.Contains(all, want) {
				t.Errorf("the record lacks %q: %s", want, all)
			}
		}
		d.forget()
		pressIn(t, w, "Remove warning")
		if calls := d.called(); !slices.Equal(calls, []string{"LiftFence 0"}) {
			t.Errorf("it called %v", calls)
		}
		become(w, d, s.view, func(v *desk.View) {
			next := *v.Journal
			next.Records = slices.Clone(next.Records)
			next.Records[0].Fenced, next.Records[0].Lifted, next.Records[0].LiftedBy = false, at(11, 0, 0), "bo"
			next.Said = desk.Say("journal.fence_lifted")
			v.Journal = &next
		})
		if all := shown(w); strings.Contains(all, "Remove warning") || !strings.Contains(all, "Taken back") || !strings.Contains(all, "The warning was removed") {
			t.Errorf("lifted, it says %s", all)
		}
	}
}

// TestStartOverOnThePhone: between requests only.
func TestStartOverOnThePhone(t *testing.T) {
	w, d := open(t, filledView(), plainShape())
	pressIn(t, w, "Start over")
	if calls := d.called(); !slices.Equal(calls, []string{"StartOver"}) {
		t.Errorf("it called %v", calls)
	}
}

// TestNoAccountOnABigScreen: a presentation outside demo doesn't say which colleague reported it.
func TestNoAccountOnABigScreen(t *testing.T) {
	for _, demo := range []bool{true, false} {
		v := filledView()
		v.Guard = guardSample("fenced", desk.Say("guard.fenced", "Operator", "anna", "At", desk.At(at(9, 2, 51))))
		if !demo {
			v.Environment, v.Phone = v.Environments[2], nil
		}
		w, d := open(t, filledView(), plainShape())
		w.present()
		become(w, d, v)
		if all := shown(w); strings.Contains(all, "anna reported") != demo || !strings.Contains(all, "This may be fraud") {
			t.Errorf("in demo %t: it says %s", demo, all)
		}
	}
}
