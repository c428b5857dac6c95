package ciba_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ringback/ciba"
	"ringback/ciba/simulator"
)

// authority is a certificate authority for a test.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func newAuthority(t *testing.T, name string) authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().AddDate(-2, 0, 0), NotAfter: time.Now().AddDate(2, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return authority{certificate, key}
}

// issue makes a certificate for 127.0.0.1 that is valid today, except for change.
func (a authority) issue(t *testing.T, change func(*x509.Certificate)) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "broker"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage:    x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if change != nil {
		change(template)
	}
	parent, signer := a.certificate, a.key
	if parent == nil { // self-signed
		parent, signer = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// trusting returns the real transport with a single root.
func trusting(root authority) *http.Transport {
	transport := ciba.NewTransport(ciba.Network{})
	transport.TLSClientConfig.RootCAs = x509.NewCertPool()
	transport.TLSClientConfig.RootCAs.AddCert(root.certificate)
	return transport
}

// listenTLS serves a handler over TLS on a loopback port until the test ends.
func listenTLS(t *testing.T, config *tls.Config, handler http.Handler) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.EnableHTTP2 = true
	server.TLS = config
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

// counter counts the requests that reach it.
type counter struct{ seen atomic.Int32 }

func (c *counter) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	c.seen.Add(1)
	w.WriteHeader(http.StatusTeapot)
}

// verifyAt runs a verification with an issuer that should not be reached.
func verifyAt(t *testing.T, issuer string, transport http.RoundTripper, endpoints ciba.Endpoints) (ciba.Result, []ciba.Exchange) {
	t.Helper()
	var exchanges []ciba.Exchange
	client := newTestClient(t, ciba.Config{
		Issuer: issuer, ClientID: simulator.PublishedClientID, Auth: ciba.ClientSecretPost, Scope: "openid",
		Endpoints: endpoints, IDTokenAlgs: []string{"RS256"},
	}, ciba.Options{
		Secret: simulator.PublishedClientSecret, Transport: transport,
		Exchange: func(e ciba.Exchange) { exchanges = append(exchanges, e) },
	})
	return client.NewVerification(simulatedParams(t, nil)).Run(t.Context()), exchanges
}

// failedFor asserts that a verification failed before anything was sent.
func failedFor(t *testing.T, result ciba.Result, reason ciba.Reason) {
	t.Helper()
	if result.Outcome != ciba.Failed || result.Reason != reason || !result.SentAt.IsZero() {
		t.Errorf("outcome %s, reason %q, sent at %v (%v), want failed, %q and nothing sent", result.Outcome, result.Reason, result.SentAt, result.Err, reason)
	}
	var fault *ciba.CallError
	if !errors.As(result.Err, &fault) || fault.Sent {
		t.Errorf("the error is %#v, want a CallError with nothing sent", result.Err)
	}
}

// TestTLSRefused: rule 20. The client never talks to an untrusted server, and no option changes
// that.
func TestTLSRefused(t *testing.T) {
	t.Parallel()
	root, foreign := newAuthority(t, "trusted"), newAuthority(t, "foreign")
	with := func(certificate tls.Certificate) *tls.Config {
		return &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	}
	tests := []struct {
		name   string
		server *tls.Config
	}{
		{"expired", with(root.issue(t, func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Minute) }))},
		{"not yet good", with(root.issue(t, func(c *x509.Certificate) { c.NotBefore = time.Now().Add(time.Minute) }))},
		{"another host's", with(root.issue(t, func(c *x509.Certificate) { c.IPAddresses, c.DNSNames = nil, []string{"broker.example"} }))},
		{"another address's", with(root.issue(t, func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 2)} }))},
		{
			"no name but the common one",
			with(root.issue(t, func(c *x509.Certificate) { c.IPAddresses, c.Subject.CommonName = nil, "127.0.0.1" })),
		},
		{
			"a client's certificate",
			with(root.issue(t, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} })),
		},
		{"foreign authority", with(foreign.issue(t, nil))},
		{"foreign authority of the same name", with(newAuthority(t, "trusted").issue(t, nil))},
		{"self-signed", with(authority{}.issue(t, nil))},
		{
			"TLS 1.1",
			&tls.Config{Certificates: []tls.Certificate{root.issue(t, nil)}, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var requests counter
			server := listenTLS(t, test.server, &requests)
			result, exchanges := verifyAt(t, server.URL+"/op", trusting(root), ciba.Endpoints{})
			failedFor(t, result, ciba.ReasonCertificate)
			if n := requests.seen.Load(); n != 0 {
				t.Errorf("the server saw %d requests", n)
			}
			if len(exchanges) != 1 || exchanges[0].Reason != ciba.ReasonCertificate || exchanges[0].Status != 0 {
				t.Errorf("the exchanges are %+v", exchanges)
			}
		})
	}
}

