package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
)

// TestTheWindowAsksForTheNumberAgain: it passes on what is typed, says what was wrong with it, and
// forgets it.
func TestTheWindowAsksForTheNumberAgain(t *testing.T) {
	view := byCPR(true)
	view.State = desk.Checking
	w, d := open(t, view, plainShape())
	if w.screen.number != nil {
		t.Fatal("it asks at once")
	}
	asking := func(change func(*desk.Number)) {
		view.Number = &desk.Number{Tries: 3, Remaining: 11*time.Minute + time.Second}
		change(view.Number)
		become(w, d, view)
	}
	asking(func(*desk.Number) {})
	n := w.screen.number
	if n == nil || w.window.Canvas().Focused() != fyne.Focusable(n.typed.entry) {
		t.Fatal("it doesn't ask")
	}
	w.app.Clipboard().SetContent("680436-0469\t" + strings.Repeat(" ", 100_000))
	keyboardOf(w).shortcut(&fyne.ShortcutPaste{Clipboard: w.app.Clipboard()})
	if pasted := n.typed.entry.Text; strings.TrimSpace(pasted) != "680436-0469" || len(pasted) > 1000 {
		t.Errorf("pasted are %d characters", len(pasted))
	}
	n.typed.entry.Set("680436-0469")
	keyboardOf(w).shortcut(&fyne.ShortcutSelectAll{})
	keyboardOf(w).shortcut(&fyne.ShortcutCopy{Clipboard: w.app.Clipboard()})
	if copied := w.app.Clipboard().Content(); copied != "680436-••••" {
		t.Errorf("copied is %q", copied)
	}
	d.forget()
	keyboardOf(w).key(fyne.KeyReturn, 0)
	if calls := d.called(); !slices.Equal(calls, []string{"GiveNumber 680436-0469"}) {
		t.Errorf("called %q", calls)
	}
	asking(func(n *desk.Number) { n.Wrong, n.Tries = true, 2 })
	if n.typed.below.text != "That is not the number that was asked for. 2 tries left." || n.left.Text() != "Within 12 minutes." {
		t.Errorf("said: %q, %q", n.typed.below.text, n.left.Text())
	}
	asking(func(n *desk.Number) { n.Comparing = true })
	d.forget()
	if n.submit(); len(d.called()) > 0 {
		t.Errorf("called %q", d.called())
	}
	view.Number = nil
	become(w, d, view)
	if w.screen.number != nil || n.typed.entry.Text != "" {
		t.Error("it still asks")
	}
	asking(func(*desk.Number) {})
	d.forget()
	w.screen.number.dialog.Dismiss()
	if calls := d.called(); !slices.Equal(calls, []string{"Cancel"}) {
		t.Errorf("Esc calls %q", calls)
	}
	if become(w, d, view); w.screen.number != nil {
		t.Error("a view that is older than the cancel asks again")
	}
}
