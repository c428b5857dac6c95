package ui

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"

	"ringback/assets"
	"ringback/ui/desk"
)

// TestEscAsksBeforeItCancelsAPresentedRequest, and so does the button that names the key.
func TestEscAsksBeforeItCancelsAPresentedRequest(t *testing.T) {
	synctest.Test(t, escAsks)
}

func escAsks(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	w.beginPresentation(true)
	become(w, d, waitingView())
	k := keyboardOf(w)
	asked := func(when string, want bool) {
		t.Helper()
		if got := strings.Contains(shown(w), "Cancel the request?"); got != want {
			t.Errorf("%s it asks: %t", when, got)
		}
		if calls := d.called(); slices.Contains(calls, "Cancel") {
			t.Errorf("%s it cancels", when)
		}
	}
	k.key(fyne.KeyEscape, 4) // held for a while
	asked("after Esc", true)
	time.Sleep(time.Second) // it is read
	k.key(fyne.KeyReturn, 0)
	asked("after Enter, with the focus on waiting,", false)
	k.key(fyne.KeyEscape, 0)
	k.key(fyne.KeyEscape, 0)
	asked("after a second Esc", false)
	w.presented.foot.cancel.Tapped(nil)
	asked("after the button", true)
	later := waitingView()
	later.Status.Remaining /= 2
	become(w, d, later)
	become(w, d, later, func(v *desk.View) { v.Settings.Language = string(assets.Danish) })
	if all := shown(w); !strings.Contains(all, "Vil du annullere anmodningen?") || strings.Contains(all, "Cancel the request?") {
		t.Errorf("in Danish it asks: %s", all)
	}
	become(w, d, later, func(v *desk.View) { v.Settings.Language = string(assets.English) })
	become(w, d, verifiedView())
	asked("over the outcome", false)
	become(w, d, emptyView())
	become(w, d, waitingView())
	k.key(fyne.KeyEscape, 0)
	k.key(keyPresent, 0)
	if asked("at the desk", false); w.presented != nil {
		t.Error("F11 doesn't leave from the question")
	}
	w.beginPresentation(true)
	k.key(fyne.KeyEscape, 0)
	time.Sleep(time.Second)
	k.canvas.FocusPrevious()
	k.key(fyne.KeyReturn, 0)
	if calls := d.called(); !slices.Contains(calls, "Cancel") || w.presented == nil || w.presented.asking != nil {
		t.Errorf("confirmed it called %v", calls)
	}
}

// TestAnOfferIsNamedInAPresentation, without what is known of it.
func TestAnOfferIsNamedInAPresentation(t *testing.T) {
	view := filledView()
	view.Offered = offeredSample(desk.FromLink, true)
	w, d := open(t, view, plainShape())
	w.beginPresentation(true)
	all := shown(w)
	if want := "A link wants to fill in the request. Leave the presentation (F11) to see it."; !strings.Contains(all, want) {
		t.Errorf("%q isn't in %s", want, all)
	}
	for _, secret := range []string{"2026-118842", "9e11"} {
		if strings.Contains(all, secret) {
			t.Errorf("%q can be read from the back of the room", secret)
		}
	}
	become(w, d, filledView())
	if strings.Contains(shown(w), "A link wants") {
		t.Error("it stays when the offer is gone")
	}
}