func TestTLSPlainServer(t *testing.T) {
	t.Parallel()
	var requests counter
	server := httptest.NewServer(&requests)
	t.Cleanup(server.Close)
	result, _ := verifyAt(t, "https://"+server.Listener.Addr().String(), trusting(newAuthority(t, "trusted")), ciba.Endpoints{})
	failedFor(t, result, ciba.ReasonCertificate)
	if n := requests.seen.Load(); n != 0 {
		t.Errorf("the server saw %d requests", n)
	}
}

// TestTLSRefusedAtTheStart: discovery may be trusted, but not the endpoint that gets the secret.
func TestTLSRefusedAtTheStart(t *testing.T) {
	t.Parallel()
	root, foreign := newAuthority(t, "trusted"), newAuthority(t, "foreign")
	var requests counter
	bad := listenTLS(t, &tls.Config{Certificates: []tls.Certificate{foreign.issue(t, nil)}, MinVersion: tls.VersionTLS12}, &requests)
	var issuer string
	good := listenTLS(t, &tls.Config{Certificates: []tls.Certificate{root.issue(t, nil)}, MinVersion: tls.VersionTLS12},
		http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodGet {
				t.Errorf("%s %s", r.Method, r.URL)
			}
			_, _ = fmt.Fprintf(w, `{"issuer":%q,"token_endpoint":%q,"jwks_uri":%q}`, issuer, issuer+"/token", issuer+"/jwks")
		}))
	issuer = good.URL
	result, exchanges := verifyAt(t, issuer, trusting(root), ciba.Endpoints{BackchannelAuthentication: bad.URL + "/ciba"})
	if result.Outcome != ciba.Failed || result.Reason != ciba.ReasonCertificate {
		t.Errorf("%s, %q (%v)", result.Outcome, result.Reason, result.Err)
	}
	if n := requests.seen.Load(); n != 0 || len(exchanges) != 2 {
		t.Errorf("the server saw %d requests, and there were %d exchanges", n, len(exchanges))
	}
}

// TestTLSHandshakeBreaksOff: a handshake that breaks off says nothing about a certificate.
func TestTLSHandshakeBreaksOff(t *testing.T) {
	t.Parallel()
	listener := listenTCP(t)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = io.CopyN(io.Discard, conn, 5)
			_ = conn.Close()
		}
	}()
	result, _ := verifyAt(t, "https://"+listener.Addr().String(), trusting(newAuthority(t, "trusted")), ciba.Endpoints{})
	failedFor(t, result, ciba.ReasonUnreachable)
}

func TestTLSHandshakeNeverAnswered(t *testing.T) {
	t.Parallel()
	listener := listenTCP(t) // its backlog accepts the connection, and nothing reads from it
	transport := trusting(newAuthority(t, "trusted"))
	transport.TLSHandshakeTimeout = 100 * time.Millisecond
	result, _ := verifyAt(t, "https://"+listener.Addr().String(), transport, ciba.Endpoints{})
	failedFor(t, result, ciba.ReasonTimeout)
}

func listenTCP(t *testing.T) net.Listener {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	return listener
}

