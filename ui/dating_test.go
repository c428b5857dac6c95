package ui

import (
	"strings"
	"testing"
	"time"
)

// TestATimeOnAnotherDayHasItsDate: the screen shows the time of day alone only for today. Text
// copied for a case file always has the date and the offset from UTC.
func TestATimeOnAnotherDayHasItsDate(t *testing.T) {
	view := verifiedView()
	approved := view.Outcome.Approved.Local()
	for name, test := range map[string]struct {
		now  time.Time
		both bool // the sentence and the course have the day
	}{
		"today":     {now: approved.Add(9 * time.Second)},
		"tomorrow":  {now: approved.Add(24 * time.Hour), both: true},
		"last week": {now: approved.Add(7 * 24 * time.Hour), both: true},
	} {
		t.Run(name, func(t *testing.T) {
			view.Now = test.now
			w, _ := open(t, view, plainShape())
			day := w.words.Date(approved)
			if got := strings.Contains(shown(w), " on "+day+" at "+w.words.Clock(approved)+"."); got != test.both {
				t.Errorf("the sentence has its day: %v", got)
			}
			for _, row := range w.screen.tabs.panel(tabCourse).(*course).rows.Rows() {
				if strings.Contains(row.Lead, w.words.ShortDate(approved)) != test.both {
					t.Errorf("the course says %q", row.Lead)
				}
			}
			note := w.words.say(view.Outcome.Note)
			if want := day + " at " + w.words.Clock(approved) + " UTC" + approved.Format("-07:00"); !strings.Contains(note, want) {
				t.Errorf("the note says %q, without %q", note, want)
			}
		})
	}
}
