package ciba_test

import (
	"strings"
	"testing"

	"ringback/ciba"
)

// TestExchangeIsBounded: what is kept to show an answer is never much longer than the answer.
func TestExchangeIsBounded(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"nested as deep as can be read": strings.Repeat("[", 9000) + strings.Repeat("]", 9000),
		"nested too deep":               strings.Repeat(`{"a":`, 20000),
		"nested within an object":       `{"error":"x","a":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `}`,
		"many short lines, far right":   strings.Repeat("[", 31) + strings.Repeat("0,", 200_000) + "0" + strings.Repeat("]", 31),
		"a long string":                 `{"error":"` + strings.Repeat("x", 900_000) + `"}`,
		"prose":                         strings.Repeat("x", 1<<20),
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(tokenEndpoint, says(500, body), tokens())
				longest := 0
				verify(t, p.client(t, func(_ *ciba.Config, o *ciba.Options) {
					o.Exchange = func(e ciba.Exchange) {
						if e.Status == 500 {
							longest = max(longest, len(e.ResponseBody))
						}
					}
				})).wants(t, ciba.Verified, "")
				if name == "prose" && longest > 2000+len("…") {
					t.Errorf("%d bytes of prose are shown", longest)
				}
				if longest == 0 || longest > 100_000 {
					t.Errorf("%d bytes are shown", longest)
				}
			})
		})
	}
}
