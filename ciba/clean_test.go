package ciba_test

import (
	"strings"
	"testing"

	"ringback/ciba"
)

// TestClean: foreign text is harmless to show, and it is visible where it was cut.
func TestClean(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ text, want string }{
		"as it is":               {"Mette Holm Sørensen 😉", "Mette Holm Sørensen 😉"},
		"line breaks and tabs":   {"a\nb\r\tc\u2028d\u2029e", "a b  c d e"},
		"control characters":     {"a\x00b\x1b[31mc\x7f\u0085", "ab[31mc"},
		"direction overrides":    {"a\u202eb\u2066c\u061c", "abc"},
		"zero-width characters":  {"a\u200bb\u200dc\ufeff\u2060", "abc"},
		"fillers":                {"a\u115fb\u1160c\u3164d\uffa0e\u034f", "abcde"},
		"private use":            {"a\ue000b\U000f0000", "ab"},
		"unassigned characters":  {"a\u0378b\U000e0080", "ab"},
		"bytes that are no text": {"a\xffb\xc3", "a\ufffdb\ufffd"},
		"as long as it may be":   {strings.Repeat("ø", 50), strings.Repeat("ø", 50)},
		"longer":                 {strings.Repeat("ø", 51), strings.Repeat("ø", 50) + "…"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := ciba.Clean(test.text, 50); got != test.want {
				t.Errorf("%+q, want %+q", got, test.want)
			}
		})
	}
}
