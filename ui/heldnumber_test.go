package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
)

// TestTheNumberIsShownWhileHeld: from Start until Done, and nowhere from where it could be copied.
func TestTheNumberIsShownWhileHeld(t *testing.T) {
	w, d := open(t, byCPR(false), plainShape())
	form := func() *form { return w.screen.form }
	hold := form().number.button
	if text := form().person.entry.Text; text != sampleCPR || form().number.root.Visible() {
		t.Errorf("before Start: %q, offered %t", text, form().number.root.Visible())
	}
	if below := form().person.below; below.way != valid || below.text != "Born 8 April 1936" {
		t.Errorf("below it: %+v", below)
	}
	become(w, d, byCPR(true))
	whole := func() bool { return strings.Contains(hold.Label(), sampleCPR) }
	if text := form().person.entry.Text; text != "680436-••••" || !form().number.root.Visible() || whole() {
		t.Errorf("from Start on: %q, offered %t", text, form().number.root.Visible())
	}
	for name, way := range map[string]struct{ press, release func() }{
		"the mouse":      {func() { hold.MouseDown(nil) }, func() { hold.MouseUp(nil) }},
		"the mouse away": {func() { hold.MouseDown(nil) }, hold.MouseOut},
		"a key": {
			func() { hold.KeyDown(&fyne.KeyEvent{Name: fyne.KeySpace}) },
			func() { hold.KeyUp(&fyne.KeyEvent{Name: fyne.KeySpace}) },
		},
		"the focus": {func() { hold.KeyDown(&fyne.KeyEvent{Name: fyne.KeyReturn}) }, hold.FocusLost},
		"Done":      {func() { hold.MouseDown(nil) }, func() { become(w, d, emptyView()) }},
	} {
		become(w, d, byCPR(true))
		if way.press(); !whole() || form().person.entry.Text == sampleCPR {
			t.Errorf("%s: held down it says %q", name, hold.Label())
		}
		if way.release(); whole() {
			t.Errorf("%s: let go it says %q", name, hold.Label())
		}
	}
	become(w, d, emptyView())
	if hold.MouseDown(nil); whole() || form().number.root.Visible() {
		t.Error("it is shown after Done")
	}
}

// TestNoNumberOnABigScreen: before Start and until Done, outside the demo, and not in the title.
func TestNoNumberOnABigScreen(t *testing.T) {
	verified := verifiedView()
	outcome := *verified.Outcome
	outcome.Person, outcome.ByCPR = "680436-••••", true
	sent := byCPR(true)
	verified.Outcome, verified.Form = &outcome, sent.Form
	w, d := open(t, real(byCPR(false)), plainShape())
	w.beginPresentation(true)
	for name, view := range map[string]desk.View{"before Start": byCPR(false), "sent": sent, "verified": verified} {
		become(w, d, real(view))
		if name == "before Start" {
			keyboardOf(w).key(keyReveal, 0)
			if all := readable(w); strings.Contains(all, sampleCPR) || !strings.Contains(all, "680436-••••") {
				t.Errorf("revealed: %s", all)
			}
			keyboardOf(w).key(keyReveal, 0)
		}
		all := readable(w) + w.window.Title()
		for _, shown := range []string{sampleCPR, "6804360468", "680436", "0468", "8 April 1936", "1936-04-08"} {
			if strings.Contains(all, shown) {
				t.Errorf("%s: %q can be read from the back of the room", name, shown)
			}
		}
	}
}

// TestNoNumberInTheWindow from Start on, unless it is held, nor in its title at any time.
func TestNoNumberInTheWindow(t *testing.T) {
	w, d := open(t, byCPR(false), plainShape())
	if strings.Contains(w.window.Title(), "680436") {
		t.Errorf("the title is %q", w.window.Title())
	}
	copies := func(when string) {
		t.Helper()
		w.focus(w.screen.form.person.entry)
		keyboardOf(w).shortcut(&fyne.ShortcutSelectAll{})
		keyboardOf(w).shortcut(&fyne.ShortcutCopy{Clipboard: w.app.Clipboard()})
		if copied := w.app.Clipboard().Content(); copied != "680436-••••" {
			t.Errorf("%s: copied is %q", when, copied)
		}
	}
	copies("before Start")
	become(w, d, byCPR(true))
	for _, tab := range w.screen.tabs.offered {
		w.screen.tabs.turnTo(tab)
		if all := readable(w); strings.Contains(all, sampleCPR) || strings.Contains(all, "6804360468") {
			t.Errorf("in the tab %s: %s", tab, all)
		}
	}
	copies("from Start on")
}
