package ciba_test

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"ringback/ciba"
)

// TestStart: how a start that isn't acknowledged ends. Whatever the answer, it is sent once, and
// there is nothing to poll.
func TestStart(t *testing.T) {
	t.Parallel()
	body := func(text string) step { return says(200, text) }
	tests := []struct {
		rule    int
		name    string
		answer  step
		outcome ciba.Outcome
		reason  ciba.Reason
		code    string
		retry   time.Duration
	}{
		{
			rule: 1, name: "200 without auth_req_id", answer: body(`{"expires_in":300,"interval":5}`),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{
			rule: 2, name: "auth_req_id empty", answer: body(`{"auth_req_id":"","expires_in":300}`),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{
			rule: 2, name: "auth_req_id number", answer: body(`{"auth_req_id":7,"expires_in":300}`),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{
			rule: 2, name: "auth_req_id null", answer: body(`{"auth_req_id":null,"expires_in":300}`),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{
			rule: 2, name: "auth_req_id array", answer: body(`{"auth_req_id":["a"],"expires_in":300}`),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{
			rule: 3, name: "auth_req_id with newline", answer: body(`{"auth_req_id":"a\nb","expires_in":300}`),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{
			name: "auth_req_id twice", answer: body(`{"auth_req_id":"a","auth_req_id":"b","expires_in":300}`),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{
			name: "auth_req_id in other letters", answer: body(`{"Auth_Req_Id":"a","expires_in":300}`),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{rule: 5, name: "expires_in missing", answer: body(`{"auth_req_id":"a"}`), outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear},
		{
			rule: 7, name: "expires_in 0", answer: body(`{"auth_req_id":"a","expires_in":0}`),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{
			rule: 7, name: "expires_in -1", answer: body(`{"auth_req_id":"a","expires_in":-1}`),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{
			rule: 7, name: "expires_in 1.5", answer: body(`{"auth_req_id":"a","expires_in":1.5}`),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{
			rule: 7, name: "expires_in 1e99", answer: body(`{"auth_req_id":"a","expires_in":1e99}`),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{
			rule: 7, name: "expires_in 1e18", answer: body(`{"auth_req_id":"a","expires_in":1e18}`),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{
			rule: 7, name: "expires_in NaN text", answer: body(`{"auth_req_id":"a","expires_in":"NaN"}`),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{
			rule: 7, name: "expires_in NaN", answer: body(`{"auth_req_id":"a","expires_in":NaN}`),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{
			rule: 7, name: "expires_in -0", answer: body(`{"auth_req_id":"a","expires_in":-0}`),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{
			rule: 7, name: "expires_in '0'", answer: body(`{"auth_req_id":"a","expires_in":"0"}`),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{
			rule: 7, name: "expires_in '+300'", answer: body(`{"auth_req_id":"a","expires_in":"+300"}`),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{
			rule: 7, name: "expires_in '-300'", answer: body(`{"auth_req_id":"a","expires_in":"-300"}`),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{
			rule: 7, name: "expires_in true", answer: body(`{"auth_req_id":"a","expires_in":true}`),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{
			rule: 12, name: "unknown_user_id", answer: failure("unknown_user_id"),
			outcome: ciba.Failed, reason: ciba.ReasonOAuth, code: "unknown_user_id",
		},
		{
			rule: 12, name: "expired_login_hint_token", answer: failure("expired_login_hint_token"),
			outcome: ciba.Failed, reason: ciba.ReasonOAuth, code: "expired_login_hint_token",
		},
		{
			rule: 12, name: "invalid_binding_message", answer: failure("invalid_binding_message"),
			outcome: ciba.Failed, reason: ciba.ReasonOAuth, code: "invalid_binding_message",
		},
		{
			rule: 12, name: "missing_user_code", answer: failure("missing_user_code"),
			outcome: ciba.Failed, reason: ciba.ReasonOAuth, code: "missing_user_code",
		},
		{
			rule: 13, name: "401 invalid_client", answer: says(401, `{"error":"invalid_client"}`),
			outcome: ciba.Failed, reason: ciba.ReasonOAuth, code: "invalid_client",
		},
		{
			rule: 13, name: "400 invalid_client", answer: failure("invalid_client"),
			outcome: ciba.Failed, reason: ciba.ReasonOAuth, code: "invalid_client",
		},
		{
			rule: 14, name: "403 access_denied", answer: says(403, `{"error":"access_denied"}`),
			outcome: ciba.Failed, reason: ciba.ReasonOAuth, code: "access_denied",
		},
		{
			rule: 14, name: "unauthorized_client", answer: failure("unauthorized_client"),
			outcome: ciba.Failed, reason: ciba.ReasonOAuth, code: "unauthorized_client",
		},
		{
			rule: 14, name: "400 invalid_scope", answer: failure("invalid_scope"),
			outcome: ciba.Failed, reason: ciba.ReasonOAuth, code: "invalid_scope",
		},
		{
			name: "authorization_pending to a start", answer: pending(),
			outcome: ciba.Failed, reason: ciba.ReasonOAuth, code: "authorization_pending",
		},
		{rule: 15, name: "times out after the request was sent", answer: hangs(), outcome: ciba.Unknown, reason: ciba.ReasonStartTimeout},
		{rule: 15, name: "connection dropped", answer: raw(""), outcome: ciba.Unknown, reason: ciba.ReasonStartLost},
		{
			rule: 15, name: "EOF mid-body of a good answer",
			answer:  raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"auth_req_id\":\"a\",\"expires_in\":300}"),
			outcome: ciba.Unknown, reason: ciba.ReasonStartLost,
		},
		{rule: 16, name: "500", answer: status(500), outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear},
		{
			rule: 16, name: "500 with an OAuth error", answer: says(500, `{"error":"server_error"}`),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{rule: 16, name: "502", answer: status(502), outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear},
		{rule: 16, name: "504", answer: status(504), outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear},
		{
			rule: 16, name: "503 with Retry-After", answer: status(503, "Retry-After: 120\r\n"),
			outcome: ciba.Failed, reason: ciba.ReasonBusy, retry: 2 * time.Minute,
		},
		{
			rule: 16, name: "503 with a Retry-After in the past",
			answer:  status(503, "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n"),
			outcome: ciba.Failed, reason: ciba.ReasonBusy,
		},
		{rule: 16, name: "503 without Retry-After", answer: status(503), outcome: ciba.Failed, reason: ciba.ReasonBusy},
		{
			rule: 16, name: "429 with Retry-After", answer: status(429, "Retry-After: 30\r\n"),
			outcome: ciba.Failed, reason: ciba.ReasonBusy, retry: 30 * time.Second,
		},
		{
			rule: 16, name: "429 with an OAuth error", answer: says(429, `{"error":"slow_down"}`),
			outcome: ciba.Failed, reason: ciba.ReasonBusy,
		},
		{
			rule: 18, name: "200 with text/html (captive portal)", answer: html(200),
			outcome: ciba.Unknown, reason: ciba.ReasonNotTheProvider,
		},
		{name: "HTML 404", answer: html(404), outcome: ciba.Unknown, reason: ciba.ReasonNotTheProvider},
		{name: "400 that isn't JSON", answer: says(400, `bad request`), outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear},
		{
			name: "200 with an error", answer: says(200, `{"error":"unknown_user_id"}`),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{
			name: "201 with an acknowledgement", answer: says(201, `{"auth_req_id":"a","expires_in":300}`),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{
			rule: 19, name: "302 to same host", answer: redirect(302, testIssuer+"/elsewhere"),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{
			rule: 19, name: "307 to same host", answer: redirect(307, testIssuer+"/elsewhere"),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{
			rule: 19, name: "308 to other host", answer: redirect(308, "http://127.0.0.2/op/connect/ciba"),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{
			rule: 41, name: "headers 10 MB",
			answer:  floods("HTTP/1.1 200 OK\r\n", "X: "+strings.Repeat("a", 1000)+"\r\n", 10<<20),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{
			rule: 41, name: "body 1 GB",
			answer:  floods("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n", strings.Repeat(" ", 1<<16), 1<<30),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{rule: 41, name: "gzip bomb", answer: bomb(), outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear},
		{
			rule: 42, name: "BOM", answer: body("\ufeff" + `{"auth_req_id":"a","expires_in":300}`),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{
			rule: 42, name: "trailing garbage", answer: body(`{"auth_req_id":"a","expires_in":300}}`),
			outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear,
		},
		{
			rule: 40, name: "1 byte/s", answer: drip("HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n" + strings.Repeat(" ", 40)),
			outcome: ciba.Unknown, reason: ciba.ReasonStartTimeout,
		},
	}
	for _, test := range tests {
		t.Run(rowName(test.rule, test.name), func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(startEndpoint, test.answer)
				s := verify(t, p.client(t))
				s.wants(t, test.outcome, test.reason)
				code := ""
				if s.OAuth != nil {
					code = s.OAuth.Code
				}
				if code != test.code || s.Retry != test.retry || s.SentAt.IsZero() || s.Verdict != nil {
					t.Errorf("named %q, retry after %v, sent at %v", code, s.Retry, s.SentAt)
				}
				if test.outcome == ciba.Unknown && s.Err == nil {
					t.Error("nothing for developers")
				}
				p.silentAfter(t)
				if len(p.seen(startEndpoint)) != 1 || len(p.seen("")) != 2 {
					t.Errorf("%d starts, %d requests", len(p.seen(startEndpoint)), len(p.seen("")))
				}
			})
		})
	}
}

// TestSlowAcknowledgement: the Date is that of the headers. However long the body takes, it causes
// no offset, and a token isn't judged at an earlier time for it.
func TestSlowAcknowledgement(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(startEndpoint, func(p *scripted, c netConn, _ *request) bool {
			const body = `{"auth_req_id":"a","expires_in":300,"interval":5}`
			_, _ = fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nDate: %s\r\nContent-Length: %d\r\n\r\n", p.now().UTC().Format(http.TimeFormat), len(body))
			later(35 * time.Second)
			_, err := io.WriteString(c, body)
			return err == nil
		})
		s := verify(t, p.client(t))
		s.wants(t, ciba.Verified, "")
		if offset := s.told(ciba.EventAcknowledged)[0].Offset; offset != 0 || s.ReceivedAt.Sub(p.now()).Abs() > time.Second {
			t.Errorf("an offset of %v, received at %v", offset, s.ReceivedAt)
		}
	})
}

// TestStartThatIsNotWritten: nothing was sent, so no person is asked: failed.
func TestStartThatIsNotWritten(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		rule   int
		name   string
		fault  error
		reason ciba.Reason
	}{
		{name: "DNS", fault: &net.DNSError{Err: "no such host", IsNotFound: true}, reason: ciba.ReasonNotFound},
		{name: "refused", fault: &net.OpError{Op: "dial", Err: errors.New("connection refused")}, reason: ciba.ReasonUnreachable},
		{
			rule: 20, name: "TLS: wrong host",
			fault: x509.HostnameError{Certificate: &x509.Certificate{}, Host: "x"}, reason: ciba.ReasonCertificate,
		},
		{rule: 20, name: "TLS: self-signed", fault: x509.UnknownAuthorityError{}, reason: ciba.ReasonCertificate},
		{rule: 20, name: "TLS: expired", fault: x509.CertificateInvalidError{Reason: x509.Expired}, reason: ciba.ReasonCertificate},
	} {
		t.Run(rowName(test.rule, test.name), func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				c := p.client(t)
				if _, err := c.Discover(t.Context()); err != nil {
					t.Fatal(err)
				}
				p.transport.CloseIdleConnections()
				p.refuse = test.fault
				s := verify(t, c)
				s.wants(t, ciba.Failed, test.reason)
				var fault *ciba.CallError
				if !errors.As(s.Err, &fault) || fault.Sent || len(p.seen(startEndpoint)) != 0 {
					t.Errorf("error %v", s.Err)
				}
				p.silentAfter(t)
			})
		})
	}
}

// TestDiscovery: rule 77 and related errors. Nothing is started, and the secret goes nowhere.
func TestDiscovery(t *testing.T) {
	t.Parallel()
	tests := []struct {
		rule   int
		name   string
		answer step
		reason ciba.Reason
	}{
		{
			rule: 77, name: "discovery issuer differs",
			answer: metadata(member("issuer", "https://evil.example/op")), reason: ciba.ReasonOtherIssuer,
		},
		{
			rule: 77, name: "issuer with a trailing slash",
			answer: metadata(member("issuer", testIssuer+"/")), reason: ciba.ReasonOtherIssuer,
		},
		{
			rule: 77, name: "issuer in other letters",
			answer: metadata(member("issuer", strings.ToUpper(testIssuer))), reason: ciba.ReasonOtherIssuer,
		},
		{rule: 77, name: "issuer missing", answer: metadata(member("issuer", nil)), reason: ciba.ReasonDiscoveryMember},
		{
			rule: 77, name: "http endpoint",
			answer: metadata(member("token_endpoint", "http://provider.example/op/connect/token")), reason: ciba.ReasonNotHTTPS,
		},
		{
			rule: 77, name: "token endpoint on another host",
			answer: metadata(member("token_endpoint", "https://evil.example/op/connect/token")), reason: ciba.ReasonOtherHost,
		},
		{
			rule: 77, name: "start endpoint on another port",
			answer: metadata(member("backchannel_authentication_endpoint", "http://127.0.0.1:9999/op/connect/ciba")),
			reason: ciba.ReasonOtherHost,
		},
		{
			rule: 77, name: "keys on another host",
			answer: metadata(member("jwks_uri", "https://evil.example/jwks")), reason: ciba.ReasonOtherHost,
		},
		{
			rule: 77, name: "endpoint with credentials in it",
			answer: metadata(member("token_endpoint", "http://a:b@127.0.0.1:8080/op/connect/token")),
			reason: ciba.ReasonAddress,
		},
		{
			rule: 77, name: "endpoint that only begins like the host",
			answer: metadata(member("token_endpoint", "http://127.0.0.1:8080.evil.example/token")), reason: ciba.ReasonAddress,
		},
		{rule: 77, name: "relative endpoint", answer: metadata(member("token_endpoint", "/op/connect/token")), reason: ciba.ReasonAddress},
		{
			rule: 77, name: "endpoint with a fragment",
			answer: metadata(member("token_endpoint", testIssuer+"/connect/token#x")), reason: ciba.ReasonAddress,
		},
		{rule: 77, name: "file endpoint", answer: metadata(member("jwks_uri", "file:///etc/passwd")), reason: ciba.ReasonAddress},
		{rule: 77, name: "redirect", answer: redirect(302, testIssuer+"/elsewhere"), reason: ciba.ReasonDiscoveryStatus},
		{name: "no CIBA", answer: metadata(member("backchannel_authentication_endpoint", nil)), reason: ciba.ReasonDiscoveryMember},
		{
			name: "no poll mode", answer: metadata(member("backchannel_token_delivery_modes_supported", []string{"push"})),
			reason: ciba.ReasonNoPoll,
		},
		{name: "HTML", answer: html(200), reason: ciba.ReasonNotTheProvider},
		{name: "500", answer: status(500), reason: ciba.ReasonDiscoveryStatus},
		{name: "404 with metadata", answer: says(404, metadataText()), reason: ciba.ReasonDiscoveryStatus},
		{name: "empty", answer: says(200, ``), reason: ciba.ReasonDiscovery},
		{name: "a name twice", answer: says(200, `{"issuer":"`+testIssuer+`","issuer":"`+testIssuer+`"}`), reason: ciba.ReasonDiscovery},
		{name: "never answers", answer: hangs(), reason: ciba.ReasonTimeout},
		{
			rule: 41, name: "body 1 GB", answer: floods("HTTP/1.1 200 OK\r\n\r\n", strings.Repeat(" ", 1<<16), 1<<30),
			reason: ciba.ReasonUnreadable,
		},
		{name: "dropped", answer: raw(""), reason: ciba.ReasonUnreachable},
	}
	for _, test := range tests {
		t.Run(rowName(test.rule, test.name), func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(discoveryEndpoint, test.answer)
				s := verify(t, p.client(t))
				s.wants(t, ciba.Failed, test.reason)
				for _, a := range p.seen("") {
					if a.endpoint != discoveryEndpoint || len(a.form) != 0 {
						t.Errorf("%s %s was sent", a.method, a.path)
					}
				}
				if !s.SentAt.IsZero() {
					t.Error("a start is said to have been sent")
				}
				p.silentAfter(t)
			})
		})
	}
}

// TestEndpointOverrides: endpoints from our settings are used, on any host.
func TestEndpointOverrides(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]func(*ciba.Endpoints){
		"token on another loopback host": func(e *ciba.Endpoints) { e.Token = "http://127.0.0.2/op/connect/token" },
		"token on localhost":             func(e *ciba.Endpoints) { e.Token = "http://LocalHost/op/connect/token" },
		"token on the loopback of IPv6":  func(e *ciba.Endpoints) { e.Token = "http://[::1]/op/connect/token" },
		"no cancel":                      func(e *ciba.Endpoints) { e.Cancel = "" },
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				verify(t, p.client(t, func(c *ciba.Config, _ *ciba.Options) { set(&c.Endpoints) })).wants(t, ciba.Verified, ciba.ReasonNone)
			})
		})
	}
}

// TestEndpointOverridesNeedHTTPS: otherwise there is no client.
func TestEndpointOverridesNeedHTTPS(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*ciba.Config)
		want   ciba.FieldError
	}{
		"token without a host": {
			func(c *ciba.Config) { c.Endpoints.Token = "https:///op/connect/token" },
			ciba.FieldError{Field: "token_endpoint", Problem: ciba.ProblemMalformed},
		},
		"token in the clear": {
			func(c *ciba.Config) { c.Endpoints.Token = "http://provider.example/op/connect/token" },
			ciba.FieldError{Field: "token_endpoint", Problem: ciba.ProblemNotHTTPS},
		},
		"keys in the clear": {
			func(c *ciba.Config) { c.Endpoints.JWKS = "http://provider.example/jwks" },
			ciba.FieldError{Field: "jwks_uri", Problem: ciba.ProblemNotHTTPS},
		},
		"cancel in the clear": {
			func(c *ciba.Config) { c.Endpoints.Cancel = "http://provider.example/{auth_req_id}" },
			ciba.FieldError{Field: "cancel_endpoint", Problem: ciba.ProblemNotHTTPS},
		},
		"issuer in the clear": {
			func(c *ciba.Config) { c.Issuer = "http://provider.example/op" },
			ciba.FieldError{Field: "issuer", Problem: ciba.ProblemNotHTTPS},
		},
		"issuer that is no URL": {
			func(c *ciba.Config) { c.Issuer = "provider" }, ciba.FieldError{Field: "issuer", Problem: ciba.ProblemMalformed},
		},
	} {
		t.Run(name, func(t *testing.T) {
			config := testConfig()
			test.change(&config)
			refusedConfig(t, config, test.want)
		})
	}
}

// TestMetadataIsKept: for five minutes, then it is fetched again.
func TestMetadataIsKept(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		c := p.client(t)
		for _, want := range []int{1, 1, 2} {
			verify(t, c).wants(t, ciba.Verified, "")
			if n := len(p.seen(discoveryEndpoint)); n != want {
				t.Errorf("%d discoveries, want %d", n, want)
			}
			later(time.Duration(want) * 150 * time.Second)
		}
	})
}
