package ciba_test

import (
	"testing"
	"time"

	"ringback/ciba"
)

// TestTokenOfAnotherRequest: a token that names a request must name ours, in whichever claim.
func TestTokenOfAnotherRequest(t *testing.T) {
	t.Parallel()
	const reference = "sag-17"
	asked := func(p *ciba.Params, _ func() bool) { p.Reference = reference }
	for _, test := range []struct {
		name    string
		change  []func(*draft)
		outcome ciba.Outcome
		code    string
	}{
		{name: "says nothing", outcome: ciba.Verified},
		{name: "ours, as CIBA names it", change: []func(*draft){claim(boundID, testID)}, outcome: ciba.Verified},
		{
			name:   "ours, in short, with our reference",
			change: []func(*draft){claim("auth_req_id", testID), claim("referenceId", reference)}, outcome: ciba.Verified,
		},
		{
			name: "another, as CIBA names it", change: []func(*draft){claim(boundID, "another")},
			outcome: ciba.NotVerified, code: "request_binding:different",
		},
		{
			name: "another, in short", change: []func(*draft){claim("auth_req_id", "another")},
			outcome: ciba.NotVerified, code: "request_binding:different",
		},
		{name: "no text", change: []func(*draft){claim("auth_req_id", 7)}, outcome: ciba.NotVerified, code: "request_binding:malformed"},
		{
			name: "another reference", change: []func(*draft){claim("reference_id", "sag-18")},
			outcome: ciba.NotVerified, code: "request_binding:different",
		},
	} {
		wants := func(t *testing.T, s story) {
			t.Helper()
			if s.Outcome != test.outcome || s.Verdict == nil {
				t.Fatalf("%s, %s", s.Outcome, s.Reason)
			}
			if _, code := s.Verdict.Cause(); code != test.code {
				t.Errorf("the code is %q, want %q", code, test.code)
			}
		}
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(tokenEndpoint, tokens(test.change...))
				wants(t, verify(t, p.client(t), asked))
			})
		})
		t.Run(test.name+", after a crash", func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(tokenEndpoint, pending())
				kept := left(t, p.client(t), 7*time.Second)
				p.on(tokenEndpoint, tokens(test.change...))
				wants(t, resumed(t, p.client(t), kept, asked))
			})
		})
		t.Run(test.name+", with tokens that had come", func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(tokenEndpoint, pending())
				kept := left(t, p.client(t), 7*time.Second)
				d := newDraft(p.now(), test.change...)
				came := ciba.Tokens{IDToken: ciba.Secret(d.sign()), AccessToken: ciba.Secret(d.access)}
				wants(t, rechecked(t, p.client(t), kept, came, p.now(), asked))
			})
		})
	}
	t.Run("a reference where none was sent", func(t *testing.T) {
		inBubble(t, func(t *testing.T, p *scripted) {
			p.on(tokenEndpoint, tokens(claim("referenceId", "sag-18")))
			s := verify(t, p.client(t))
			if check := s.Verdict.Check(ciba.CheckRequestBinding); s.Outcome != ciba.Verified || check.Result != ciba.Skip || check.Actual != ciba.Literal("sag-18") {
				t.Errorf("%s, %+v", s.Outcome, check)
			}
		})
	})
}
