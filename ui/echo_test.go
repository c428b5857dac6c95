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
		{name: "what was typed comes back", typed: []string{"a"}, views: []view{{"a", false}}, want: []bool{false}},
		{
			name: "older echoes", typed: []string{"a", "ab", "abc"},
			views: []view{{"a", false}, {"ab", false}, {"abc", false}}, want: []bool{false, false, false},
		},
		{name: "views that skip some", typed: []string{"a", "ab", "abc"}, views: []view{{"abc", false}}, want: []bool{false}},
		{
			name: "typed and taken back", typed: []string{"a", "ab", "a"},
			views: []view{{"a", false}, {"ab", false}, {"a", false}}, want: []bool{false, false, false},
		},
		{name: "a view from before the typing", typed: []string{"a"}, views: []view{{"", false}, {"a", false}}, want: []bool{false, false}},
		{name: "the desk fills it in", typed: []string{"a"}, views: []view{{"a", false}, {"filled", false}}, want: []bool{false, true}},
		{name: "the desk cleans it", typed: []string{" A "}, views: []view{{"a", false}}, want: []bool{true}},
		{name: "locked with an older text", typed: []string{"a", "ab"}, views: []view{{"a", true}}, want: []bool{true}},
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
