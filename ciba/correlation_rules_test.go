package ciba_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"ringback/ciba"
)

const (
	numberOne = "f3da5bd6-569f-46ee-ba21-e6dbbdf51c0e"
	numberTwo = "0B7C1F5E-41F5-4C2B-9C3F-6E3F0B1C2D3E"
)

// numbered returns the header that the broker was recorded to send.
func numbered(value string) string {
	return "Set-Cookie: X-Correlation-Id=" + value + "; expires=Wed, 02 Sep 2026 21:52:29 GMT; path=/; secure; samesite=none; httponly\r\n"
}

// cookies returns the cookies that the requests of an endpoint carried.
func (p *scripted) cookies(endpoint string) string {
	var all []string
	for _, a := range p.seen(endpoint) {
		all = append(all, strings.Join(a.header["Cookie"], "; "))
	}
	return strings.Join(all, "|")
}

// TestCorrelation: the id is sent back to the origin that set it until a new one comes, and ends
// with the verification.
func TestCorrelation(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		ack := fmt.Sprintf(`{"auth_req_id":%q,"expires_in":300,"interval":5}`, testID)
		p.on(startEndpoint, says(200, ack, "Set-Cookie: session=abc\r\n", numbered(numberOne), "Set-Cookie: x-correlation-id="+numberTwo+"\r\n"))
		p.on(tokenEndpoint, pending(), pending(numbered(numberTwo)), failure("transaction_failed"))
		var shown []string
		c := p.client(t, func(_ *ciba.Config, o *ciba.Options) {
			o.Exchange = func(e ciba.Exchange) {
				for _, h := range e.RequestHeader {
					if h.Name == "Cookie" {
						shown = append(shown, h.Value)
					}
				}
			}
		})
		s := verify(t, c)
		s.wants(t, ciba.Failed, ciba.ReasonOAuth)
		if s.SupportReference != numberTwo {
			t.Errorf("the reference is %q", s.SupportReference)
		}
		one, two := "X-Correlation-Id="+numberOne, "X-Correlation-Id="+numberTwo
		if got := p.cookies(startEndpoint) + "/" + p.cookies(tokenEndpoint); got != "/"+one+"|"+one+"|"+two {
			t.Errorf("sent back is %s", got)
		}
		if got := strings.Join(shown, "|"); got != one+"|"+one+"|"+two {
			t.Errorf("shown is %s", got)
		}
		p.on(startEndpoint, acknowledge(testID, 300, 5))
		if s := verify(t, c); s.SupportReference != "" || strings.Count(p.cookies(""), "X-Correlation-Id") != 3 {
			t.Errorf("the next verification has it too: %q", s.SupportReference)
		}
	})
}

// TestInvalidCorrelations are neither sent back nor shown.
func TestInvalidCorrelations(t *testing.T) {
	t.Parallel()
	for name, header := range map[string]string{
		"no UUID":                  numbered("4711"),
		"a UUID in braces":         numbered("{" + numberOne + "}"),
		"a UUID without hyphens":   numbered(strings.ReplaceAll(numberOne, "-", "")),
		"a UUID and more":          numbered(numberOne + "x"),
		"empty":                    numbered(""),
		"a line break in it":       numbered(numberOne + "%0d%0aX: y"),
		"another name":             "Set-Cookie: X-Correlation-Ids=" + numberOne + "\r\n",
		"another case":             "Set-Cookie: x-correlation-id=" + numberOne + "\r\n",
		"a header of that name":    "X-Correlation-Id: " + numberOne + "\r\n",
		"a session, and no number": "Set-Cookie: session=" + numberOne + "; path=/\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(discoveryEndpoint, says(200, metadataText(), header))
				p.on(tokenEndpoint, pending(header), failure("invalid_client", header))
				s := verify(t, p.client(t))
				if got := strings.Trim(p.cookies(""), "|"); got != "" || s.SupportReference != "" {
					t.Errorf("sent is %q, the reference %q", got, s.SupportReference)
				}
			})
		})
	}
}

