package ui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ringback/assets"
	"ringback/ui/desk"
	"ringback/ui/kit"
)

// sized has the desk answer a change of the text size, as the real one does.
func sized(w *Window, d *fakeDesk, percent int) {
	become(w, d, w.drawn, func(v *desk.View) { v.Settings.TextSize = percent })
}

// TestTheSizeOfTextsIsAppliedAtOnce: a window looks as one that was opened with that size, also
// where a dialog is open. An open menu takes the keys itself, and a diagram stays scrolled to where
// it was. The window is arranged alike in both sizes, as otherwise another tab opens.
func TestTheSizeOfTextsIsAppliedAtOnce(t *testing.T) {
	as := shape{assets.English, "light", fyne.NewSize(1590, 1000), 1}
	turned, d := open(t, emptyView(), as)
	all := slices.DeleteFunc(oneIn(oneScreenIn, samples()), func(s sample) bool {
		return s.way == courseDiagram || strings.HasPrefix(s.open, "recent") || strings.HasPrefix(s.open, "menu")
	})
	looks := make([][]drawnText, len(all))
	for i, s := range all {
		s.showIn(turned, d)
		sized(turned, d, 130)
		looks[i] = unscrolled(turned)
		sized(turned, d, usualTextSize)
	}
	opened, d := open(t, withTexts(emptyView(), 130), as)
	for i, s := range all {
		s.showIn(opened, d)
		if differing := difference(looks[i], unscrolled(opened)); differing != "" {
			t.Errorf("%s: %s", s.name, differing)
		}
	}
}

// unscrolled returns what a window draws, however far it is scrolled.
func unscrolled(w *Window) []drawnText {
	all := texts(w)
	for i := range all {
		if one := &all[i]; one.scrolled {
			one.at.Y, one.within.top, one.within.bottom = 0, 0, 0
		}
	}
	return all
}

// difference describes the first difference between what is drawn and what should be.
func difference(got, want []drawnText) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return fmt.Sprintf("%+v is drawn, not %+v", got[i], want[i])
		}
	}
	if len(got) != len(want) {
		return fmt.Sprintf("%d texts are drawn, not %d", len(got), len(want))
	}
	return ""
}

// TestTypingGoesOnInAnotherSizeOfTexts: what was typed stays, and so do the focus and the caret.
func TestTypingGoesOnInAnotherSizeOfTexts(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	entry := w.screen.form.text.entry
	w.window.Canvas().Focus(entry)
	entry.SetText("typed by hand")
	entry.CursorColumn = 5
	sized(w, d, 200)
	if entry.Text != "typed by hand" || entry.CursorColumn != 5 || w.window.Canvas().Focused() != fyne.Focusable(entry) {
		t.Errorf("the field has %q, the caret is at %d, the focus has %T", entry.Text, entry.CursorColumn, w.window.Canvas().Focused())
	}
	if w.screen.form.text.entry != entry || !entry.Visible() {
		t.Error("the field isn't the same any more")
	}
}

// TestTheKeysOfTheSizeOfTexts go from step to step, from everywhere but a presentation.
func TestTheKeysOfTheSizeOfTexts(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	k := keyboardOf(w)
	press := func(id string, nth int, now int, want ...string) {
		t.Helper()
		sized(w, d, now)
		d.forget()
		k.bound(id, nth)
		if got := slices.DeleteFunc(d.called(), func(call string) bool { return !strings.HasPrefix(call, "SetTextSize") }); !slices.Equal(got, want) {
			t.Errorf("%s at %d %%: %q, want %q", id, now, got, want)
		}
	}
	for _, focused := range []fyne.Focusable{w.screen.form.person.entry, w.screen.tabs.strip, nil} {
		focusOn(w, focused)
		press(keyLarger, 0, 100, "SetTextSize 115")
		press(keyLarger, 1, 90, "SetTextSize 100")
		press(keyLarger, 2, 175, "SetTextSize 200")
		press(keyLarger, 0, 200)
		press(keySmaller, 0, 100, "SetTextSize 85")
		press(keySmaller, 0, 120, "SetTextSize 115")
		press(keySmaller, 0, 85)
		press(keyUsualSize, 0, 150, "SetTextSize 100")
	}
	w.screen.openSettings()
	press(keyLarger, 0, 100, "SetTextSize 115")
	if w.screen.settings == nil {
		t.Error("the settings have closed")
	}
	w.screen.settings.dialog.Dismiss()
	w.present()
	press(keyLarger, 0, 100)
}

