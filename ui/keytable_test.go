package ui

import (
	"os"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"ringback/assets"
	"ringback/ui/desk"
)

// bound presses a key of the table, as the desktop driver delivers it.
func (k keyboard) bound(id string, nth int) {
	all := slices.DeleteFunc(bindings(), func(b binding) bool { return b.id != id })
	b := all[nth]
	if b.modifier == 0 {
		k.key(b.key, 0)
		return
	}
	k.hold(b.key, 0, func() { k.shortcut(&desktop.CustomShortcut{KeyName: b.key, Modifier: b.modifier}) })
}

// TestTheREADMEHasTheKeys compares its table with the one of the code, line by line.
func TestTheREADMEHasTheKeys(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	said, err := assets.Load(assets.English)
	if err != nil {
		t.Fatal(err)
	}
	table := "| key | what it does |\n|---|---|\n"
	for _, line := range (words{said}).keyLines() {
		table += "| " + line.key + " | " + line.does + " |\n"
	}
	if !strings.Contains(string(readme), table+"\n") {
		t.Errorf("README.md should have\n%s", table)
	}
}

func TestF1ListsTheKeys(t *testing.T) {
	for language, want := range map[assets.Language][]string{
		assets.English: {"Ctrl+Shift+C Copies the note for the case file", "Ctrl+1…5 Opens Result, Claims, Appswitch, Course or Network", "F1 This list"},
		assets.Danish:  {"Ctrl+Skift+C Kopierer notatet til sagen", "Esc Annullerer anmodningen; lukker en dialog"},
	} {
		w, _ := open(t, waitingView(), shape{language, "light", fyne.NewSize(1024, 700), 1})
		k := keyboardOf(w)
		k.bound("help", 0)
		all := shown(w)
		for _, line := range want {
			if !strings.Contains(all, line) {
				t.Errorf("%q isn't in\n%s", line, all)
			}
		}
		k.key(fyne.KeyF1, 0)
		if w.window.Canvas().Overlays().Top() != nil {
			t.Error("F1 doesn't close its list")
		}
	}
}

// TestF1LeavesOutWhatThePolicyHides: no tab, receipt or QR code that isn't there.
func TestF1LeavesOutWhatThePolicyHides(t *testing.T) {
	v := waitingView()
	v.Fixed = everythingFixed()
	w, _ := open(t, v, plainShape())
	keyboardOf(w).bound("help", 0)
	all := shown(w)
	for _, gone := range []string{"Claims", "Appswitch", "Course", "Network", "QR", "receipt"} {
		if strings.Contains(all, gone) {
			t.Errorf("%q is hidden, and in\n%s", gone, all)
		}
	}
	if want := "Ctrl+1…5 Opens the tab that shows this number"; !strings.Contains(all, want) {
		t.Errorf("%q isn't in\n%s", want, all)
	}
}

// TestTheKeysOfAnOutcome from every widget that can have the focus.
func TestTheKeysOfAnOutcome(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	become(w, d, verifiedView())
	k, canvas := keyboardOf(w), w.window.Canvas()
	for i, f := range append(focusables(w), nil) {
		d.forget()
		w.app.Clipboard().SetContent("")
		focusOn(w, f)
		k.bound("copy_note", 0)
		if text := w.app.Clipboard().Content(); text != w.words.say(w.drawn.Outcome.Note) {
			t.Errorf("%d %T: copied is %q", i, f, text)
		}
		focusOn(w, f)
		k.bound("journal", 0)
		if calls := d.called(); !slices.Contains(calls, "OpenJournal") {
			t.Errorf("%d %T: called %q", i, f, calls)
		}
		for nth, tab := range []string{tabResult, tabClaims, tabAppswitch, tabCourse, tabNetwork} {
			k.bound("tabs", nth)
			if w.screen.tabs.open != tab {
				t.Errorf("%d %T: open is %s, not %s", i, f, w.screen.tabs.open, tab)
			}
		}
		w.screen.tabs.turnTo(tabResult)
		focusOn(w, f)
		k.bound("receipt", 0)
		if w.screen.receipt == nil {
			t.Fatalf("%d %T: no receipt", i, f)
		}
		k.bound("journal", 0) // nothing behind a dialog
		k.key(fyne.KeyEscape, 0)
		if canvas.Overlays().Top() != nil {
			t.Fatal("the receipt stays")
		}
	}
	become(w, d, emptyView())
	w.app.Clipboard().SetContent("")
	k.bound("copy_note", 0)
	k.bound("receipt", 0)
	if w.app.Clipboard().Content() != "" || w.screen.receipt != nil {
		t.Error("without an outcome there is something to copy or to file")
	}
}

// TestTheFocusIsOnTheOutcome wherever it was before, and what is typed there goes nowhere.
func TestTheFocusIsOnTheOutcome(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	become(w, d, waitingView())
	w.screen.tabs.turnTo(tabClaims)
	w.focus(w.screen.form.caller)
	become(w, d, verifiedView())
	halo := fyne.Focusable(w.screen.status.halo)
	if got := w.window.Canvas().Focused(); got != halo {
		t.Fatalf("%T has the focus", got)
	}
	d.forget()
	k := keyboardOf(w)
	k.write("8a 9")
	k.paste(samplePerson)
	for _, key := range []fyne.KeyName{fyne.KeyReturn, fyne.KeySpace, fyne.KeyDelete, fyne.KeyDown} {
		k.key(key, 2)
	}
	if calls := d.called(); len(calls) > 0 {
		t.Errorf("called %q", calls)
	}
	become(w, d, verifiedView(), func(v *desk.View) { v.Settings.Language = "da" })
	if got := w.window.Canvas().Focused(); got != fyne.Focusable(w.screen.status.halo) {
		t.Errorf("in another language %T has the focus", got)
	}
	become(w, d, emptyView())
	if got := w.window.Canvas().Focused(); got != fyne.Focusable(w.screen.form.person.entry) || w.screen.status.halo.Visible() {
		t.Errorf("after Done %T has the focus", got)
	}
}

// TestNoOutcomeTakesTheFocusFromADialog that the operator is working in.
func TestNoOutcomeTakesTheFocusFromADialog(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	become(w, d, waitingView())
	w.screen.openSettings()
	before := w.window.Canvas().Focused()
	become(w, d, verifiedView())
	if got := w.window.Canvas().Focused(); got != before {
		t.Errorf("%T has the focus, not %T", got, before)
	}
}

// TestCopyingWhatIsKnownOfThePerson copies whole values; a protected name isn't copied.
func TestCopyingWhatIsKnownOfThePerson(t *testing.T) {
	w, d := open(t, verifiedView(), plainShape())
	o := w.drawn.Outcome
	want := []string{o.Name, w.words.ShortDate(o.DateOfBirth), o.Transaction}
	for i, button := range w.screen.status.facts.copies {
		button.Tapped(nil)
		if got := w.app.Clipboard().Content(); i >= len(want) || got != want[i] || w.copied.text != got || w.copied.timer == nil {
			t.Errorf("button %d copies %q, to be cleared: %q", i, got, w.copied.text)
		}
	}
	if n := len(w.screen.status.facts.copies); n != 3 {
		t.Errorf("%d copy buttons", n)
	}
	become(w, d, verifiedView(), func(v *desk.View) {
		hidden := *v.Outcome
		hidden.NameProtected = true
		v.Outcome = &hidden
	})
	if got := w.screen.status.facts.copied; len(got) != 3 || got[0] != "" {
		t.Errorf("with a protected name, copied can be %q", got)
	}
}
