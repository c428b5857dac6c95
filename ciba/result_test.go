package ciba_test

import (
	"testing"

	"ringback/ciba"
)

// TestTokensOnlyWhenVerified: a caller that reads the tokens without checking the outcome finds
// none.
func TestTokensOnlyWhenVerified(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		step    step
		outcome ciba.Outcome
	}{
		"verified":           {tokens(), ciba.Verified},
		"for another client": {tokens(claim("aud", "another")), ciba.NotVerified},
		"refused":            {failure("access_denied"), ciba.Refused},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(tokenEndpoint, test.step)
				s := verify(t, p.client(t))
				s.wants(t, test.outcome, ciba.ReasonNone)
				verified := s.Outcome == ciba.Verified
				if got := s.Tokens.IDToken != "" && s.Tokens.AccessToken != ""; got != verified {
					t.Errorf("the tokens are there: %t", got)
				}
				if got := s.Token.Payload.Has("sub") && s.Token.SignedPart() != ""; got != verified {
					t.Errorf("the ID token is there: %t", got)
				}
				if got := s.Unverified.Payload.Has("sub"); got != (s.Outcome == ciba.NotVerified) {
					t.Errorf("what wasn't verified can be looked at: %t", got)
				}
			})
		})
	}
}
