package ciba_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"ringback/ciba"
)

// probe runs RunProbe and returns the reported steps.
func probe(ctx context.Context, transport http.RoundTripper, config ciba.Config, protected string) (all []ciba.Probe, good bool) {
	var mu sync.Mutex
	good = ciba.RunProbe(ctx, config, protected, ciba.Options{Transport: transport}, func(p ciba.Probe) {
		mu.Lock()
		defer mu.Unlock()
		all = append(all, p)
	})
	mu.Lock()
	defer mu.Unlock()
	return all, good
}

// written abbreviates the reported steps: each with a mark.
func written(all []ciba.Probe) string {
	var b strings.Builder
	for _, p := range all {
		mark := "+"
		switch {
		case p.Failed:
			mark = "-" + string(p.Reason)
		case p.Skipped:
			mark = "0"
		}
		fmt.Fprintf(&b, "%s%s ", p.Step, mark)
	}
	return strings.TrimSpace(b.String())
}

func TestProbe(t *testing.T) {
	t.Parallel()
	good := jwkOf(keyA().Public(), "A")
	for name, c := range map[string]struct {
		prepare func(p *scripted, c *ciba.Config)
		want    string
	}{
		"all is well":    {func(*scripted, *ciba.Config) {}, "name0 connection+ discovery+ keys+"},
		"no name":        {func(p *scripted, _ *ciba.Config) { p.unplug(&net.DNSError{Err: "no such host", Name: "x"}) }, "name-not_found"},
		"nobody listens": {func(p *scripted, _ *ciba.Config) { p.unplug(errors.New("refused")) }, "name0 connection-unreachable"},
		"silence":        {func(p *scripted, _ *ciba.Config) { p.on(discoveryEndpoint, hangs()) }, "name0 connection+ discovery-timeout"},
		"a web page": {
			func(p *scripted, _ *ciba.Config) { p.on(discoveryEndpoint, html(200)) },
			"name0 connection+ discovery-not_the_provider",
		},
		"someone else": {func(p *scripted, _ *ciba.Config) {
			p.on(discoveryEndpoint, metadata(func(m map[string]any) { m["issuer"] = "https://x.example" }))
		}, "name0 connection+ discovery-other_issuer"},
		"no keys": {
			func(p *scripted, _ *ciba.Config) { p.on(keysEndpoint, keySet()) }, "name0 connection+ discovery+ keys-keys",
		},
		"keys of another": {
			func(_ *scripted, c *ciba.Config) { c.IDTokenAlgs = []string{"ES256"} }, "name0 connection+ discovery+ keys-keys",
		},
		"none that's pinned": {
			func(_ *scripted, c *ciba.Config) { c.PinnedKeys = []string{strings.Repeat("0", 40)} },
			"name0 connection+ discovery+ keys-keys",
		},
		"keys that fail": {
			func(p *scripted, _ *ciba.Config) { p.on(keysEndpoint, status(500)) }, "name0 connection+ discovery+ keys-keys",
		},
		"one of several keys": {func(p *scripted, _ *ciba.Config) {
			p.on(keysEndpoint, keySet(`{"kty":"oct","k":"AAAA"}`, good, `{"kty":7}`))
		},
			"name0 connection+ discovery+ keys+"},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				config := testConfig()
				c.prepare(p, &config)
				all, fine := probe(t.Context(), p.transport, config, "")
				if got := written(all); got != c.want || fine != !strings.Contains(c.want, "-") {
					t.Errorf("got %s (%t), want %s", got, fine, c.want)
				}
				for _, a := range p.seen("") {
					if a.method != http.MethodGet || len(a.form) > 0 || a.header.Get("Authorization") != "" {
						t.Errorf("it sent %s %s %v", a.method, a.path, a.form)
					}
				}
				if fine && (all[3].Usable != 1 || all[3].Algorithms[0] != "RS256" || !all[2].HasDate) {
					t.Errorf("%+v", all)
				}
			})
		})
	}
}

