package ui

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"ringback/ciba"
	"ringback/ui/desk"
)

// checksShown returns the names of the checks in the result tab, in their order.
func checksShown(w *Window, names []string) []string {
	var all []string
	walk(w.screen.tabs.panels[tabResult].object(), func(o fyne.CanvasObject) {
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
