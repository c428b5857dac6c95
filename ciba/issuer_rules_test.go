package ciba_test

import (
	"testing"

	"ringback/ciba"
)

// TestIssuerThatEndsInASlash: the slash is part of the issuer wherever it is compared or named, and
// is removed where a URL is built.
func TestIssuerThatEndsInASlash(t *testing.T) {
	t.Parallel()
	slash := func(c *ciba.Config, _ *ciba.Options) { c.Issuer = testIssuer + "/" }
	assert := func(c *ciba.Config, o *ciba.Options) { c.Auth, o.Secret = ciba.PrivateKeyJWT, keyText(keyEC()) }
	of := func(issuer string) step { return metadata(member("issuer", issuer)) }
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(discoveryEndpoint, of(testIssuer+"/"))
		p.on(tokenEndpoint, tokens(claim("iss", testIssuer+"/")))
		verify(t, p.client(t, slash, assert)).wants(t, ciba.Verified, "")
		if path := p.seen(discoveryEndpoint)[0].path; path != "/op/.well-known/openid-configuration" {
			t.Errorf("described at %s", path)
		}
		assertion := ciba.DecodeToken(p.seen(startEndpoint)[0].form.Get("client_assertion"))
		if got := string(assertion.Payload.Raw("aud")); got != `["`+testIssuer+`/"]` && got != `"`+testIssuer+`/"` {
			t.Errorf("the assertion is for %s", got)
		}
		found, err := ciba.LookUp(t.Context(), testIssuer+"/", ciba.Options{Transport: p.transport})
		if err != nil || found.Issuer != testIssuer+"/" {
			t.Errorf("looked up: %+v, %v", found, err)
		}
	})
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(discoveryEndpoint, of(testIssuer+"/"))
		s := verify(t, p.client(t, slash)) // the token names the issuer without one
		s.wants(t, ciba.NotVerified, "")
		if got := s.Verdict.Check(ciba.CheckIssuer).Result; got != ciba.Fail {
			t.Errorf("the issuer is %s", got)
		}
	})
	inBubble(t, func(t *testing.T, p *scripted) {
		verify(t, p.client(t, slash)).wants(t, ciba.Failed, ciba.ReasonOtherIssuer)
	})
}
