package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"ringback/assets"
	"ringback/ciba"
	"ringback/ui/desk"
	"ringback/ui/kit"
)

// checksShown returns the names of the checks in the result tab, in their order.
func checksShown(w *Window, names []string) []string {
	var all []string
	walk(w.screen.tabs.panel(tabResult).object(), func(o fyne.CanvasObject) {
		if text, ok := o.(*canvas.Text); ok && slices.Contains(names, text.Text) {
			all = append(all, text.Text)
		}
	})
	return all
}

func TestTheFailedCheckIsFirst(t *testing.T) {
	as := plainShape()
	as.size.Width = 1600 // each name on one line
	w, d := open(t, emptyView(), as)
	names := make([]string, len(plainOrder()))
	for i, id := range plainOrder() {
		names[i] = w.words.check(w.drawn.Environment, id, ".name")
	}
	for i, id := range plainOrder() {
		want := slices.Insert(slices.Delete(slices.Clone(names), i, i+1), 0, names[i])
		become(w, d, emptyView())
		become(w, d, notVerifiedView(id, desk.Value{Text: "something else"}))
		if got := checksShown(w, names); !slices.Equal(got, want) {
			t.Errorf("where %s failed the checks are %q, want %q", id, got, want)
		}
	}
	become(w, d, verifiedView())
	if got := checksShown(w, names); !slices.Equal(got, names) {
		t.Errorf("of one that is verified the checks are %q, want %q", got, names)
	}
}

// TestTheSamplesHaveEveryCheck: the pictures show all of them.
func TestTheSamplesHaveEveryCheck(t *testing.T) {
	for _, id := range ciba.CheckOrder() {
		if !slices.ContainsFunc(checks(), func(check desk.Check) bool { return check.ID == string(id) }) {
			t.Errorf("checks has no %s", id)
		}
	}
}

// TestShareNothingStandsOut is on a line of its own, in ink and bold, in both languages.
func TestShareNothingStandsOut(t *testing.T) {
	for language, want := range map[assets.Language]string{assets.English: "Share nothing.", assets.Danish: "Giv ingen oplysninger."} {
		for _, word := range []string{"person", "reference_text", "not_genuine", "assurance", "uncheckable"} {
			w, _ := open(t, causeView(word, "signature:two_keys"), shape{language, "light", fyne.NewSize(1024, 700), 1})
			ink := w.app.Settings().Theme().Color(kit.ColorInk, 0)
			var lines []*canvas.Text
			walk(w.screen.status.root, func(o fyne.CanvasObject) {
				if line, ok := o.(*canvas.Text); ok && strings.Contains(line.Text, want[:len(want)-1]) {
					lines = append(lines, line)
				}
			})
			if len(lines) != 1 || lines[0].Text != want || !lines[0].TextStyle.Bold || lines[0].Color != ink {
				t.Errorf("%s, %s: drawn as %+v", language, word, lines)
			}
		}
		w, _ := open(t, verifiedView(), shape{language, "light", fyne.NewSize(1024, 700), 1})
		if all := shown(w); strings.Contains(all, want) {
			t.Errorf("beside a green outcome it says %q", want)
		}
	}
}

// TestPickingATabLeavesTheOutcomeWhereItIs in windows of every height.
func TestPickingATabLeavesTheOutcomeWhereItIs(t *testing.T) {
	for _, size := range []fyne.Size{fyne.NewSize(1000, 560), fyne.NewSize(1024, 700), fyne.NewSize(1280, 800)} {
		for _, view := range []desk.View{verifiedView(), causeView("person", "")} {
			w, _ := open(t, view, shape{assets.Danish, "light", size, 1})
			w.screen.tabs.turnTo(tabResult)
			where := func() string {
				all := fmt.Sprint(w.screen.status.root.Position(), w.screen.status.root.Size(), w.screen.status.fit.scroll.Offset)
				walk(w.screen.status.root, func(o fyne.CanvasObject) { all += fmt.Sprint(o.Position(), o.Size()) })
				return all
			}
			before := where()
			for _, tab := range w.screen.tabs.offered {
				w.screen.tabs.turnTo(tab)
				if where() != before {
					t.Errorf("%v: opening %s moves the outcome", size, tab)
				}
			}
		}
	}
}

// TestTheTextIsVisibleWhole in its field in the narrowest form, locked or not.
func TestTheTextIsVisibleWhole(t *testing.T) {
	const long = "Kode 4821, Nordby Kommune. Du bekræfter, hvem du er, over for borgerservice i sag 2026-118842 om din ansøgning om boligstøtte i år."
	for _, view := range []desk.View{filledView(), waitingView()} {
		view.Form.Text.Value = string([]rune(long)[:130])
		w, _ := open(t, view, shape{assets.Danish, "light", fyne.NewSize(1000, 800), 1})
		for _, o := range test.WidgetRenderer(w.screen.form.text.entry).Objects() {
			if scroll, ok := o.(*container.Scroll); ok && scroll.Content.MinSize().Height > scroll.Size().Height {
				t.Errorf("%s: %v of %v is visible", view.State, scroll.Size(), scroll.Content.MinSize())
			}
		}
	}
}

// TestAGoodAnswerShowsWholeThatThereIsMore: the fold of the technical checks isn't cut off in a
// window of the designed size.
func TestAGoodAnswerShowsWholeThatThereIsMore(t *testing.T) {
	for _, language := range assets.Languages() {
		as := plainShape()
		as.language = language
		for name, view := range map[string]desk.View{"demo": verifiedView(), "elsewhere": real(verifiedView())} {
			w, d := open(t, emptyView(), as)
			become(w, d, view)
			if w.screen.tabs.panel(tabResult).(*result).fit.scrolls() {
				t.Errorf("in %s, %s, the checks scroll", as, name)
			}
		}
	}
}
