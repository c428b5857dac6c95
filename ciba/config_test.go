package ciba_test

import (
	"strings"
	"testing"

	"ringback/ciba"
)

// TestInvalidConfiguration: every error is reported, field by field, in the order of the fields.
func TestInvalidConfiguration(t *testing.T) {
	t.Parallel()
	refusedConfig(t, ciba.Config{}, ciba.FieldError{Field: "issuer", Problem: ciba.ProblemEmpty}, ciba.FieldError{Field: "client_id", Problem: ciba.ProblemEmpty})
	in := func(change func(*ciba.Config)) ciba.Config {
		config := testConfig()
		change(&config)
		return config
	}
	const one, two = "048058BB59F4D3007045896FD488CE81F4EB4923", "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
	refusedConfig(t, in(func(c *ciba.Config) {
		c.PinnedKeys = []string{one, strings.ToLower(one), "04:80:58:BB:59:F4:D3:00:70:45:89:6F:D4:88:CE:81:F4:EB:49:23", two}
	}))
	for _, pin := range []string{"", "A", one[1:], one + "0", two + "="} {
		refusedConfig(t, in(func(c *ciba.Config) { c.PinnedKeys = []string{one, pin} }), ciba.FieldError{Field: "pinned_keys", Problem: ciba.ProblemMalformed})
	}
	refusedConfig(t, in(func(c *ciba.Config) {
		c.IDTokenAlgs = []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"}
	}))
	for _, alg := range []string{"", "none", "HS256", "rs256", "EdDSA"} {
		refusedConfig(t, in(func(c *ciba.Config) { c.IDTokenAlgs = []string{"RS256", alg} }), ciba.FieldError{Field: "id_token_algs", Problem: ciba.ProblemUnknown})
	}
	refusedConfig(t, in(func(c *ciba.Config) { c.Auth, c.Scope = "tls_client_auth", "mitid" }),
		ciba.FieldError{Field: "client_auth", Problem: ciba.ProblemUnknown}, ciba.FieldError{Field: "scope", Problem: ciba.ProblemOpenID})
	refusedConfig(t, in(func(c *ciba.Config) { c.Endpoints.BackchannelAuthentication = "/connect/ciba" }),
		ciba.FieldError{Field: "backchannel_authentication_endpoint", Problem: ciba.ProblemMalformed})
}

// TestDefaults: issuer, client id and secret are enough for a verification.
func TestDefaults(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		s := verify(t, p.client(t, func(c *ciba.Config, _ *ciba.Options) { *c = ciba.Config{Issuer: c.Issuer, ClientID: c.ClientID} }))
		s.wants(t, ciba.Verified, ciba.ReasonNone)
		polls := p.seen(tokenEndpoint)
		if got := polls[0].form.Get("scope"); got != "openid" {
			t.Errorf("the scope is %q", got)
		}
		if got := polls[0].header.Get("Authorization"); !strings.HasPrefix(got, "Basic ") {
			t.Error("the client doesn't authenticate with its secret in a header")
		}
	})
	if _, err := ciba.NewClient(testConfig(), ciba.Options{}); err != nil {
		t.Errorf("without a transport: %v", err)
	}
}

// TestUserAgent: the program chooses the User-Agent.
func TestUserAgent(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{"": "ciba", "Nordby/1.0": "Nordby/1.0"} {
		inBubble(t, func(t *testing.T, p *scripted) {
			verify(t, p.client(t, func(_ *ciba.Config, o *ciba.Options) { o.UserAgent = given }))
			for _, a := range p.seen("") {
				if got := a.header.Get("User-Agent"); got != want {
					t.Errorf("%s: %q, want %q", a.endpoint, got, want)
				}
			}
		})
	}
}