// TestProbeOfAProtectedEndpoint: only 401 to a call without a token shows that it is there.
func TestProbeOfAProtectedEndpoint(t *testing.T) {
	t.Parallel()
	const path = "/op/api/v1/protected"
	for name, c := range map[string]struct {
		answer step
		want   string
		status int
	}{
		"it is there":     {answer: status(401, "WWW-Authenticate: Bearer\r\n"), want: "protected+", status: 401},
		"it isn't":        {answer: status(404), want: "protected-", status: 404},
		"it may be":       {answer: status(400), want: "protected-", status: 400},
		"it wants nobody": {answer: status(200), want: "protected-", status: 200},
		"silence":         {answer: hangs(), want: "protected-timeout"},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(path, c.answer)
				all, good := probe(t.Context(), p.transport, testConfig(), "http://127.0.0.1:8080"+path)
				if got := written(all); got != "name0 connection+ discovery+ keys+ "+c.want || good != strings.HasSuffix(c.want, "+") || all[4].Status != c.status {
					t.Errorf("got %s (%t), status %d", got, good, all[4].Status)
				}
				asked := p.seen(path)
				if len(asked) != 1 || asked[0].method != http.MethodPost || asked[0].header.Get("Authorization") != "" ||
					asked[0].header.Get("Content-Type") != "application/json" || !asked[0].form.Has("{}") {
					t.Errorf("it sent %+v", asked)
				}
				p.on(keysEndpoint, keySet())
				if all, _ := probe(t.Context(), p.transport, testConfig(), "http://127.0.0.1:8080"+path); len(all) != 4 || len(p.seen(path)) > 1 {
					t.Errorf("it is asked after a step that failed: %s", written(all))
				}
			})
		})
	}
}

func TestAProbeIsStopped(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(keysEndpoint, hangs())
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(2*time.Second, cancel)
		began := time.Now()
		all, good := probe(ctx, p.transport, testConfig(), "")
		if got := written(all); good || got != "name0 connection+ discovery+" || time.Since(began) != 2*time.Second {
			t.Errorf("%s, %t, after %v", got, good, time.Since(began))
		}
	})
}

func newRequest(t *testing.T, address string) *http.Request {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return request
}

func TestProbeOverTLS(t *testing.T) {
	t.Parallel()
	root := newAuthority(t, "trusted")
	var issuer string
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/jwks") {
			fmt.Fprintf(w, `{"keys":[%s]}`, jwkOf(keyA().Public(), "A"))
			return
		}
		fmt.Fprintf(w, `{"issuer":%q,"backchannel_authentication_endpoint":"%[2]s/c","token_endpoint":"%[2]s/t","jwks_uri":"%[2]s/jwks"}`, issuer, issuer)
	})
	serve := func(change func(*x509.Certificate)) ciba.Config {
		server := listenTLS(t, &tls.Config{Certificates: []tls.Certificate{root.issue(t, change)}, MinVersion: tls.VersionTLS12}, handler)
		issuer = strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
		config := testConfig()
		config.Issuer = issuer
		return config
	}
	named := func(c *x509.Certificate) { c.DNSNames = []string{"localhost"} }
	transport, fine := trusting(root), serve(named)
	kept, err := transport.RoundTrip(newRequest(t, fine.Issuer))
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, kept.Body)
	_ = kept.Body.Close()
	for range 2 { // despite a connection that is kept alive
		all, good := probe(t.Context(), transport, fine, "")
		if got := written(all); !good || got != "name+ connection+ discovery+ keys+" {
			t.Fatalf("%s %+v", got, all)
		}
		if all[0].Host != "localhost" || all[0].Addresses == 0 || all[0].Proxy || all[1].TLS != "TLS 1.3" || all[1].Certificate != "localhost" || time.Until(all[1].CertificateExpires) > time.Hour {
			t.Errorf("%+v", all)
		}
	}
	all, _ := probe(t.Context(), transport, serve(func(c *x509.Certificate) { named(c); c.NotAfter = time.Now().Add(-time.Minute) }), "")
	var invalid x509.CertificateInvalidError
	if got := written(all); got != "name+ connection-certificate" || !errors.As(all[1].Err, &invalid) || invalid.Reason != x509.Expired {
		t.Errorf("expired: %s %+v", got, all)
	}
	all, _ = probe(t.Context(), transport, serve(func(c *x509.Certificate) { c.DNSNames = []string{"other.example"} }), "")
	var other x509.HostnameError
	if got := written(all); got != "name+ connection-certificate" || !errors.As(all[1].Err, &other) {
		t.Errorf("another host's: %s %+v", got, all)
	}
}
