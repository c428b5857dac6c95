package kit

import (
	"testing"

	"fyne.io/fyne/v2/test"
)

// TestColumnsThatDontFitAreLeftOut, the last ones first; the others share the width that is left.
func TestColumnsThatDontFitAreLeftOut(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Light))
	rows := NewRows(NewKeys(), nil)
	rows.SetColumns(Column{Head: "a", Least: 100}, Column{Head: "b", Least: 100, Share: 3}, Column{Head: "c", Least: 100, Share: 1})
	l := lookOf(rows)
	for width, want := range map[float32][]slot{
		50:  {{0, 100}},
		100: {{0, 100}},
		211: {{0, 100}},
		212: {{0, 100}, {112, 100}},
		312: {{0, 100}, {112, 200}},
		324: {{0, 100}, {112, 100}, {224, 100}},
		364: {{0, 100}, {112, 130}, {254, 110}},
	} {
		got := rows.slots(l, width)
		if len(got) != len(want) {
			t.Errorf("%g wide: %v, want %v", width, got, want)
			continue
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%g wide: column %d is at %v, want %v", width, i, got[i], want[i])
			}
		}
	}
}
