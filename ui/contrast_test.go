package ui

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// TestTheWindowFollowsHighContrast: the system's, where the look is to be as the system's, at the
// start and when the window comes to the front; and the operator's own choice in either case.
func TestTheWindowFollowsHighContrast(t *testing.T) {
	as := plainShape()
	as.theme = ""
	w, d := open(t, emptyView(), as)
	high, known := false, true
	w.highContrast = func() (bool, bool) { return high, known }
	asked := make(chan func(), 1)
	w.do = func(do func()) { asked <- do }
	follow := func() {
		w.followContrast()
		(<-asked)()
	}
	wears := func(mode kit.Mode) bool {
		return w.app.Settings().Theme().Color(kit.ColorInk, theme.VariantLight) == kit.NewTheme(mode).Color(kit.ColorInk, theme.VariantLight)
	}
	if follow(); !wears(kit.System) {
		t.Error("nobody asked for contrast")
	}
	high = true
	if follow(); !wears(kit.HighContrast) {
		t.Error("the system's contrast isn't followed")
	}
	high, known = false, false
	if follow(); !wears(kit.HighContrast) {
		t.Error("contrast is gone as nobody answers")
	}
	high, known = true, true
	for choice, mode := range map[string]kit.Mode{"light": kit.Light, "dark": kit.Dark, "contrast": kit.HighContrast} {
		view := emptyView()
		view.Settings.Theme = choice
		d.set(view)
		w.draw(view)
		if !wears(mode) {
			t.Errorf("%s isn't worn", choice)
		}
	}
	chosen := emptyView()
	chosen.Settings.Theme = "contrast"
	d.set(chosen)
	w.draw(chosen)
	high = false
	if follow(); !wears(kit.HighContrast) {
		t.Error("the operator's own choice is gone")
	}
	view := emptyView()
	view.Settings.Theme = ""
	d.set(view)
	if w.draw(view); !wears(kit.System) {
		t.Error("contrast stays after the system has ended it")
	}
}

// TestTheLookFollowsTheSystem: light and dark, while the window is open.
func TestTheLookFollowsTheSystem(t *testing.T) {
	for _, mode := range []kit.Mode{kit.System, kit.HighContrast} {
		look := kit.NewTheme(mode)
		if look.IsDark(theme.VariantLight) || !look.IsDark(theme.VariantDark) {
			t.Errorf("mode %d doesn't follow the system", mode)
		}
	}
}

// TestANewLookReachesWhatIsPutAway: a low window shows no form from Start until Done, and one
// column neither the phone nor what is beside the status. A new look must reach them all the same.
func TestANewLookReachesWhatIsPutAway(t *testing.T) {
	for _, size := range []fyne.Size{{Width: 1024, Height: 600}, {Width: leastWidth, Height: leastHeight}} {
		as := plainShape()
		as.size = size
		w, d := open(t, emptyView(), as)
		all := samples()
		at := slices.IndexFunc(all, func(s sample) bool { return s.view.State == desk.Waiting })
		all[0].showIn(w, d)
		all[at].showIn(w, d)
		look := newByName(usualTextSize)
		w.app.Settings().SetTheme(look)
		w.window.Resize(fyne.NewSize(1900, 1000))
		for _, s := range oneIn(oneScreenIn, all) {
			s.showIn(w, d)
			for _, one := range grounded(w) {
				if _, known := look.of[one.color]; !known {
					t.Errorf("%s, put away at %v: %q is drawn in the look before", s.name, size, one.text)
				}
			}
		}
	}
}
