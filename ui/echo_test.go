package ui

import "testing"

func TestEcho(t *testing.T) {
	type view struct {
		value string
		firm  bool
	}
	tests := []struct {
		name  string
		typed []string // in order; the last one is what the entry shows
		views []view
		want  []bool // whether each view overwrites the entry
	}{
		{"what was typed comes back", []string{"a"}, []view{{"a", false}}, []bool{false}},
		{"older echoes", []string{"a", "ab", "abc"}, []view{{"a", false}, {"ab", false}, {"abc", false}}, []bool{false, false, false}},
		{"views that skip some", []string{"a", "ab", "abc"}, []view{{"abc", false}}, []bool{false}},
		{"typed and taken back", []string{"a", "ab", "a"}, []view{{"a", false}, {"ab", false}, {"a", false}}, []bool{false, false, false}},
		{"a view from before the typing", []string{"a"}, []view{{"", false}, {"a", false}}, []bool{false, false}},
		{"the desk fills it in", []string{"a"}, []view{{"a", false}, {"filled", false}}, []bool{false, true}},
		{"the desk cleans it", []string{" A "}, []view{{"a", false}}, []bool{true}},
		{"locked with an older text", []string{"a", "ab"}, []view{{"a", true}}, []bool{true}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var e echo
			shown := ""
			for _, text := range test.typed {
				e.typed(text)
				shown = text
			}
			for i, view := range test.views {
				if got := e.overwrites(view.value, shown, view.firm); got != test.want[i] {
					t.Errorf("view %d holding %q over %q: overwrites is %v, want %v", i, view.value, shown, got, test.want[i])
				}
				if test.want[i] {
					shown = view.value
				}
			}
		})
	}
}

func TestEchoRemembersALimitedNumberOfTexts(t *testing.T) {
	var e echo
	for range 3 * echoLimit {
		e.typed("x")
	}
	if len(e.sent) != echoLimit {
		t.Errorf("%d texts are remembered, want %d", len(e.sent), echoLimit)
	}
}