func TestConnectionRefused(t *testing.T) {
	t.Parallel()
	// Nobody listens at the near end of a connection, and nobody else gets its port.
	held, err := new(net.Dialer).DialContext(t.Context(), "tcp", listenTCP(t).Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = held.Close() })
	for _, scheme := range []string{"http", "https"} {
		result, _ := verifyAt(t, scheme+"://"+held.LocalAddr().String(), trusting(newAuthority(t, "trusted")), ciba.Endpoints{})
		failedFor(t, result, ciba.ReasonUnreachable)
	}
}

func TestNameNotFound(t *testing.T) {
	t.Parallel()
	transport := trusting(newAuthority(t, "trusted"))
	transport.DialContext = func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "broker.invalid", IsNotFound: true}}
	}
	result, _ := verifyAt(t, "https://broker.invalid/op", transport, ciba.Endpoints{})
	failedFor(t, result, ciba.ReasonNotFound)
}

// TestProxyInTheWay: rule 44. A proxy that blocks the call is named, whatever its words, and never
// with its credentials. Nothing of the request reaches it.
func TestProxyInTheWay(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer  string
		problem ciba.ProxyProblem
		status  int
	}{
		"407": {
			answer:  "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n",
			problem: ciba.ProxyLogin, status: 407,
		},
		"407 in its words": {answer: "HTTP/1.1 407 Log in first\r\n\r\n", problem: ciba.ProxyLogin, status: 407},
		"403":              {answer: "HTTP/1.1 403 Forbidden\r\n\r\n", problem: ciba.ProxyRefused, status: 403},
		"502":              {answer: "HTTP/1.1 502 Bad Gateway\r\n\r\n", problem: ciba.ProxyCannotReach, status: 502},
		"a redirect": {
			answer: "HTTP/1.1 302 Found\r\nLocation: http://login.example/\r\n\r\n", problem: ciba.ProxyStrange, status: 302,
		},
		"a page":          {answer: "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 6\r\n\r\n<html>", problem: ciba.ProxyStrange, status: 200},
		"a chunked page":  {answer: "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<html>\r\n0\r\n\r\n", problem: ciba.ProxyStrange, status: 200},
		"another success": {answer: "HTTP/1.1 204 No Content\r\n\r\n", problem: ciba.ProxyStrange, status: 204},
		"something else":  {answer: "220 mail.example ESMTP\r\n", problem: ciba.ProxyStrange},
		"nothing":         {problem: ciba.ProxyStrange},
	} {
		t.Run(name, func(t *testing.T) {
			var connects atomic.Int32
			listener := listenTCP(t)
			go serveRaw(listener, func(request string) string {
				connects.Add(1)
				if !strings.HasPrefix(request, "CONNECT broker.invalid:443 HTTP/1.1\r\n") || strings.Contains(request, "client_secret") {
					t.Errorf("the proxy was sent %q", request)
				}
				return test.answer
			})
			inTheWay(t, &url.URL{Scheme: "http", User: url.UserPassword("me", "s3cr3t"), Host: listener.Addr().String()}, test.problem, test.status)
			if connects.Load() != 1 {
				t.Errorf("the proxy was asked %d times, want once", connects.Load())
			}
		})
	}
}

// TestProxyWithAPage: a web page in the tunnel comes from the proxy: the broker speaks TLS.
func TestProxyWithAPage(t *testing.T) {
	t.Parallel()
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, both, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = conn.Close() }()
		_, _ = io.WriteString(conn, "HTTP/1.1 200 Connection established\r\n\r\n")
		_, _ = both.ReadByte() // of the handshake
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n<html>Log in</html>")
	}))
	t.Cleanup(proxy.Close)
	at, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	inTheWay(t, at, ciba.ProxyStrange, 0)
}

// TestProxyDown: a proxy that can't be reached is named, and not confused with the broker.
func TestProxyDown(t *testing.T) {
	t.Parallel()
	gone := listenTCP(t)
	address := gone.Addr().String()
	if err := gone.Close(); err != nil {
		t.Fatal(err)
	}
	var requests counter
	foreign := listenTLS(t, &tls.Config{Certificates: []tls.Certificate{newAuthority(t, "foreign").issue(t, nil)}, MinVersion: tls.VersionTLS12}, &requests)
	for _, at := range []string{"http://me:s3cr3t@" + address, "https://me:s3cr3t@" + address, "socks5://me:s3cr3t@" + address, "http://me:s3cr3t@proxy.invalid:3128", "https://" + foreign.Listener.Addr().String()} {
		proxy, err := url.Parse(at)
		if err != nil {
			t.Fatal(err)
		}
		inTheWay(t, proxy, ciba.ProxyDown, 0)
	}
}

