package ciba_test

import (
	"strings"
	"testing"

	"ringback/ciba"
)

// TestASecondRunPanics: it would ask the person again.
func TestASecondRunPanics(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(tokenEndpoint, tokens())
		s := verify(t, p.client(t))
		s.wants(t, ciba.Verified, ciba.ReasonNone)
		defer func() {
			if said, _ := recover().(string); !strings.Contains(said, "Run was called twice") {
				t.Errorf("it said %q", said)
			}
			if n := len(p.seen(startEndpoint)); n != 1 {
				t.Errorf("the person was asked %d times", n)
			}
		}()
		s.verification.Run(t.Context())
		t.Error("it ran again")
	})
}