// TestCorrelationRemoved: a removed cookie isn't sent back, and support can still find the calls
// that had it.
func TestCorrelationRemoved(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(tokenEndpoint, pending(numbered(numberOne)), pending("Set-Cookie: X-Correlation-Id="+numberOne+"; Max-Age=0\r\n"), failure("invalid_client"))
		s := verify(t, p.client(t))
		if got := p.cookies(tokenEndpoint); got != "|X-Correlation-Id="+numberOne+"|" || s.SupportReference != numberOne {
			t.Errorf("sent back is %s, the reference %q", got, s.SupportReference)
		}
	})
}

// TestCorrelationShowsNoSecret: a value from the request or the auth_req_id isn't shown as the
// support reference.
func TestCorrelationShowsNoSecret(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ id, number string }{
		"the person":             {testID, strings.ToUpper(testRequest().UUID)},
		"the id":                 {numberOne, numberOne},
		"the id without hyphens": {strings.ReplaceAll(numberOne, "-", ""), numberOne},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(startEndpoint, says(200, fmt.Sprintf(`{"auth_req_id":%q,"expires_in":300}`, c.id), numbered(c.number)))
				p.on(tokenEndpoint, failure("invalid_client"))
				if s := verify(t, p.client(t)); s.SupportReference != "" {
					t.Errorf("%s is the reference", name)
				}
			})
		})
	}
}

// TestCorrelationStaysAtItsOrigin: scheme, host and port.
func TestCorrelationStaysAtItsOrigin(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		token string
		same  bool
	}{
		"the same":                  {testIssuer + "/connect/token", true},
		"another host":              {"http://localhost:8080/op/connect/token", false},
		"another port":              {"http://127.0.0.1:8081/op/connect/token", false},
		"another path":              {"http://127.0.0.1:8080/connect/token", true},
		"no port where one is said": {"http://127.0.0.1/op/connect/token", false},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(startEndpoint, says(200, fmt.Sprintf(`{"auth_req_id":%q,"expires_in":300,"interval":5}`, testID), numbered(numberOne)))
				c := p.client(t, func(c *ciba.Config, _ *ciba.Options) { c.Endpoints.Token = test.token })
				s := verify(t, c)
				s.wants(t, ciba.Verified, "")
				if got := p.cookies(tokenEndpoint) != ""; got != test.same || s.SupportReference != numberOne {
					t.Errorf("sent there: %t; the reference is %q", got, s.SupportReference)
				}
			})
		})
	}
}

// TestCorrelationsOfOneClient: concurrent verifications don't share one.
func TestCorrelationsOfOneClient(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		number := func(n int) string { return fmt.Sprintf("%08d-0000-4000-8000-000000000000", n) }
		starts := 0
		p.on(startEndpoint, func(p *scripted, c netConn, r *request) bool {
			p.mu.Lock()
			starts++
			n := starts
			p.mu.Unlock()
			return says(200, fmt.Sprintf(`{"auth_req_id":"id-%d","expires_in":300,"interval":5}`, n), numbered(number(n)))(p, c, r)
		})
		p.on(tokenEndpoint, pending(), pending(), pending(), pending(), pending(), failure("transaction_failed"))
		c := p.client(t)
		var wg sync.WaitGroup
		for i := range 5 {
			wg.Go(func() {
				later(time.Duration(i) * 100 * time.Millisecond)
				if s := verify(t, c); s.SupportReference == "" {
					t.Error("no reference")
				}
			})
		}
		wg.Wait()
		for _, a := range p.seen(tokenEndpoint) {
			var n int
			_, _ = fmt.Sscanf(a.form.Get("auth_req_id"), "id-%d", &n)
			if got := a.header.Get("Cookie"); got != "X-Correlation-Id="+number(n) {
				t.Errorf("a poll of %d carries %q", n, got)
			}
		}
	})
}

// TestCorrelationWithTheCancel: support can find the cancel too.
func TestCorrelationWithTheCancel(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(tokenEndpoint, pending(numbered(numberOne)))
		p.on(cancelEndpoint, html(http.StatusNotFound))
		s := verify(t, p.client(t), cancelAfter(7*time.Second))
		s.wants(t, ciba.Cancelled, "")
		if p.cookies(cancelEndpoint) != "X-Correlation-Id="+numberOne || s.SupportReference != numberOne {
			t.Errorf("the cancel carries %q, the reference is %q", p.cookies(cancelEndpoint), s.SupportReference)
		}
	})
}