// TestProxyThatCantBeRead: nothing is sent at all.
func TestProxyThatCantBeRead(t *testing.T) {
	t.Parallel()
	variables := map[string]string{"HTTPS_PROXY": "http://me:s3cr3t#@proxy.invalid"}
	transport := ciba.NewTransport(ciba.Network{Variable: func(name string) string { return variables[name] }})
	transport.DialContext = func(_ context.Context, _, address string) (net.Conn, error) {
		t.Errorf("a connection to %s", address)
		return nil, errors.New("no")
	}
	result, _ := verifyAt(t, "https://broker.invalid/op", transport, ciba.Endpoints{})
	failedFor(t, result, ciba.ReasonProxy)
	var fault *ciba.ProxyError
	if !errors.As(result.Err, &fault) || fault.Problem != ciba.ProxyUnreadable || fault.Variable != "HTTPS_PROXY" || strings.Contains(fmt.Sprintf("%v %+v", result, fault), "s3cr3t") {
		t.Errorf("%+v", result.Err)
	}
}

func inTheWay(t *testing.T, proxy *url.URL, problem ciba.ProxyProblem, status int) {
	t.Helper()
	transport := trusting(newAuthority(t, "trusted"))
	transport.Proxy = http.ProxyURL(proxy)
	result, exchanges := verifyAt(t, "https://broker.invalid/op", transport, ciba.Endpoints{})
	failedFor(t, result, ciba.ReasonProxy)
	var fault *ciba.ProxyError
	if !errors.As(result.Err, &fault) || fault.Problem != problem || fault.Host != proxy.Host || fault.Status != status {
		t.Errorf("%s: %+v, want %s %d", proxy.Host, fault, problem, status)
	}
	if text := fmt.Sprintf("%v %+v %v", result, fault, exchanges); strings.Contains(text, "s3cr3t") {
		t.Errorf("the credentials of the proxy are in %s", text)
	}
}

// serveRaw answers the headers of each connection's first request, and closes.
func serveRaw(listener net.Listener, answer func(head string) string) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		var head bytes.Buffer
		for !strings.HasSuffix(head.String(), "\r\n\r\n") {
			if _, err := io.CopyN(&head, conn, 1); err != nil {
				break
			}
		}
		_, _ = io.WriteString(conn, answer(head.String()))
		_ = conn.Close()
	}
}

// TestProxyInspects: rule 44. A proxy that opens TLS to inspect it presents its own certificate.
func TestProxyInspects(t *testing.T) {
	t.Parallel()
	var requests counter
	inspector := listenTLS(t, &tls.Config{
		Certificates: []tls.Certificate{newAuthority(t, "inspector").issue(t, func(c *x509.Certificate) { c.DNSNames = []string{"broker.invalid"} })},
		MinVersion:   tls.VersionTLS12,
	}, &requests)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { tunnel(t, w, r, inspector.Listener.Addr().String()) }))
	t.Cleanup(proxy.Close)
	transport := trusting(newAuthority(t, "trusted"))
	transport.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: proxy.Listener.Addr().String()})
	result, _ := verifyAt(t, "https://broker.invalid/op", transport, ciba.Endpoints{})
	failedFor(t, result, ciba.ReasonCertificate)
	if n := requests.seen.Load(); n != 0 {
		t.Errorf("the inspector saw %d requests", n)
	}
}

