//go:build realparts && linux

package ui_test

import (
	"testing"
	"time"

	"ringback/ciba/simulator"
)

// mette is the person of the broker's documentation, with spaces, braces and capitals, as users
// paste it.
const mette = "  {8A9856E0-F12D-4217-B320-C8A076BE9320} \n"

// TestRealOfferFromTheClipboard: a UUID that was copied before the program began is offered below
// the field, one Tab away.
func TestRealOfferFromTheClipboard(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 1440, 900)
	s.copy(mette)
	p := s.open()
	until(t, "the offer to complete the form", func() bool {
		p.key("Tab", "Return")
		if within(t, 2*time.Second, func() bool { _, ok := filledButton(p.picture(), inForm); return ok }) {
			return true
		}
		// the offer wasn't there yet: the list of people was opened instead
		p.key("Escape", "shift+Tab")
		return false
	})
}

// TestRealVerification verifies a person by keyboard, apart from the phone's button, in an empty
// home.
func TestRealVerification(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 1440, 900)
	p := s.open()
	p.keep(p.window, "1280-idle")
	p.fill(mette)
	p.keep(p.window, "1280-filled")
	p.key("ctrl+Return")
	p.reaches("Waiting")
	p.keep(p.window, "1280-waiting")
	p.approve()

	// From before the outcome on Ctrl+Enter is pressed again and again. It must do nothing while
	// waiting and in the first second after the outcome, and then what Done does.
	var open, shown bool
	lastOpen := time.Now()
	until(t, "Done by a press after the first second", func() bool {
		before := time.Now()
		p.key("ctrl+Return")
		switch p.title() {
		case "Ringback · Verified":
			if !shown {
				p.keep(p.window, "1280-verified")
			}
			shown = true
		case "Ringback":
			open = true
		default:
			lastOpen = before
		}
		return open
	})
	if took := time.Since(lastOpen); !shown || took < time.Second {
		t.Errorf("the outcome was shown: %v, and gone after %v", shown, took)
	}
	p.keep(p.window, "1280-done")

	// The next request can be typed at once: the focus is in the field of the person.
	p.fill(mette)
	if status := p.shut(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	p.leavesOnly(`^\.cache/font_index_v\d+\.cache$`, `^\.config/fyne/dk\.ringback\.Ringback/preferences\.json$`, `^\.local/share/ringback/window\.toml$`)
	p.tellsNothing(simulator.DocumentedPerson, "Mette", "Sørensen", "Nordby Kommune", simulator.PublishedClientSecret, "eyJ")
}
