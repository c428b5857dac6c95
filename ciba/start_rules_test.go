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

// TestStart is how a start that isn't acknowledged ends. Whatever the answer,
// it is sent once, and there is nothing to poll.
func TestStart(t *testing.T) {
	body := func(text string) step { return says(200, text) }
	tests := []struct {
		row     string
		answer  step
		outcome ciba.Outcome
		reason  ciba.Reason
		code    string
		retry   time.Duration
	}{
		{"1 200 without auth_req_id", body(`{"expires_in":300,"interval":5}`), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"2 auth_req_id empty", body(`{"auth_req_id":"","expires_in":300}`), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"2 auth_req_id number", body(`{"auth_req_id":7,"expires_in":300}`), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"2 auth_req_id null", body(`{"auth_req_id":null,"expires_in":300}`), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"2 auth_req_id array", body(`{"auth_req_id":["a"],"expires_in":300}`), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"3 auth_req_id with newline", body(`{"auth_req_id":"a\nb","expires_in":300}`), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"auth_req_id twice", body(`{"auth_req_id":"a","auth_req_id":"b","expires_in":300}`), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"auth_req_id in other letters", body(`{"Auth_Req_Id":"a","expires_in":300}`), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"5 expires_in missing", body(`{"auth_req_id":"a"}`), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"7 expires_in 0", body(`{"auth_req_id":"a","expires_in":0}`), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"7 expires_in -1", body(`{"auth_req_id":"a","expires_in":-1}`), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"7 expires_in 1.5", body(`{"auth_req_id":"a","expires_in":1.5}`), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"7 expires_in 1e99", body(`{"auth_req_id":"a","expires_in":1e99}`), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"7 expires_in 1e18", body(`{"auth_req_id":"a","expires_in":1e18}`), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"7 expires_in NaN text", body(`{"auth_req_id":"a","expires_in":"NaN"}`), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"7 expires_in NaN", body(`{"auth_req_id":"a","expires_in":NaN}`), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"7 expires_in -0", body(`{"auth_req_id":"a","expires_in":-0}`), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"7 expires_in '0'", body(`{"auth_req_id":"a","expires_in":"0"}`), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"7 expires_in '+300'", body(`{"auth_req_id":"a","expires_in":"+300"}`), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"7 expires_in '-300'", body(`{"auth_req_id":"a","expires_in":"-300"}`), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"7 expires_in true", body(`{"auth_req_id":"a","expires_in":true}`), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"12 unknown_user_id", failure("unknown_user_id"), ciba.Failed, ciba.ReasonOAuth, "unknown_user_id", 0},
		{"12 expired_login_hint_token", failure("expired_login_hint_token"), ciba.Failed, ciba.ReasonOAuth, "expired_login_hint_token", 0},
		{"12 invalid_binding_message", failure("invalid_binding_message"), ciba.Failed, ciba.ReasonOAuth, "invalid_binding_message", 0},
		{"12 missing_user_code", failure("missing_user_code"), ciba.Failed, ciba.ReasonOAuth, "missing_user_code", 0},
		{"13 401 invalid_client", says(401, `{"error":"invalid_client"}`), ciba.Failed, ciba.ReasonOAuth, "invalid_client", 0},
		{"13 400 invalid_client", failure("invalid_client"), ciba.Failed, ciba.ReasonOAuth, "invalid_client", 0},
		{"14 403 access_denied", says(403, `{"error":"access_denied"}`), ciba.Failed, ciba.ReasonOAuth, "access_denied", 0},
		{"14 unauthorized_client", failure("unauthorized_client"), ciba.Failed, ciba.ReasonOAuth, "unauthorized_client", 0},
		{"14 400 invalid_scope", failure("invalid_scope"), ciba.Failed, ciba.ReasonOAuth, "invalid_scope", 0},
		{"authorization_pending to a start", pending(), ciba.Failed, ciba.ReasonOAuth, "authorization_pending", 0},
		{"15 times out after the request was sent", hangs(), ciba.Unknown, ciba.ReasonStartTimeout, "", 0},
		{"15 connection dropped", raw(""), ciba.Unknown, ciba.ReasonStartLost, "", 0},
		{"15 EOF mid-body of a good answer", raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"auth_req_id\":\"a\",\"expires_in\":300}"), ciba.Unknown, ciba.ReasonStartLost, "", 0},
		{"16 500", status(500), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"16 500 with an OAuth error", says(500, `{"error":"server_error"}`), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"16 502", status(502), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"16 504", status(504), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"16 503 with Retry-After", status(503, "Retry-After: 120\r\n"), ciba.Failed, ciba.ReasonBusy, "", 2 * time.Minute},
		{"16 503 with a Retry-After in the past", status(503, "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n"), ciba.Failed, ciba.ReasonBusy, "", 0},
		{"16 503 without Retry-After", status(503), ciba.Failed, ciba.ReasonBusy, "", 0},
		{"16 429 with Retry-After", status(429, "Retry-After: 30\r\n"), ciba.Failed, ciba.ReasonBusy, "", 30 * time.Second},
		{"16 429 with an error of its own", says(429, `{"error":"slow_down"}`), ciba.Failed, ciba.ReasonBusy, "", 0},
		{"18 200 with text/html (captive portal)", html(200), ciba.Unknown, ciba.ReasonNotTheProvider, "", 0},
		{"HTML 404", html(404), ciba.Unknown, ciba.ReasonNotTheProvider, "", 0},
		{"400 that isn't JSON", says(400, `bad request`), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"200 with an error", says(200, `{"error":"unknown_user_id"}`), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"201 with an acknowledgement", says(201, `{"auth_req_id":"a","expires_in":300}`), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"19 302 to same host", redirect(302, testIssuer+"/elsewhere"), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"19 307 to same host", redirect(307, testIssuer+"/elsewhere"), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"19 308 to other host", redirect(308, "http://127.0.0.2/op/connect/ciba"), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"41 headers 10 MB", floods("HTTP/1.1 200 OK\r\n", "X: "+strings.Repeat("a", 1000)+"\r\n", 10<<20), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"41 body 1 GB", floods("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n", strings.Repeat(" ", 1<<16), 1<<30), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"41 gzip bomb", bomb(), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"42 BOM", body("\ufeff" + `{"auth_req_id":"a","expires_in":300}`), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"42 trailing garbage", body(`{"auth_req_id":"a","expires_in":300}}`), ciba.Unknown, ciba.ReasonStartUnclear, "", 0},
		{"40 1 byte/s", drip("HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n" + strings.Repeat(" ", 40)), ciba.Unknown, ciba.ReasonStartTimeout, "", 0},
	}
	for _, test := range tests {
		t.Run(test.row, func(t *testing.T) {
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

// TestSlowAcknowledgement: the Date is that of the head. However long the body
// takes, it makes no offset, and a token isn't judged earlier for it.
func TestSlowAcknowledgement(t *testing.T) {
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

// TestStartThatIsNotWritten: nothing was sent, so nobody is asked: failed.
func TestStartThatIsNotWritten(t *testing.T) {
	for name, test := range map[string]struct {
		fault  error
		reason ciba.Reason
	}{
		"DNS":                 {&net.DNSError{Err: "no such host", IsNotFound: true}, ciba.ReasonNotFound},
		"refused":             {&net.OpError{Op: "dial", Err: errors.New("connection refused")}, ciba.ReasonUnreachable},
		"20 TLS: wrong host":  {x509.HostnameError{Certificate: &x509.Certificate{}, Host: "x"}, ciba.ReasonCertificate},
		"20 TLS: self-signed": {x509.UnknownAuthorityError{}, ciba.ReasonCertificate},
		"20 TLS: expired":     {x509.CertificateInvalidError{Reason: x509.Expired}, ciba.ReasonCertificate},
	} {
		t.Run(name, func(t *testing.T) {
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

// TestDiscovery: row 77 and its neighbours. Nothing is started, and the secret
// goes nowhere.
func TestDiscovery(t *testing.T) {
	tests := []struct {
		row    string
		answer step
		reason ciba.Reason
	}{
		{"77 discovery issuer differs", metadata(member("issuer", "https://evil.example/op")), ciba.ReasonOtherIssuer},
		{"77 issuer with a trailing slash", metadata(member("issuer", testIssuer+"/")), ciba.ReasonOtherIssuer},
		{"77 issuer in other letters", metadata(member("issuer", strings.ToUpper(testIssuer))), ciba.ReasonOtherIssuer},
		{"77 issuer missing", metadata(member("issuer", nil)), ciba.ReasonDiscoveryMember},
		{"77 http endpoint", metadata(member("token_endpoint", "http://provider.example/op/connect/token")), ciba.ReasonNotHTTPS},
		{"77 token endpoint on another host", metadata(member("token_endpoint", "https://evil.example/op/connect/token")), ciba.ReasonOtherHost},
		{"77 start endpoint on another port", metadata(member("backchannel_authentication_endpoint", "http://127.0.0.1:9999/op/connect/ciba")), ciba.ReasonOtherHost},
		{"77 keys on another host", metadata(member("jwks_uri", "https://evil.example/jwks")), ciba.ReasonOtherHost},
		{"77 endpoint with credentials in it", metadata(member("token_endpoint", "http://a:b@127.0.0.1:8080/op/connect/token")), ciba.ReasonAddress},
		{"77 endpoint that only begins like the host", metadata(member("token_endpoint", "http://127.0.0.1:8080.evil.example/token")), ciba.ReasonAddress},
		{"77 relative endpoint", metadata(member("token_endpoint", "/op/connect/token")), ciba.ReasonAddress},
		{"77 endpoint with a fragment", metadata(member("token_endpoint", testIssuer+"/connect/token#x")), ciba.ReasonAddress},
		{"77 file endpoint", metadata(member("jwks_uri", "file:///etc/passwd")), ciba.ReasonAddress},
		{"77 redirect", redirect(302, testIssuer+"/elsewhere"), ciba.ReasonDiscoveryStatus},
		{"no CIBA", metadata(member("backchannel_authentication_endpoint", nil)), ciba.ReasonDiscoveryMember},
		{"no poll mode", metadata(member("backchannel_token_delivery_modes_supported", []string{"push"})), ciba.ReasonNoPoll},
		{"HTML", html(200), ciba.ReasonNotTheProvider},
		{"500", status(500), ciba.ReasonDiscoveryStatus},
		{"404 with metadata", says(404, metadataText()), ciba.ReasonDiscoveryStatus},
		{"empty", says(200, ``), ciba.ReasonDiscovery},
		{"a name twice", says(200, `{"issuer":"`+testIssuer+`","issuer":"`+testIssuer+`"}`), ciba.ReasonDiscovery},
		{"never answers", hangs(), ciba.ReasonTimeout},
		{"41 body 1 GB", floods("HTTP/1.1 200 OK\r\n\r\n", strings.Repeat(" ", 1<<16), 1<<30), ciba.ReasonUnreadable},
		{"dropped", raw(""), ciba.ReasonUnreachable},
	}
	for _, test := range tests {
		t.Run(test.row, func(t *testing.T) {
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

// TestOurEndpoints: what our own settings say is used, on any host, but never
// in the clear.
func TestOurEndpoints(t *testing.T) {
	endpoint := func(set func(*ciba.Endpoints)) func(*ciba.Config, *ciba.Options) {
		return func(c *ciba.Config, _ *ciba.Options) { set(&c.Endpoints) }
	}
	for name, test := range map[string]struct {
		change  func(*ciba.Config, *ciba.Options)
		outcome ciba.Outcome
	}{
		"token on another loopback host": {endpoint(func(e *ciba.Endpoints) { e.Token = "http://127.0.0.2/op/connect/token" }), ciba.Verified},
		"token on localhost":             {endpoint(func(e *ciba.Endpoints) { e.Token = "http://LocalHost/op/connect/token" }), ciba.Verified},
		"token on the loopback of IPv6":  {endpoint(func(e *ciba.Endpoints) { e.Token = "http://[::1]/op/connect/token" }), ciba.Verified},
		"token without a host":           {endpoint(func(e *ciba.Endpoints) { e.Token = "https:///op/connect/token" }), ciba.Failed},
		"token in the clear":             {endpoint(func(e *ciba.Endpoints) { e.Token = "http://provider.example/op/connect/token" }), ciba.Failed},
		"keys in the clear":              {endpoint(func(e *ciba.Endpoints) { e.JWKS = "http://provider.example/jwks" }), ciba.Failed},
		"cancel in the clear":            {endpoint(func(e *ciba.Endpoints) { e.Cancel = "http://provider.example/{auth_req_id}" }), ciba.Failed},
		"no cancel":                      {endpoint(func(e *ciba.Endpoints) { e.Cancel = "" }), ciba.Verified},
		"issuer in the clear":            {func(c *ciba.Config, _ *ciba.Options) { c.Issuer = "http://provider.example/op" }, ciba.Failed},
		"issuer that is no URL":          {func(c *ciba.Config, _ *ciba.Options) { c.Issuer = "provider" }, ciba.Failed},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				s := verify(t, p.client(t, test.change))
				if s.Outcome != test.outcome || test.outcome == ciba.Failed && len(p.seen(startEndpoint)) != 0 {
					t.Errorf("%s %s, %d starts", s.Outcome, s.Reason, len(p.seen(startEndpoint)))
				}
				if n := len(p.seen("")); n != 0 && strings.HasPrefix(name, "issuer") {
					t.Errorf("%d requests went to an issuer that can't be one", n)
				}
			})
		})
	}
}

// TestMetadataIsKept: five minutes, then asked for again.
func TestMetadataIsKept(t *testing.T) {
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
