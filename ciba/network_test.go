package ciba_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"ringback/ciba"
)

// asURL parses an address that the test knows to be one.
func asURL(t *testing.T, text string) *url.URL {
	t.Helper()
	address, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return address
}

// TestOrderOfProxies: rule 114. The policy's counts before the variables', and theirs before the
// system's.
func TestOrderOfProxies(t *testing.T) {
	t.Parallel()
	const policy, variable, system = "http://policy.example:1", "http://variable.example:2", "http://system.example:3"
	for name, test := range map[string]struct {
		network ciba.Network
		vars    map[string]string
		system  string
		to      string
		proxy   string
		source  ciba.ProxySource
	}{
		"nobody":     {source: ciba.ProxyFromNobody},
		"the policy": {network: ciba.Network{Proxy: policy}, vars: map[string]string{"HTTPS_PROXY": variable}, system: system, proxy: policy, source: ciba.ProxyFromPolicy},
		"the policy wants none": {
			network: ciba.Network{Proxy: ciba.NoProxy}, vars: map[string]string{"HTTPS_PROXY": variable}, system: system, source: ciba.ProxyFromPolicy,
		},
		"the policy excepts nothing": {
			network: ciba.Network{Proxy: policy}, vars: map[string]string{"NO_PROXY": "*"}, proxy: policy, source: ciba.ProxyFromPolicy,
		},
		"a variable":            {vars: map[string]string{"HTTPS_PROXY": variable}, system: system, proxy: variable, source: ciba.ProxyFromVariable},
		"a variable excepts it": {vars: map[string]string{"NO_PROXY": "op.example"}, system: system, source: ciba.ProxyFromVariable},
		"the system":            {system: system, proxy: system, source: ciba.ProxyFromSystem},
		"the system, with a variable of another scheme": {
			vars: map[string]string{"HTTP_PROXY": variable}, system: system, proxy: system, source: ciba.ProxyFromSystem,
		},
		"this machine, the policy": {network: ciba.Network{Proxy: policy}, to: "https://127.0.0.1:8443/op", source: ciba.ProxyFromNobody},
		"this machine, the system": {system: system, to: "https://[::1]:8443/op", source: ciba.ProxyFromNobody},
	} {
		t.Run(name, func(t *testing.T) {
			test.network.Variable = func(name string) string { return test.vars[name] }
			if test.system != "" {
				test.network.System = func(context.Context, *url.URL) (*url.URL, error) { return url.Parse(test.system) }
			}
			to := "https://op.example/op"
			if test.to != "" {
				to = test.to
			}
			route, err := test.network.RouteTo(t.Context(), asURL(t, to))
			got := ""
			if route.Proxy != nil {
				got = route.Proxy.String()
			}
			if err != nil || got != test.proxy || route.Source != test.source {
				t.Errorf("%q of %q, %v; want %q of %q", got, route.Source, err, test.proxy, test.source)
			}
		})
	}
}

// TestAProxyIsNeverPassedOver: rule 114. Where what names a proxy can't be used, no connection is
// made at all.
func TestAProxyIsNeverPassedOver(t *testing.T) {
	t.Parallel()
	script := &ciba.ProxyError{Problem: ciba.ProxyScript, Host: "wpad.example"}
	for name, test := range map[string]struct {
		network ciba.Network
		problem ciba.ProxyProblem
	}{
		"the policy's": {
			network: ciba.Network{Proxy: "http://me:s3cr3t#@proxy.example", System: func(context.Context, *url.URL) (*url.URL, error) { return nil, nil }},
			problem: ciba.ProxyUnreadable,
		},
		"a variable's": {
			network: ciba.Network{
				Variable: func(name string) string {
					return map[string]string{"https_proxy": "http://me:s3cr3t#@proxy.example"}[name]
				},
				System: func(context.Context, *url.URL) (*url.URL, error) { return nil, nil },
			},
			problem: ciba.ProxyUnreadable,
		},
		"the system's script": {
			network: ciba.Network{System: func(context.Context, *url.URL) (*url.URL, error) { return nil, fmt.Errorf("winhttp: %w", script) }},
			problem: ciba.ProxyScript,
		},
		"the system's settings": {
			network: ciba.Network{System: func(context.Context, *url.URL) (*url.URL, error) { return nil, errors.New("s3cr3t") }},
			problem: ciba.ProxySettings,
		},
	} {
		t.Run(name, func(t *testing.T) {
			transport := ciba.NewTransport(test.network)
			transport.DialContext = func(_ context.Context, _, address string) (net.Conn, error) {
				t.Errorf("a connection to %s", address)
				return nil, errors.New("no")
			}
			result, _ := verifyAt(t, "https://broker.invalid/op", transport, ciba.Endpoints{})
			failedFor(t, result, ciba.ReasonProxy)
			var fault *ciba.ProxyError
			if !errors.As(result.Err, &fault) || fault.Problem != test.problem || strings.Contains(fmt.Sprintf("%v %+v", result, fault.Error()), "s3cr3t") {
				t.Errorf("%+v", result.Err)
			}
		})
	}
}

