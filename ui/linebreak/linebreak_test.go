package linebreak

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPieces(t *testing.T) {
	tests := []struct {
		text string
		most int
		want string
	}{
		{"", 10, ""},
		{"short", 10, "short"},
		{"8a9856e0-f12d-4217-b320-c8a076be9320", 30, "8a9856e0-f12d-4217-b320-|c8a076be9320"},
		{"8a9856e0-f12d-4217-b320-c8a076be9320", 36, "8a9856e0-f12d-4217-b320-c8a076be9320"},
		{"8a9856e0-f12d-4217-b320-c8a076be9320", 16, "8a9856e0-f12d-|4217-b320-|c8a076be9320"},
		{"https://broker.example/op/.well-known/jwks", 30, "https://broker.example/op/|.well-known/jwks"},
		{"https://broker.example/op", 8, "https://|broker.|example/|op"},
		{`{"uuid":"8a98","ip":"192.0.2.7"}`, 23, `{"uuid":"8a98","ip":|"192.0.2.7"}`},
		{"a=1&redirect=x", 13, "a=1&redirect=|x"},
		{strings.Repeat("ø", 40), 36, strings.Repeat("ø", 20) + "|" + strings.Repeat("ø", 20)},
		{"https://broker.example/" + strings.Repeat("a", 40), 30, "https://broker.example/|" + strings.Repeat("a", 20) + "|" + strings.Repeat("a", 20)},
		{"a-" + strings.Repeat("b", 12) + "-c", 10, "a-" + strings.Repeat("b", 8) + "|bbbb-c"}, // a line of two letters helps nobody
		{"one two", 5, "one |two"},
		{"ab", 0, "a|b"},
	}
	for _, test := range tests {
		if got := strings.Join(Pieces(test.text, test.most), "|"); got != test.want {
			t.Errorf("%q in %d: %s, want %s", test.text, test.most, got, test.want)
		}
	}
}

func FuzzPieces(f *testing.F) {
	f.Add("8a9856e0-f12d-4217-b320-c8a076be9320", 20)
	f.Add("https://broker.example/op/.well-known/jwks?a=b&c=d", 7)
	f.Add("", -1)
	f.Add("two", math.MaxInt) // more room than can be counted with
	f.Fuzz(func(t *testing.T, text string, most int) {
		if !utf8.ValidString(text) {
			t.Skip("texts are cleaned before they are shown")
		}
		pieces := Pieces(text, most)
		if strings.Join(pieces, "") != text {
			t.Errorf("%q became %q", text, pieces)
		}
		for _, piece := range pieces {
			if length := utf8.RuneCountInString(piece); length == 0 || length > max(most, 1) {
				t.Errorf("%q has %d letters, of at most %d", piece, length, most)
			}
		}
	})
}
