package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ringback/ui/kit"
)

// typable returns the first field of the topmost dialog that takes what is typed, or nil.
func typable(w *Window) *kit.Entry {
	if w.window.Canvas().Overlays().Top() == nil {
		return nil
	}
	for _, one := range reachables(w) {
		if entry, ok := one.(*kit.Entry); ok && !entry.Locked() {
			return entry
		}
	}
	return nil
}

// TestADialogIsTypedOnInAnotherSizeOfTexts: what was typed stays, and so do the focus and the
// caret, in each dialog that has fields.
func TestADialogIsTypedOnInAnotherSizeOfTexts(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	tried := map[string]bool{}
	for _, s := range samples() {
		s.showIn(w, d)
		entry := typable(w)
		kind, _, _ := strings.Cut(s.name+" "+s.open, "-")
		if entry == nil || tried[kind] {
			continue
		}
		tried[kind] = true
		dialog := w.window.Canvas().Overlays().Top()
		w.window.Canvas().Focus(entry)
		entry.Set("")
		for _, letter := range "0123" {
			entry.TypedRune(letter)
		}
		entry.CursorColumn = 2
		text := entry.Text
		sized(w, d, 200)
		if w.window.Canvas().Overlays().Top() != dialog || w.window.Canvas().Focused() != fyne.Focusable(entry) {
			t.Errorf("%s: the dialog is another one, or the focus has %T", s.name, w.window.Canvas().Focused())
		}
		if text == "" || entry.Text != text || entry.CursorColumn != 2 || !entry.Visible() {
			t.Errorf("%s: %q became %q, and the caret is at %d", s.name, text, entry.Text, entry.CursorColumn)
		}
		sized(w, d, usualTextSize)
	}
	if len(tried) < 6 {
		t.Errorf("only %d dialogs have a field", len(tried))
	}
}