// tunnel answers a CONNECT with a connection to another address.
func tunnel(t *testing.T, w http.ResponseWriter, r *http.Request, address string) {
	if r.Method != http.MethodConnect {
		t.Errorf("%s %s", r.Method, r.URL)
	}
	there, err := (&net.Dialer{}).DialContext(r.Context(), "tcp", address)
	if err != nil {
		t.Error(err)
		return
	}
	defer func() { _ = there.Close() }()
	here, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	defer func() { _ = here.Close() }()
	_, _ = io.WriteString(here, "HTTP/1.1 200 OK\r\n\r\n")
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = io.Copy(there, here)
		_ = there.Close()
	}()
	_, _ = io.Copy(here, there)
	_ = here.Close()
	<-ended
}

// TestWholeVerificationOverTLS: a whole verification over real sockets and TLS, by the machine's
// own clock. The person answers when the client has been told to wait, however long that takes.
func TestWholeVerificationOverTLS(t *testing.T) {
	if !long {
		t.Skip("it waits for real polls: run make test, or -tags long")
	}
	t.Parallel()
	root := newAuthority(t, "trusted")
	keys := newSimulatorKeys(t)
	for _, test := range []struct {
		name    string
		version uint16
		answer  func(s *simulator.Simulator, prompt string) error
		outcome ciba.Outcome
		events  []ciba.EventKind
	}{
		{
			name: "TLS 1.3", version: tls.VersionTLS13, answer: (*simulator.Simulator).Approve, outcome: ciba.Verified,
			events: []ciba.EventKind{ciba.EventSending, ciba.EventAcknowledged, ciba.EventPolling, ciba.EventPending,
				ciba.EventPolling, ciba.EventAnswered, ciba.EventReceived},
		},
		{
			name: "TLS 1.2", version: tls.VersionTLS12, answer: (*simulator.Simulator).Approve, outcome: ciba.Verified,
			events: []ciba.EventKind{ciba.EventSending, ciba.EventAcknowledged, ciba.EventPolling, ciba.EventPending,
				ciba.EventPolling, ciba.EventAnswered, ciba.EventReceived},
		},
		{
			name: "refused", version: tls.VersionTLS13, answer: (*simulator.Simulator).Refuse, outcome: ciba.Refused,
			events: []ciba.EventKind{ciba.EventSending, ciba.EventAcknowledged, ciba.EventPolling, ciba.EventPending, ciba.EventPolling},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewUnstartedServer(nil)
			base := "https://" + server.Listener.Addr().String()
			s, err := simulator.New(simulator.Options{
				BaseURL: base, Scenario: simulator.Decide, Keys: keys, Interval: time.Second,
			})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Proto != "HTTP/1.1" || r.TLS.Version != test.version {
					t.Errorf("%s over %s", r.Proto, tls.VersionName(r.TLS.Version))
				}
				s.Handler().ServeHTTP(w, r)
			})
			server.EnableHTTP2 = true // so that HTTP/1.1 is the client's choice
			server.TLS = &tls.Config{Certificates: []tls.Certificate{root.issue(t, nil)}, MinVersion: test.version, MaxVersion: test.version}
			server.StartTLS()
			t.Cleanup(server.Close)

			transport := trusting(root)
			t.Cleanup(transport.CloseIdleConnections)
			client := newTestClient(t, simulatedConfig(base), ciba.Options{Secret: simulator.PublishedClientSecret, Transport: transport})
			var events []ciba.EventKind
			result := client.NewVerification(simulatedParams(t, func(e ciba.Event) {
				events = append(events, e.Kind)
				if e.Kind != ciba.EventPending {
					return
				}
				for _, prompt := range s.Prompts() {
					if err := test.answer(s, prompt.ID); err != nil {
						t.Error(err)
					}
				}
			})).Run(t.Context())
			if result.Outcome != test.outcome {
				t.Errorf("outcome %s, reason %q (%v), want %s", result.Outcome, result.Reason, result.Err, test.outcome)
			}
			if result.Verdict != nil {
				if failed := requiredFailures(t, result); failed != nil {
					t.Errorf("failed %v", failed)
				}
			}
			if fmt.Sprint(events) != fmt.Sprint(test.events) {
				t.Errorf("events %v, want %v", events, test.events)
			}
		})
	}
}