// TestAPresentationHasItsOwnSizes, whatever the size of texts.
func TestAPresentationHasItsOwnSizes(t *testing.T) {
	looks := make([][]drawnText, 0, 2)
	for _, percent := range []int{usualTextSize, 200} {
		w, d := open(t, withTexts(emptyView(), percent), plainShape())
		become(w, d, withTexts(verifiedView(), percent))
		w.present()
		looks = append(looks, texts(w))
		w.present()
		if got := textFactor(); got != float32(percent)/100 {
			t.Errorf("afterwards texts are larger by %v, not %d %%", got, percent)
		}
	}
	if differing := difference(looks[1], looks[0]); differing != "" {
		t.Error(differing)
	}
}

// TestTheSizeOfTextsIsInTheSettings, also one that only the file can have.
func TestTheSizeOfTextsIsInTheSettings(t *testing.T) {
	w, d := open(t, withTexts(emptyView(), 120), plainShape())
	w.screen.openSettings()
	size := w.screen.settings.size
	if all := shown(w); !strings.Contains(all, "Text size") || !strings.Contains(all, "120 %") {
		t.Errorf("the settings are %s", all)
	}
	d.forget()
	size.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	shutMenus(w)
	sized(w, d, 100)
	if all := shown(w); !strings.Contains(all, "100 %") || strings.Contains(all, "120 %") {
		t.Errorf("the settings are %s", all)
	}
	values := func(present int) []string {
		var all []string
		for _, o := range numberOptions(textSizes(), present, strconv.Itoa) {
			all = append(all, o.Value)
		}
		return all
	}
	if got := values(120); !slices.Equal(got, []string{"85", "100", "115", "120", "130", "150", "175", "200"}) {
		t.Errorf("offered are %q", got)
	}
	if got := values(100); len(got) != len(textSizes()) {
		t.Errorf("offered are %q", got)
	}
}

// TestEveryNameOfASizeGrows: but for hairlines, everything in the theme grows with the texts.
func TestEveryNameOfASizeGrows(t *testing.T) {
	newApp(t)
	usual, larger := kit.NewTheme(kit.Light), kit.NewTheme(kit.Light).Enlarged(2)
	for _, name := range []fyne.ThemeSizeName{kit.SizeText, kit.SizeSmall, kit.SizeRow, kit.SizeHeading, kit.SizeTitle, kit.SizeSay, kit.SizeCode, kit.SizeState, "scrollBar", "iconInline", "innerPadding"} {
		if one, other := usual.Size(name), larger.Size(name); one <= 0 || other != 2*one {
			t.Errorf("%s is %v and then %v", name, one, other)
		}
		if one, other := usual.Presenting().Size(name), larger.Presenting().Size(name); one != other {
			t.Errorf("in a presentation %s is %v and then %v", name, one, other)
		}
	}
	if got := larger.Size("separator"); got != usual.Size("separator") {
		t.Errorf("a hairline is %v thick", got)
	}
}

// TestAWindowFitsOnAScreenInEverySize: at 200 % on 960 × 540, and as before at 100 %.
func TestAWindowFitsOnAScreenInEverySize(t *testing.T) {
	for percent, want := range map[int]fyne.Size{85: fyne.NewSize(408, 340), 100: fyne.NewSize(480, 400), 150: fyne.NewSize(720, 405), 200: fyne.NewSize(960, 540)} {
		w, _ := open(t, withTexts(emptyView(), percent), shape{assets.English, "light", want, 1})
		if got := w.window.Content().MinSize(); got.Subtract(want).Width > 0.1 || got.Subtract(want).Height > 0.1 {
			t.Errorf("at %d %% it is at least %v, not %v", percent, got, want)
		}
	}
}
