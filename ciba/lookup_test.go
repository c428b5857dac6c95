package ciba_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"ringback/ciba"
)

func TestLookUp(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(discoveryEndpoint, metadata(func(m map[string]any) {
			m["token_endpoint_auth_methods_supported"] = []string{"client_secret_basic", "private_key_jwt"}
			m["id_token_signing_alg_values_supported"] = []string{"ES256"}
			m["scopes_supported"] = []string{"openid"}
			m["backchannel_user_code_parameter_supported"] = true
			m["backchannel_authentication_request_signing_alg_values_supported"] = []string{"PS256\u202e"}
			m["acr_values_supported"] = 7
		}))
		d, err := ciba.LookUp(t.Context(), testIssuer, ciba.Options{Transport: p.transport})
		if err != nil {
			t.Fatal(err)
		}
		if !d.UserCode || !slices.Equal(d.RequestSigningAlgs, []string{"PS256"}) || !slices.Equal(d.Modes, []string{"poll"}) || !slices.Equal(d.Malformed, []string{"acr_values_supported"}) {
			t.Errorf("%+v", d)
		}
		var got []string
		for _, c := range d.Contradictions(testConfig(), []string{"1"}) {
			got = append(got, string(c.Conflict)+" "+c.Member+" "+c.Ours)
		}
		want := []string{
			"auth_method token_endpoint_auth_methods_supported client_secret_post",
			"id_token_alg id_token_signing_alg_values_supported RS256",
			"scope scopes_supported mitid",
			"malformed acr_values_supported ",
		}
		if !slices.Equal(got, want) {
			t.Errorf("got  %q\nwant %q", got, want)
		}
		for _, a := range p.seen("") {
			if a.method != "GET" || len(a.form) > 0 || a.header.Get("Authorization") != "" {
				t.Errorf("it sent %s %v", a.method, a.form)
			}
		}
	})
}

func TestContradictions(t *testing.T) {
	t.Parallel()
	good := ciba.Description{Issuer: testIssuer, Endpoints: ciba.Endpoints{
		BackchannelAuthentication: testIssuer + "/connect/ciba", Token: testIssuer + "/connect/token", JWKS: testIssuer + "/jwks",
	}}
	if all := good.Contradictions(testConfig(), nil); len(all) > 0 {
		t.Errorf("nothing contradicts: %+v", all)
	}
	for name, c := range map[string]struct {
		change func(*ciba.Description, *ciba.Config)
		want   ciba.Conflict
	}{
		"another issuer":      {func(d *ciba.Description, _ *ciba.Config) { d.Issuer += "/" }, ciba.ConflictIssuer},
		"push only":           {func(d *ciba.Description, _ *ciba.Config) { d.Modes = []string{"push", "ping"} }, ciba.ConflictNoPoll},
		"an endpoint missing": {func(d *ciba.Description, _ *ciba.Config) { d.Endpoints.Token = "" }, ciba.ConflictNoEndpoint},
		"on another host": {
			func(d *ciba.Description, _ *ciba.Config) { d.Endpoints.JWKS = "https://keys.example/jwks" },
			ciba.ConflictOtherHost,
		},
		"not https": {
			func(d *ciba.Description, _ *ciba.Config) { d.Endpoints.JWKS = "http://keys.example/jwks" },
			ciba.ConflictBadEndpoint,
		},
		"overridden": {
			func(_ *ciba.Description, c *ciba.Config) { c.Endpoints.Token = "https://other.example/token" },
			ciba.ConflictOverride,
		},
	} {
		d, config := good, testConfig()
		c.change(&d, &config)
		if all := d.Contradictions(config, nil); len(all) != 1 || all[0].Conflict != c.want {
			t.Errorf("%s: %+v, want %s", name, all, c.want)
		}
	}
	// The broker lists the algorithms of client_secret_jwt, and not the method.
	recorded, byJWT := good, testConfig()
	recorded.AuthMethods, byJWT.Auth = []string{"client_secret_basic", "client_secret_post", "private_key_jwt"}, ciba.ClientSecretJWT
	for _, test := range []struct {
		algs []string
		want int
	}{{[]string{"RS256", "HS256", "HS384"}, 0}, {[]string{"RS256", "PS256"}, 1}, {[]string{"HS512"}, 1}, {nil, 1}} {
		recorded.AuthAlgs = test.algs
		if all := recorded.Contradictions(byJWT, nil); len(all) != test.want {
			t.Errorf("with %v: %+v", test.algs, all)
		}
	}
	byJWT.Auth, recorded.AuthAlgs, recorded.AuthMethods = ciba.PrivateKeyJWT, []string{"HS256"}, []string{"client_secret_basic"}
	if all := recorded.Contradictions(byJWT, nil); len(all) != 1 || all[0].Conflict != ciba.ConflictAuthMethod {
		t.Errorf("a private key needs the method: %+v", all)
	}
	none := ciba.Description{Issuer: testIssuer}
	if all := none.Contradictions(testConfig(), nil); len(all) != 4 || all[0].Conflict != ciba.ConflictNoCIBA {
		t.Errorf("an OpenID provider without CIBA: %+v", all)
	}
}

func TestLookUpFails(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]step{
		"a web page": html(200), "404": status(404), "a redirect": redirect(302, "https://elsewhere.example/"), "no object": says(200, "[]"),
		"no issuer": says(200, "{}"), "a doubled name": says(200, `{"issuer":"a","issuer":"b"}`),
	} {
		inBubble(t, func(t *testing.T, p *scripted) {
			p.on(discoveryEndpoint, answer)
			_, err := ciba.LookUp(t.Context(), testIssuer, ciba.Options{Transport: p.transport})
			var config *ciba.ConfigError
			if !errors.As(err, &config) || strings.Contains(err.Error(), "hotel") {
				t.Errorf("%s: %v", name, err)
			}
			if n := len(p.seen("")); n != 1 {
				t.Errorf("%s: %d requests", name, n)
			}
		})
	}
	if _, err := ciba.LookUp(t.Context(), "http://broker.example", ciba.Options{}); err == nil {
		t.Error("http was looked up")
	}
}