// pemOf returns a certificate as a file.
func pemOf(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// TestTrustAlso: rule 115. A file with a part that can't be used is refused, whatever else is in
// it.
func TestTrustAlso(t *testing.T) {
	t.Parallel()
	good := string(pemOf(newAuthority(t, "one").certificate.Raw))
	const key = "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n"
	for name, test := range map[string]struct {
		file    string
		problem ciba.RootsProblem
		nth     int
	}{
		"one":                    {file: good},
		"two, with words around": {file: "# The proxy's root\n" + good + "\r\n# Another\n" + good + "end"},
		"empty":                  {problem: ciba.RootsNone},
		"no PEM":                 {file: "these are no certificates", problem: ciba.RootsNone},
		"DER":                    {file: "0\x82\x01\x0a", problem: ciba.RootsNone},
		"cut off":                {file: good[:len(good)-30], problem: ciba.RootsMalformed},
		"a broken one first":     {file: "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n" + good, problem: ciba.RootsMalformed},
		"not a certificate":      {file: good + string(pemOf([]byte("no"))), problem: ciba.RootsMalformed, nth: 2},
		"a private key":          {file: good + key, problem: ciba.RootsPrivateKey, nth: 2},
		"a request":              {file: "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n", problem: ciba.RootsOther, nth: 1},
	} {
		t.Run(name, func(t *testing.T) {
			pool, err := ciba.TrustAlso([]byte(test.file))
			if test.problem == "" {
				if err != nil || pool == nil {
					t.Error(err)
				}
				return
			}
			var fault *ciba.RootsError
			if pool != nil || !errors.As(err, &fault) || fault.Problem != test.problem || fault.Nth != test.nth {
				t.Errorf("%v", err)
			}
		})
	}
}

// FuzzTrustAlso: no file makes it panic, and what it takes has a certificate.
func FuzzTrustAlso(f *testing.F) {
	f.Add([]byte("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"))
	f.Add([]byte("-----BEGIN "))
	f.Add([]byte("-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----"))
	f.Fuzz(func(t *testing.T, file []byte) {
		pool, err := ciba.TrustAlso(file)
		if (pool == nil) == (err == nil) {
			t.Errorf("%v, %v", pool, err)
		}
	})
}

// withRoot returns a pool of the system's roots and one more.
func withRoot(t *testing.T, root authority) *x509.CertPool {
	t.Helper()
	pool, err := ciba.TrustAlso(pemOf(root.certificate.Raw))
	if err != nil {
		t.Fatal(err)
	}
	return pool
}

// stepsTo returns the steps of the way to a provider that an authority vouches for, and the probe's
// result.
func stepsTo(t *testing.T, issuer string, transport http.RoundTripper) (steps []ciba.Probe, good bool) {
	t.Helper()
	good = ciba.RunProbe(t.Context(), ciba.Config{Issuer: issuer, ClientID: "client"}, "", ciba.Options{Transport: transport}, func(p ciba.Probe) {
		steps = append(steps, p)
	})
	return steps, good
}

// serveDescription serves discovery and keys for its own address.
func serveDescription(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	at := "https://" + r.Host
	if strings.HasSuffix(r.URL.Path, "/jwks") {
		_, _ = io.WriteString(w, `{"keys":[]}`)
		return
	}
	_, _ = fmt.Fprintf(w, `{"issuer":%q,"backchannel_authentication_endpoint":%q,"token_endpoint":%q,"jwks_uri":%q}`, at, at+"/bc", at+"/token", at+"/jwks")
}

// TestFurtherRootsAreTrusted: rule 115. What the system doesn't trust is trusted with its root, and
// only then.
func TestFurtherRootsAreTrusted(t *testing.T) {
	t.Parallel()
	root := newAuthority(t, "of the office")
	server := listenTLS(t, &tls.Config{Certificates: []tls.Certificate{root.issue(t, nil)}, MinVersion: tls.VersionTLS12}, http.HandlerFunc(serveDescription))
	issuer := "https://" + server.Listener.Addr().String()
	steps, _ := stepsTo(t, issuer, ciba.NewTransport(ciba.Network{Roots: withRoot(t, root)}))
	if len(steps) != 4 || steps[2].Failed {
		t.Errorf("with its root: %+v", steps)
	}
	steps, _ = stepsTo(t, issuer, ciba.NewTransport(ciba.Network{Roots: withRoot(t, newAuthority(t, "of others"))}))
	if last := steps[len(steps)-1]; last.Step != ciba.ProbeConnection || last.Reason != ciba.ReasonCertificate {
		t.Errorf("with another: %+v", steps)
	}
}

// TestOnlyIPv6: rule 116. A provider at an IPv6 address is reached directly and through a proxy
// that has one as well.
func TestOnlyIPv6(t *testing.T) {
	t.Parallel()
	listen := func() net.Listener {
		listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp6", "[::1]:0")
		if err != nil {
			t.Skip("this machine has no IPv6:", err)
		}
		return listener
	}
	root := newAuthority(t, "six")
	certificate := root.issue(t, func(c *x509.Certificate) {
		c.IPAddresses, c.DNSNames = []net.IP{net.IPv6loopback}, []string{"broker.invalid"}
	})
	server := httptest.NewUnstartedServer(http.HandlerFunc(serveDescription))
	_ = server.Listener.Close()
	server.Listener = listen()
	server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	server.StartTLS()
	t.Cleanup(server.Close)

	steps, _ := stepsTo(t, server.URL, ciba.NewTransport(ciba.Network{Roots: withRoot(t, root)}))
	if len(steps) != 4 || steps[2].Failed {
		t.Errorf("directly: %+v", steps)
	}

	var tunnels atomic.Int32
	proxy := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tunnels.Add(1)
		tunnel(t, w, r, server.Listener.Addr().String())
	}))
	_ = proxy.Listener.Close()
	proxy.Listener = listen()
	proxy.Start()
	t.Cleanup(proxy.Close)
	steps, _ = stepsTo(t, "https://broker.invalid", ciba.NewTransport(ciba.Network{Roots: withRoot(t, root), Proxy: proxy.Listener.Addr().String()}))
	if len(steps) != 4 || steps[2].Failed || tunnels.Load() == 0 {
		t.Errorf("through the proxy, %d tunnels: %+v", tunnels.Load(), steps)
	}
}

