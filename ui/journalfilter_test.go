package ui

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"ringback/assets"
	"ringback/ui/desk"
	"ringback/ui/kit"
)

// TestCaptionsOfTheFilterBreakBetweenWords in every width that a dialog can have, in each size of
// texts.
func TestCaptionsOfTheFilterBreakBetweenWords(t *testing.T) {
	at := slices.IndexFunc(samples(), func(s sample) bool { return s.name == "journal-shared-supervisor" })
	for _, language := range assets.Languages() {
		for _, percent := range []int{usualTextSize, 130, 200} {
			as := plainShape()
			as.language = language
			w, d := open(t, withTexts(emptyView(), percent), as)
			samples()[at].showIn(w, d)
			for width := leastWidth * textFactor(); width < 900*textFactor(); width += 20 {
				w.window.Resize(fyne.NewSize(width, 600*textFactor()))
				walk(w.screen.journal.filter.root, func(o fyne.CanvasObject) {
					if field, ok := o.(*kit.Field); ok {
						for _, part := range brokenWords(field) {
							t.Errorf("%s at %d %%, %.0f wide: %q is a line of %q", language, percent, width, part, field.Caption())
						}
					}
				})
			}
		}
	}
}

// TestTheListTakesTheFocusWhenItsRecordsAreRead: it can't while it is hidden for want of any.
func TestTheListTakesTheFocusWhenItsRecordsAreRead(t *testing.T) {
	w, d := open(t, idleAtTest(), plainShape())
	reading := func(v *desk.View) { v.Journal = &desk.JournalPage{Loading: true} }
	become(w, d, idleAtTest(), reading)
	become(w, d, editorSample(t, "journal"))
	j := w.screen.journal
	if w.window.Canvas().Focused() != fyne.Focusable(j.rows) {
		t.Errorf("the focus is on %T", w.window.Canvas().Focused())
	}
	w.focus(j.filter.caseNumber)
	become(w, d, idleAtTest(), reading)
	become(w, d, editorSample(t, "journal"))
	if w.window.Canvas().Focused() != fyne.Focusable(j.filter.caseNumber) {
		t.Errorf("while a case is typed the focus goes to %T", w.window.Canvas().Focused())
	}
}

// brokenWords returns the lines of a field's caption that aren't whole words of it.
func brokenWords(f *kit.Field) []string {
	var broken []string
	words := strings.Fields(f.Caption())
	walk(f, func(o fyne.CanvasObject) {
		line, ok := o.(*canvas.Text)
		if !ok || !strings.Contains(f.Caption(), line.Text) {
			return
		}
		for _, word := range strings.Fields(line.Text) {
			if !slices.Contains(words, word) {
				broken = append(broken, line.Text)
			}
		}
	})
	return broken
}
