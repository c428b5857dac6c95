package ui

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

// styled maps each style in which Fyne draws or measures a text of a window with fonts of its own
// choice to an example.
type styled map[fyne.TextStyle]string

// in adds what is drawn in an object, visible or not: what is hidden is shown one day.
func (s styled) in(t *testing.T, o fyne.CanvasObject) {
	switch o := o.(type) {
	case *canvas.Text:
		if o.FontSource == nil && o.Text != "" {
			s[o.TextStyle] = o.Text
		}
	case *container.ThemeOverride:
		t.Errorf("%T in the window: Fyne keeps all fonts again for it, and again after each refresh", o)
	case *fyne.Container:
		for _, inner := range o.Objects {
			s.in(t, inner)
		}
	case fyne.Widget:
		for _, inner := range test.WidgetRenderer(o).Objects() {
			s.in(t, inner)
		}
	}
}

// foreignLetters are the samples with a letter that the monospaced font lacks, and the one after
// it, for which the field is emptied.
var foreignLetters = []string{"generic-problems", "generic-unclaimed"}

// TestFewFonts checks that no screen has Fyne load fonts for a further style: each takes 6 MB. The
// regular style is there in any window, and the one for symbols has no emoji font. Screens with a
// letter that our fonts lack are left out: there Fyne has to.
func TestFewFonts(t *testing.T) {
	known := func(styles map[fyne.TextStyle]string, where string) {
		for style, example := range styles {
			if style != (fyne.TextStyle{}) && style != (fyne.TextStyle{Symbol: true}) {
				t.Errorf("%s: Fyne loads its fonts for %+v, for %.60q", where, style, example)
			}
		}
	}
	for _, look := range []string{"light", "dark"} {
		as := plainShape()
		as.theme = look
		w, d := open(t, emptyView(), as)
		for _, s := range oneIn(oneScreenIn, samples()) {
			s.showIn(w, d)
			styles := make(styled)
			for _, root := range roots(w) {
				styles.in(t, root)
			}
			app, measures := w.app.(measuredApp)
			if !slices.Contains(foreignLetters, s.name) {
				known(styles, s.name)
				if measures {
					known(app.driver.asked, s.name+", measured")
				}
			}
			if measures {
				clear(app.driver.asked)
			}
		}
	}
}