// TestACaptivePortalIsNamed: rule 117. The text of the error says what is probably in the way; a
// page of the provider's own server doesn't.
func TestACaptivePortalIsNamed(t *testing.T) {
	t.Parallel()
	const words = "captive portal or proxy"
	page := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, "<html>Log in</html>")
		}
	}
	for name, test := range map[string]struct {
		handler http.HandlerFunc
		foreign bool // another authority than the trusted one
		step    ciba.ProbeStep
		reason  ciba.Reason
	}{
		"its own certificate":       {handler: serveDescription, foreign: true, step: ciba.ProbeConnection, reason: ciba.ReasonCertificate},
		"a page":                    {handler: page(200), step: ciba.ProbeDiscovery, reason: ciba.ReasonNotTheProvider},
		"a redirect":                {handler: page(302), step: ciba.ProbeDiscovery, reason: ciba.ReasonNotTheProvider},
		"a refusal":                 {handler: page(403), step: ciba.ProbeDiscovery, reason: ciba.ReasonNotTheProvider},
		"log in to the network":     {handler: page(511), step: ciba.ProbeDiscovery, reason: ciba.ReasonNotTheProvider},
		"a page where the keys are": {handler: pageForKeys(page(200)), step: ciba.ProbeKeys, reason: ciba.ReasonNotTheProvider},
		"the server's own 404":      {handler: page(404), step: ciba.ProbeDiscovery, reason: ciba.ReasonDiscoveryStatus},
	} {
		t.Run(name, func(t *testing.T) {
			root := newAuthority(t, "trusted")
			issuer := root
			if test.foreign {
				issuer = newAuthority(t, "portal")
			}
			server := listenTLS(t, &tls.Config{Certificates: []tls.Certificate{issuer.issue(t, nil)}, MinVersion: tls.VersionTLS12}, test.handler)
			steps, _ := stepsTo(t, "https://"+server.Listener.Addr().String(), trusting(root))
			last := steps[len(steps)-1]
			if last.Step != test.step || last.Reason != test.reason || last.Err == nil {
				t.Fatalf("%+v", last)
			}
			if named := strings.Contains(last.Err.Error(), words); named != (test.reason != ciba.ReasonDiscoveryStatus) {
				t.Errorf("%q", last.Err)
			}
		})
	}
}

// pageForKeys serves discovery, and a page in the place of the keys.
func pageForKeys(page http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/jwks") {
			page(w, r)
			return
		}
		serveDescription(w, r)
	}
}
