package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/test"

	"ringback/ui/desk"
)

// TestTheDeskIsToldHowCloselyItIsFollowed, and a presentation always is.
func TestTheDeskIsToldHowCloselyItIsFollowed(t *testing.T) {
	w, d := open(t, waitingView(), plainShape())
	leave, enter := func() { w.behind = true; w.attend() }, func() { w.behind = false; w.attend() }
	leave()
	leave()
	w.present()
	w.present()
	enter()
	w.setMinimised(true)
	w.present()
	w.setMinimised(false)
	d.mu.Lock()
	defer d.mu.Unlock()
	if want := []desk.Attention{desk.Focused, desk.Beside, desk.Focused, desk.Beside, desk.Focused, desk.Beside, desk.Focused}; !slices.Equal(d.attention, want) {
		t.Errorf("told %v, want %v", d.attention, want)
	}
}

// TestTheForegroundIsWatched by the hooks of the toolkit.
func TestTheForegroundIsWatched(t *testing.T) {
	w, _ := open(t, waitingView(), plainShape())
	hooks, ok := w.app.Lifecycle().(interface {
		OnEnteredForeground() func()
		OnExitedForeground() func()
	})
	if !ok {
		t.Skip("the toolkit keeps its hooks to itself")
	}
	w.window.Resize(fyne.NewSize(900, 700))
	hooks.OnExitedForeground()()
	if w.place.now.Width != 900 {
		t.Errorf("its place is %+v", w.place.now)
	}
	if !w.behind || w.attention != desk.Beside {
		t.Error("it isn't behind")
	}
	hooks.OnEnteredForeground()()
	if w.behind || w.attention != desk.Focused {
		t.Error("it is still behind")
	}
}

// glancedView is the view of a wait in a window without the focus.
func glancedView(left time.Duration) desk.View {
	v := waitingView()
	v.Status.AtAGlance, v.Status.Remaining, v.Status.Polls, v.Status.NextPoll = true, left, 0, 0
	return v
}

func TestWithoutTheFocusWholeMinutesAreShown(t *testing.T) {
	for left, want := range map[time.Duration]string{4 * time.Minute: "4 min left", 40 * time.Second: "40 s left", 0: "Under 10 s left"} {
		w, d := open(t, waitingView(), plainShape())
		before := w.screen.status.figures.MinSize()
		become(w, d, glancedView(left))
		all := shown(w)
		if !strings.Contains(all, want) || strings.Contains(all, "Asked") || strings.Contains(all, "Next in") || !strings.Contains(all, "Every") {
			t.Errorf("with %v left it says\n%s", left, all)
		}
		if height := w.screen.status.figures.MinSize().Height; height != before.Height {
			t.Errorf("its figures are %v high, %v before", height, before.Height)
		}
	}
}

// TestNothingStaysInAMinimisedWindow that has left the desk, such as the person on an unattended
// one.
func TestNothingStaysInAMinimisedWindow(t *testing.T) {
	w, d := open(t, filledView(), plainShape())
	if person := w.screen.form.person.entry.Text; person == "" || person != filledView().Form.Person.Value {
		t.Fatalf("it has %q as the person", person)
	}
	w.setMinimised(true)
	become(w, d, emptyView())
	if person := w.screen.form.person.entry.Text; person != "" {
		t.Errorf("it still holds %q", person)
	}
}

// TestAMinimisedWindowChangesItsTitleOnly. A new state is painted as well, so that nobody sees the
// one before when the window is back.
func TestAMinimisedWindowChangesItsTitleOnly(t *testing.T) {
	w, d := open(t, waitingView(), plainShape())
	before := shown(w)
	w.setMinimised(true)
	become(w, d, glancedView(2*time.Minute))
	if now := shown(w); now != before {
		t.Errorf("painted while minimised:\n%s", now)
	}
	fyne.SetCurrentApp(w.app.(measuredApp).App)
	fyneapp.AssertNotificationSent(t, fyne.NewNotification(w.words.get("notification.heading"), w.words.get("notification.ended")), func() {
		become(w, d, verifiedView())
	})
	if !strings.HasSuffix(w.window.Title(), "Verified") || !strings.Contains(shown(w), "Verified") {
		t.Errorf("the title is %q", w.window.Title())
	}
	become(w, d, waitingView())
	become(w, d, glancedView(3*time.Minute))
	w.setMinimised(false)
	if now := shown(w); !strings.Contains(now, "3 min left") {
		t.Errorf("when it is back it shows\n%s", now)
	}
}
