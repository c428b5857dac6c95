package ui

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"ringback/assets"
	"ringback/ui/kit"
)

// roots returns where Fyne begins to look for what a screen reader can say.
func roots(w *Window) []fyne.CanvasObject {
	return append([]fyne.CanvasObject{w.window.Content()}, w.window.Canvas().Overlays().List()...)
}

// heard returns the labels that a screen reader gets, by object. Like Fyne it looks into containers
// only.
func heard(w *Window) map[fyne.CanvasObject]string {
	found := make(map[fyne.CanvasObject]string)
	var visit func(o fyne.CanvasObject)
	visit = func(o fyne.CanvasObject) {
		if !o.Visible() {
			return
		}
		if box, ok := o.(*fyne.Container); ok {
			for _, inner := range box.Objects {
				visit(inner)
			}
			return
		}
		if a, ok := o.(fyne.Accessible); ok {
			found[o] = a.AccessibilityLabel()
		}
	}
	for _, root := range roots(w) {
		visit(root)
	}
	return found
}

// unheard returns the kinds of widgets that hide something from screen readers, each with an
// example.
func unheard(w *Window) map[string]string {
	reached, hidden := heard(w), make(map[string]string)
	var visit func(o fyne.CanvasObject, in string)
	visit = func(o fyne.CanvasObject, in string) {
		if !o.Visible() {
			return
		}
		_, said := reached[o]
		switch o := o.(type) {
		case *fyne.Container:
			for _, inner := range o.Objects {
				visit(inner, in)
			}
			return
		case fyne.Accessible:
			if !said && in != "" {
				hidden[in] = fmt.Sprintf("%T %.40q", o, o.AccessibilityLabel())
			}
			return // it speaks for what is in it
		case *container.Scroll:
			visit(o.Content, fmt.Sprintf("%T", o))
			return
		case fyne.Widget:
			for _, inner := range test.WidgetRenderer(o).Objects() {
				visit(inner, fmt.Sprintf("%T", o))
			}
		}
		if _, takes := o.(fyne.Focusable); takes {
			hidden[fmt.Sprintf("%T", o)] = "itself"
		}
	}
	for _, root := range roots(w) {
		visit(root, "")
	}
	return hidden
}

// TestWhatScreenReadersDoNotReach walks each screen as Fyne does. README names what isn't reached.
func TestWhatScreenReadersDoNotReach(t *testing.T) {
	known := map[string]string{ // the kind of widget, and README's words for where it is
		"*widget.Scroll": "what scrolls because it doesn't fit",
		"*kit.menu":      "open menus and choices",
		"*kit.menuLines": "open menus and choices",
		"*kit.chooser":   "open menus and choices",
	}
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string]string)
	w, d := open(t, emptyView(), plainShape())
	for _, s := range oneIn(oneScreenIn, samples()) {
		s.showIn(w, d)
		for kind, example := range unheard(w) {
			if found[kind] == "" {
				found[kind] = s.name + ": " + example
			}
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(found)) {
		if words := known[kind]; words == "" || !strings.Contains(string(readme), words) {
			t.Errorf("screen readers don't reach what is in %s (%s), and README doesn't say so", kind, found[kind])
		}
	}
}

// TestEverythingHeardIsSaid: what can have the focus has a label, and labels are in the language in
// use.
func TestEverythingHeardIsSaid(t *testing.T) {
	for _, language := range assets.Languages() {
		as := plainShape()
		as.language = language
		w, d := open(t, emptyView(), as)
		for _, s := range oneIn(oneScreenIn, samples()) {
			s.showIn(w, d)
			for o, label := range heard(w) {
				_, takes := o.(fyne.Focusable)
				if _, list := o.(*kit.Rows); takes && !list && label == "" {
					t.Errorf("%s in %s: a screen reader says nothing of %T", s.name, as, o)
				}
				if strings.Contains(label, "[spoken.") {
					t.Errorf("%s in %s: %T is %q", s.name, as, o, label)
				}
			}
		}
	}
}

// TestTheStateIsHeard: the word of the state, its sentence and what to say on the phone.
func TestTheStateIsHeard(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	for _, s := range oneIn(oneScreenIn, samples()) {
		if s.view.Decoded != nil || s.view.Status.Word.IsZero() {
			continue
		}
		s.showIn(w, d)
		all := strings.Join(slices.Collect(maps.Values(heard(w))), "\n")
		warning := w.words.say(s.view.Status.Warning)
		sentence := strings.TrimSpace(strings.TrimSuffix(w.words.say(s.view.Status.Sentence), warning))
		for _, text := range []string{w.words.say(s.view.Status.Word), sentence, warning, w.words.say(s.view.Status.SayNow)} {
			if !strings.Contains(all, text) {
				t.Errorf("%s: a screen reader doesn't say %q", s.name, text)
			}
		}
	}
}
