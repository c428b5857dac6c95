package kit

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2/test"
)

// TestALongWordBreaksAtAJoint: an address broken in the middle of a name looks like another name.
func TestALongWordBreaksAtAJoint(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Light))
	for text, want := range map[string][]string{
		"https://pp.example/op/.well-known/openid-configuration/jwks": {"https://pp.example/op/.well-known/openid-", "configuration/jwks"},
		"8a9856e0-f12d-4217-b320-c8a076be9320-8a9856e0":               {"8a9856e0-f12d-4217-b320-c8a076be9320-", "8a9856e0"},
		"a-048058BB59F4D3007045896FD488CE81F4EB4923":                  {"a-048058BB59F4D3007045896FD488CE81F4EB492", "3"},
		"https://pp.example/op":                                       {"https://pp.example/op"},
	} {
		one := run{text: text, size: 15}
		one.style.Monospace = true
		whole := measure(one, "https://pp.example/op/.well-known/openid-").size.Width
		p := flow(whole, one)
		var lines []string
		for _, part := range p.pieces {
			lines = append(lines, part.text)
		}
		if !slices.Equal(lines, want) || p.width > whole+0.5 {
			t.Errorf("%q became %q, and not %q, on %.0f of %.0f", text, lines, want, p.width, whole)
		}
	}
}
