package ciba_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"ringback/ciba"
)

func TestCanonicalURL(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"https://broker.example/op":      "https://broker.example/op",
		"HTTPS://Broker.EXAMPLE/Op":      "https://broker.example/Op",
		"https://broker.example:443/op":  "https://broker.example/op",
		"https://broker.example:/op":     "https://broker.example/op",
		"https://broker.example:8443/op": "https://broker.example:8443/op",
		"https://broker.example:80/op":   "https://broker.example:80/op",
		"http://127.0.0.1:80/op":         "http://127.0.0.1/op",
		"http://127.0.0.1:443/op":        "http://127.0.0.1:443/op",
		"https://[::1]:443/op":           "https://[::1]/op",
		"https://[::1]:8443":             "https://[::1]:8443",
		// a different name to a resolver and to TLS
		"https://broker.example./op":             "https://broker.example./op",
		"https://broker.example/%6fp":            "https://broker.example/%6fp",
		"https://broker.example/a/../op":         "https://broker.example/a/../op",
		"https://broker.example//op":             "https://broker.example//op",
		"https://broker.example/op/":             "https://broker.example/op/",
		"https://broker.example/c/{auth_req_id}": "https://broker.example/c/{auth_req_id}",
		"https://broker.example?a=B":             "https://broker.example?a=B",
		// the kelvin sign
		"https://ban\u212A.example/": "https://ban\u212A.example/",
		"https://a@broker.example/":  "https://a@broker.example/",
		"not an address":             "not an address",
		"":                           "",
	} {
		if got := ciba.CanonicalURL(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
		if again := ciba.CanonicalURL(want); again != want {
			t.Errorf("%q becomes %q when it is done twice", want, again)
		}
	}
	for text, want := range map[string]string{"HTTPS://A.example:443/x": "a.example", "https://a.example:8443": "a.example:8443", "https://[::1]:443/": "[::1]", "a.example": "", "": ""} {
		if got := ciba.Host(text); got != want {
			t.Errorf("the host of %q is %q, want %q", text, got, want)
		}
	}
}

// TestDiscoveryStaysWithTheIssuer: an endpoint that isn't overridden must have the issuer's scheme,
// host and port, in whatever spelling.
func TestDiscoveryStaysWithTheIssuer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		issuer, found string
		want          bool
	}{
		{issuer: "https://op.example", found: "https://op.example/x", want: true},
		{issuer: "https://op.example", found: "https://OP.example:443/x", want: true},
		{issuer: "https://op.example:443", found: "https://op.example/x", want: true},
		{issuer: "https://op.example:8443", found: "https://op.example:8443/x", want: true},
		{issuer: "https://op.example", found: "https://op.example:8443/x"},
		{issuer: "https://op.example:8443", found: "https://op.example/x"},
		{issuer: "https://op.example", found: "https://op.example./x"},
		{issuer: "https://op.example", found: "https://evil.example/x"},
		{issuer: "https://op.example", found: "https://op.example.evil.example/x"},
		{issuer: "https://op.example", found: "https://op.example@evil.example/x"},
		{issuer: "https://op.example", found: "http://op.example/x"},
		// the secret would travel unencrypted, to another port
		{issuer: "https://127.0.0.1", found: "http://127.0.0.1/x"},
		{issuer: "https://localhost:8443", found: "http://localhost:8443/x"},
		{issuer: "http://127.0.0.1:80", found: "http://127.0.0.1/x", want: true},
		{issuer: "http://127.0.0.1", found: "http://localhost/x"},
	} {
		for _, name := range []string{"backchannel_authentication_endpoint", "token_endpoint", "jwks_uri"} {
			document := `{"issuer":"` + c.issuer + `"`
			for _, other := range []string{"backchannel_authentication_endpoint", "token_endpoint", "jwks_uri"} {
				at := c.issuer + "/" + other
				if other == name {
					at = c.found
				}
				document += `,"` + other + `":"` + at + `"`
			}
			client := newTestClient(t, ciba.Config{Issuer: c.issuer, ClientID: testClient}, ciba.Options{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(document + "}"))}, nil
			})})
			_, err := client.Discover(t.Context())
			var wrong *ciba.ConfigError
			if c.want && err != nil || !c.want && (!errors.As(err, &wrong) || !strings.Contains(wrong.Detail, name)) {
				t.Errorf("%s of %s at %s: %v", name, c.issuer, c.found, err)
			}
		}
	}
}
