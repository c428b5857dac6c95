package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

// TestALowWindowShowsOneNoticeAtATime, and says how many more there are: the form needs the room.
func TestALowWindowShowsOneNoticeAtATime(t *testing.T) {
	view := problemView()
	view.Unfinished = unfinishedSamples()
	for _, c := range []struct {
		height              float32
		notices, unfinished int
		says, doesnt        string
	}{
		{height: 600, notices: 1, unfinished: 1, says: "2 more follow.", doesnt: "1 more follows."},
		{height: 800, notices: 2, unfinished: 2, says: "1 more follows.", doesnt: "2 more follow."},
	} {
		w, d := open(t, view, shape{"en", "light", fyne.NewSize(1024, c.height), 1})
		n := w.screen.notices
		if len(n.shown) != c.notices || len(n.unfinished.shown) != c.unfinished {
			t.Errorf("%.0f high: %d notices and %d unfinished requests, want %d and %d", c.height, len(n.shown), len(n.unfinished.shown), c.notices, c.unfinished)
		}
		all := shown(w)
		if !strings.Contains(all, c.says) || strings.Contains(all, c.doesnt) || strings.Contains(all, "Close · 1 more") != (c.notices == 1) {
			t.Errorf("%.0f high: it says\n%s", c.height, all)
		}
		one := view
		one.Unfinished, one.Notices = view.Unfinished[:1], view.Notices[1:]
		become(w, d, one)
		if all := shown(w); strings.Contains(all, "follow") || strings.Contains(all, "1 more") {
			t.Errorf("%.0f high, when there are no more, it says\n%s", c.height, all)
		}
	}
	w, _ := open(t, view, shape{"en", "light", fyne.NewSize(1024, 600), 1})
	w.window.Resize(fyne.NewSize(1024, 800))
	if n := len(w.screen.notices.shown); n != 2 {
		t.Errorf("in a window that was made higher %d notices show", n)
	}
}
