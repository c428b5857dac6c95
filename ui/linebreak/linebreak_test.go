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
		{most: 10},
		{text: "short", most: 10, want: "short"},
		{text: "8a9856e0-f12d-4217-b320-c8a076be9320", most: 30, want: "8a9856e0-f12d-4217-b320-|c8a076be9320"},
		{text: "8a9856e0-f12d-4217-b320-c8a076be9320", most: 36, want: "8a9856e0-f12d-4217-b320-c8a076be9320"},
		{text: "8a9856e0-f12d-4217-b320-c8a076be9320", most: 16, want: "8a9856e0-f12d-|4217-b320-|c8a076be9320"},
		{text: "https://broker.example/op/.well-known/jwks", most: 30, want: "https://broker.example/op/|.well-known/jwks"},
		{text: "https://broker.example/op", most: 8, want: "https://|broker.|example/|op"},
		{text: `{"uuid":"8a98","ip":"192.0.2.7"}`, most: 23, want: `{"uuid":"8a98","ip":|"192.0.2.7"}`},
		{text: "a=1&redirect=x", most: 13, want: "a=1&redirect=|x"},
		{text: strings.Repeat("ø", 40), most: 36, want: strings.Repeat("ø", 20) + "|" + strings.Repeat("ø", 20)},
		{
			text: "https://broker.example/" + strings.Repeat("a", 40), most: 30,
			want: "https://broker.example/|" + strings.Repeat("a", 20) + "|" + strings.Repeat("a", 20),
		},
		// a line of two letters is no use
		{text: "a-" + strings.Repeat("b", 12) + "-c", most: 10, want: "a-" + strings.Repeat("b", 8) + "|bbbb-c"},
		{text: "one two", most: 5, want: "one |two"},
		{text: "ab", want: "a|b"},
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
	f.Add("two", math.MaxInt) // a room that would overflow
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
