package ciba

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

func FuzzDiscovery(f *testing.F) {
	const issuer = "https://broker.example/op"
	const good = `{"issuer":"https://broker.example/op","backchannel_authentication_endpoint":"https://broker.example/op/connect/ciba",` +
		`"token_endpoint":"https://broker.example/op/connect/token","jwks_uri":"https://broker.example/op/jwks","backchannel_token_delivery_modes_supported":["poll"]}`
	f.Add(200, []byte(good))
	f.Add(404, []byte(good))
	for _, change := range [][2]string{
		{`broker.example/op",`, `broker.example/op/",`}, {`https://broker.example/op/jwks`, `http://broker.example/op/jwks`},
		{`https://broker.example/op/jwks`, `https://broker.example:444/jwks`}, {`https://broker.example/op/jwks`, `https://user@broker.example/jwks`},
		{`https://broker.example/op/jwks`, `https://BROKER.example/jwks`}, {`https://broker.example/op/jwks`, `//broker.example/jwks`},
		{`https://broker.example/op/jwks`, `https://broker.example.evil.example/jwks`}, {`https://broker.example/op/jwks`, `https://broker.example\\@evil.example/`},
		{`https://broker.example/op/jwks`, `/jwks`}, {`["poll"]`, `["push","ping"]`}, {`["poll"]`, `"poll"`}, {`["poll"]`, `1`}, {`"jwks_uri"`, `"token_endpoint"`},
		{`https://broker.example/op/jwks`, `https://broker.example/#x`}, {`https://broker.example/op/jwks`, `https://127.0.0.1/jwks`}, {`"https://broker.example/op/jwks"`, `null`},
	} {
		f.Add(200, []byte(strings.Replace(good, change[0], change[1], 1)))
	}
	client, err := NewClient(Config{Issuer: issuer, ClientID: "ringback"}, Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		m, err := client.readMetadata(answer{status: status, body: body})
		if err != nil {
			var config *ConfigError
			if !errors.As(err, &config) || !slices.Contains([]Reason{
				ReasonDiscovery, ReasonDiscoveryStatus, ReasonDiscoveryMember, ReasonNotTheProvider, ReasonOtherIssuer,
				ReasonNoPoll, ReasonOtherHost, ReasonAddress, ReasonNotHTTPS,
			}, config.Reason) {
				t.Fatalf("the error is %#v", err)
			}
			fuzzShowable(t, config.Given, 300)
			fuzzShowable(t, err.Error(), 400)
			return
		}
		members := fuzzMap(t, body)
		if status != http.StatusOK || m.Issuer != issuer || members["issuer"] != issuer || m.Endpoints.Cancel != "" {
			t.Fatalf("accepted %+v with status %d", m, status)
		}
		if len(m.Modes) > 0 && !slices.Contains(m.Modes, "poll") {
			t.Fatalf("accepted the modes %v", m.Modes)
		}
		for name, endpoint := range map[string]string{
			"backchannel_authentication_endpoint": m.Endpoints.BackchannelAuthentication, "token_endpoint": m.Endpoints.Token, "jwks_uri": m.Endpoints.JWKS,
		} {
			u, err := url.Parse(endpoint)
			if err != nil || members[name] != endpoint || u.Scheme != "https" || !strings.EqualFold(u.Host, "broker.example") || u.User != nil || u.Fragment != "" {
				t.Fatalf("%s is %q", name, endpoint)
			}
			// The host that is dialled is the issuer's, whatever the rest looks like.
			if r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, endpoint, nil); err != nil || !strings.EqualFold(r.URL.Hostname(), "broker.example") || r.URL.Port() != "" {
				t.Fatalf("%s leads to %v (%v)", name, r, err)
			}
		}
	})
}

// FuzzDescription: a description contains only cleaned text, within limits, and comparing it with
// our settings never fails.
func FuzzDescription(f *testing.F) {
	for _, seed := range []string{
		`{"issuer":"https://broker.example","token_endpoint":"https://broker.example/t","scopes_supported":["openid"]}`,
		`{"issuer":"a","acr_values_supported":7,"backchannel_user_code_parameter_supported":"true"}`, `{"issuer":"a","jwks_uri":"https://[::1"}`,
		`{"issuer":"\u202ea","backchannel_token_delivery_modes_supported":["poll",null]}`, `{}`, `[]`, ``,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		object, err := answer{status: http.StatusOK, body: body}.description()
		var d Description
		if err == nil {
			d, err = describe(object)
		}
		if err != nil {
			return
		}
		fuzzMap(t, body)
		if d.Issuer == "" {
			t.Fatal("a description of nobody")
		}
		for _, list := range [][]string{{d.Issuer, d.Endpoints.Token, d.Endpoints.JWKS, d.Endpoints.BackchannelAuthentication}, d.Modes, d.AuthMethods, d.IDTokenAlgs, d.RequestSigningAlgs, d.Scopes, d.ACRValues} {
			if len(list) > 100 {
				t.Fatalf("%d values", len(list))
			}
			for _, text := range list {
				if text != Clean(text, maxDescribedURL+1) {
					t.Fatalf("%q isn't clean", text)
				}
			}
		}
		for _, c := range d.Contradictions(Config{Issuer: "https://broker.example", Auth: ClientSecretPost, Scope: "openid", IDTokenAlgs: []string{"RS256"}}, []string{"1"}) {
			if c.Conflict == "" || c.Member == "" {
				t.Fatalf("%+v", c)
			}
		}
	})
}
