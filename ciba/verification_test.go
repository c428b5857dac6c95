package ciba_test

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"ringback/ciba"
)

const margin = 300 * time.Millisecond

// near reports whether each moment is at the wanted one or up to slack after it.
func near(got, want []time.Duration, slack time.Duration) bool {
	return slices.EqualFunc(got, want, func(g, w time.Duration) bool { return g >= w && g <= w+slack })
}

func secs(all ...float64) []time.Duration {
	var times []time.Duration
	for _, s := range all {
		times = append(times, time.Duration(math.Round(s*1000))*time.Millisecond)
	}
	return times
}

// silentAfter asserts that nothing more reaches the provider, for twenty minutes.
func (p *scripted) silentAfter(t *testing.T) {
	t.Helper()
	synctest.Wait() // the provider may still be reading what was sent before
	before := len(p.seen(""))
	later(20 * time.Minute)
	if n := len(p.seen("")) - before; n != 0 {
		t.Errorf("%d requests were sent after the outcome", n)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.overlaps != 0 {
		t.Errorf("%d polls overlapped", p.overlaps)
	}
	if p.floods != 0 {
		t.Errorf("of %d answers more than %d bytes were taken", p.floods, enough)
	}
}

func (s story) wants(t *testing.T, outcome ciba.Outcome, reason ciba.Reason) {
	t.Helper()
	if s.Outcome != outcome || s.Reason != reason {
		failed := "no verdict"
		if s.Verdict != nil {
			failed = "failing " + strings.Trim(strings.Join(strings.Fields(strings.ReplaceAll(asJSON(failing(*s.Verdict)), ",", ", ")), " "), "[]")
		}
		t.Errorf("outcome %s %q, want %s %q (%v; %s)", s.Outcome, s.Reason, outcome, reason, s.Err, failed)
	}
}

func TestVerifiedFromStartToOutcome(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(tokenEndpoint, pending(), pending(), tokens())
		var receipts []ciba.Receipt
		s := verify(t, p.client(t), func(params *ciba.Params, _ func() bool) {
			params.Receive = func(_ context.Context, r ciba.Receipt) ciba.Reception {
				receipts = append(receipts, r)
				return ciba.Reception{Look: ciba.LookedNew, Recorded: true}
			}
			params.Marks = func(c ciba.Claims) []string { id, _ := c.String("mitid.transaction_id"); return []string{id} }
		})
		s.wants(t, ciba.Verified, ciba.ReasonNone)
		if got, want := p.pollTimes(), secs(5.3, 10.6, 15.9); !near(got, want, 0) {
			t.Errorf("polls at %v, want %v", got, want)
		}
		var kinds []ciba.EventKind
		for _, e := range s.events {
			kinds = append(kinds, e.Kind)
		}
		if want := []ciba.EventKind{"sending", "acknowledged", "polling", "pending", "polling", "pending", "polling", "answered", "received"}; !slices.Equal(kinds, want) {
			t.Errorf("events %v, want %v", kinds, want)
		}
		if len(receipts) != 1 || !s.Recorded || !slices.Equal(receipts[0].Marks, []string{"9581bab6-9f8a-4526-9ddc-dfd3981263b9"}) ||
			strings.Count(receipts[0].Identity, ".") != 1 || !strings.HasPrefix(receipts[0].Tokens.IDToken.Reveal(), receipts[0].Identity+".") {
			t.Errorf("recorded %v: %d receipts", s.Recorded, len(receipts))
		}
		poll := p.seen(tokenEndpoint)[0]
		for name, want := range map[string]string{
			"grant_type": "urn:openid:params:grant-type:ciba", "scope": "openid mitid", "client_id": testClient, "client_secret": testSecret, "auth_req_id": testID,
		} {
			if got := poll.form.Get(name); got != want {
				t.Errorf("poll sent %s=%q", name, got)
			}
		}
		if len(p.seen(discoveryEndpoint)) != 1 || len(p.seen(startEndpoint)) != 1 || len(p.seen(keysEndpoint)) != 1 || len(p.seen(cancelEndpoint)) != 0 {
			t.Error("other requests than one discovery, one start and one of the keys")
		}
		if got := p.seen(startEndpoint)[0].form; len(got) != 5 || got.Get("login_hint_token") == "" {
			t.Errorf("start sent %d parameters", len(got))
		}
		p.silentAfter(t)
	})
}

// lostAnswer is an answer to a poll that says neither yes nor no.
type lostAnswer struct {
	rule   int
	name   string
	answer step
}

// lostAnswers are answers that say neither yes nor no, whatever the endpoint.
func lostAnswers() []lostAnswer {
	good := func(d *draft) string { return tokenResponse(d) }
	without := func(from, to string) step {
		return func(p *scripted, c netConn, r *request) bool {
			body := good(newDraft(p.now()))
			changed := strings.Replace(body, from, to, 1)
			if changed == body {
				panic("nothing to change: " + from)
			}
			return says(200, changed)(p, c, r)
		}
	}
	return []lostAnswer{
		{rule: 25, name: "pending with 200 status", answer: says(200, `{"error":"authorization_pending"}`)},
		{rule: 25, name: "tokens next to an error member", answer: without(`"access_token"`, `"error":"none","access_token"`)},
		{rule: 35, name: "429 without body", answer: status(429)},
		{rule: 35, name: "429 with an OAuth error", answer: says(429, `{"error":"too_many_requests"}`)},
		{rule: 36, name: "503 without Retry-After", answer: status(503)},
		{rule: 37, name: "500", answer: status(500)},
		{rule: 37, name: "502, HTML body", answer: html(502)},
		{rule: 37, name: "504", answer: status(504)},
		{rule: 37, name: "500 with an OAuth error", answer: says(500, `{"error":"access_denied"}`)},
		{rule: 38, name: "reset", answer: raw("")},
		{rule: 38, name: "EOF mid-header", answer: raw("HTTP/1.1 200 OK\r\nContent-")},
		{
			rule: 38, name: "EOF mid-body",
			answer: raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{\"id_token\":\""),
		},
		{
			rule: 38, name: "EOF mid-chunk",
			answer: raw("HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{\"error\":\"access_denied\"}"),
		},
		{rule: 40, name: "server never answers", answer: hangs()},
		{rule: 40, name: "1 byte/s headers", answer: drip("HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n\r\n")},
		{rule: 40, name: "1 byte/s body", answer: drip("HTTP/1.1 200 OK\r\n\r\n" + strings.Repeat(" ", 100))},
		{rule: 41, name: "headers 10 MB", answer: floods("HTTP/1.1 200 OK\r\n", "X-Padding: "+strings.Repeat("a", 1000)+"\r\n", 10<<20)},
		{
			rule: 41, name: "a refusal after 100 kB of headers",
			answer: raw("HTTP/1.1 400 Bad Request\r\n" + strings.Repeat("X-Padding: "+strings.Repeat("a", 1000)+"\r\n", 100) + "Content-Length: 25\r\n\r\n{\"error\":\"access_denied\"}"),
		},
		{
			rule: 41, name: "body 1 GB",
			answer: floods("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n", strings.Repeat(" ", 1<<16), 1<<30),
		},
		{
			rule: 41, name: "endless chunked",
			answer: floods("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "8000\r\n"+strings.Repeat(" ", 0x8000)+"\r\n", 1<<40),
		},
		{rule: 41, name: "endless 1xx", answer: floods("", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", 1<<40)},
		{rule: 41, name: "gzip bomb", answer: bomb()},
		{rule: 41, name: "a refusal after 1 MiB of blanks", answer: says(400, strings.Repeat(" ", 1<<20)+`{"error":"access_denied"}`)},
		{name: "gzip that isn't", answer: raw("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}")},
		{rule: 42, name: "malformed JSON", answer: says(400, `{"error":"access_denied"`)},
		{rule: 42, name: "truncated", answer: says(400, `{"error":"acc`)},
		{rule: 42, name: "BOM", answer: says(400, "\ufeff"+`{"error":"access_denied"}`)},
		{rule: 42, name: "invalid UTF-8", answer: says(400, "{\"error\":\"access_denied\",\"x\":\"\xff\"}")},
		{rule: 42, name: "trailing garbage", answer: says(400, `{"error":"access_denied"}x`)},
		{rule: 42, name: "top-level array", answer: says(400, `[{"error":"access_denied"}]`)},
		{rule: 42, name: "top-level null", answer: says(400, `null`)},
		{rule: 42, name: "empty body", answer: says(400, ``)},
		{rule: 42, name: "a name in other letters", answer: says(400, `{"Error":"access_denied"}`)},
		{rule: 42, name: "a name twice", answer: says(400, `{"error":"authorization_pending","error":"access_denied"}`)},
		{rule: 42, name: "error of another type", answer: says(400, `{"error":["access_denied"]}`)},
		{rule: 42, name: "error empty", answer: says(400, `{"error":""}`)},
		{
			rule: 42, name: "nesting 100,000 deep",
			answer: says(400, `{"error":"access_denied","x":`+strings.Repeat("[", 100000)+strings.Repeat("]", 100000)+`}`),
		},
		{rule: 42, name: "UTF-16", answer: says(400, "{\x00\"\x00e\x00")},
		{rule: 42, name: "HTML with 400", answer: html(400)},
		{rule: 43, name: "302 on token endpoint", answer: redirect(302, testIssuer+"/elsewhere")},
		{rule: 43, name: "307 to another host", answer: redirect(307, "http://127.0.0.2/op/connect/token")},
		{rule: 43, name: "308 on token endpoint", answer: redirect(308, testIssuer+"/elsewhere")},
		{
			rule: 43, name: "302 with a refusal in it",
			answer: says(302, `{"error":"access_denied"}`, "Location: "+testIssuer+"/elsewhere\r\n"),
		},
		{rule: 44, name: "proxy 407", answer: html(407)},
		{rule: 55, name: "200 without id_token", answer: without(`"id_token"`, `"no_token"`)},
		{rule: 56, name: "200 without access_token", answer: without(`"access_token"`, `"no_token"`)},
		{rule: 56, name: "access_token empty", answer: says(200, `{"id_token":"a","access_token":"","token_type":"Bearer"}`)},
		{rule: 56, name: "token_type missing", answer: without(`"token_type"`, `"no_type"`)},
		{rule: 56, name: "token_type empty", answer: without(`"Bearer"`, `""`)},
		{rule: 56, name: "token_type of another type", answer: without(`"Bearer"`, `7`)},
		{rule: 56, name: "token_type mac, and no id_token", answer: says(200, `{"access_token":"a","token_type":"mac"}`)},
		{rule: 60, name: "duplicate id_token keys", answer: without(`"access_token"`, `"id_token":"x","access_token"`)},
		{rule: 60, name: "id_token in two letter cases, none exact", answer: without(`"id_token"`, `"ID_TOKEN":"x","Id_Token"`)},
		{rule: 61, name: "id_token array", answer: says(200, `{"id_token":["a"],"access_token":"b","token_type":"Bearer"}`)},
		{rule: 61, name: "id_token object", answer: says(200, `{"id_token":{},"access_token":"b","token_type":"Bearer"}`)},
		{rule: 61, name: "id_token empty", answer: says(200, `{"id_token":"","access_token":"b","token_type":"Bearer"}`)},
		{name: "200 HTML (captive portal)", answer: html(200)},
		{name: "201 with tokens", answer: says(201, `{"id_token":"a","access_token":"b","token_type":"Bearer"}`)},
		{name: "not HTTP", answer: raw("SSH-2.0-OpenSSH_9.2\r\n")},
		{name: "status 0", answer: raw("HTTP/1.1 000 \r\n\r\n")},
		{name: "two Content-Lengths", answer: raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} ")},
	}
}

// TestLostAnswers: an answer that can't be read is lost. Polling continues, and the next answer
// decides; if none comes, the outcome is unknown.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	for _, lost := range lostAnswers() {
		name := rowName(lost.rule, lost.name)
		t.Run(name+": go on", func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(tokenEndpoint, lost.answer, tokens())
				s := verify(t, p.client(t))
				s.wants(t, ciba.Verified, ciba.ReasonNone)
				if len(s.told(ciba.EventLost)) != 1 || len(p.seen(tokenEndpoint)) != 2 || len(p.seen(startEndpoint)) != 1 || s.told(ciba.EventLost)[0].Lost != 1 {
					t.Errorf("%d answers lost, %d polls", len(s.told(ciba.EventLost)), len(p.seen(tokenEndpoint)))
				}
				p.silentAfter(t)
			})
		})
		t.Run(name+": invalid_grant after it", func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(tokenEndpoint, lost.answer, failure("invalid_grant"))
				s := verify(t, p.client(t))
				s.wants(t, ciba.Unknown, ciba.ReasonGrantLost)
				p.silentAfter(t)
			})
		})
		if lost.rule == 41 {
			continue // a flood until the deadline only takes time
		}
		t.Run(name+": until the deadline", func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(tokenEndpoint, lost.answer)
				s := verify(t, p.client(t))
				s.wants(t, ciba.Unknown, ciba.ReasonPollLost)
				if s.took < 300*time.Second || s.took > 341*time.Second {
					t.Errorf("it took %v", s.took)
				}
				p.silentAfter(t)
			})
		})
	}
}

// TestAnswersToAPoll is the design's table of answers that end polling.
func TestAnswersToAPoll(t *testing.T) {
	t.Parallel()
	tests := []struct {
		rule    int
		name    string
		answers []step
		outcome ciba.Outcome
		reason  ciba.Reason
		code    string // of the OAuth error
	}{
		{rule: 26, name: "access_denied", answers: []step{failure("access_denied")}, outcome: ciba.Refused, code: "access_denied"},
		{
			rule: 26, name: "access_denied with 401", answers: []step{says(401, `{"error":"access_denied"}`)},
			outcome: ciba.Refused, code: "access_denied",
		},
		{name: "rejected", answers: []step{failure("rejected")}, outcome: ciba.Refused, code: "rejected"},
		{
			rule: 26, name: "access_denied after a lost answer",
			answers: []step{status(500), failure("access_denied")}, outcome: ciba.Refused, code: "access_denied",
		},
		{
			rule: 27, name: "expired_token with a plain secret",
			answers: []step{failure("expired_token")}, outcome: ciba.Expired, code: "expired_token",
		},
		{
			rule: 28, name: "invalid_grant first poll", answers: []step{failure("invalid_grant")},
			outcome: ciba.Failed, reason: ciba.ReasonGrantInvalid, code: "invalid_grant",
		},
		{
			rule: 28, name: "invalid_grant after pending", answers: []step{pending(), failure("invalid_grant")},
			outcome: ciba.Failed, reason: ciba.ReasonGrantInvalid, code: "invalid_grant",
		},
		{
			rule: 29, name: "invalid_grant after a poll whose answer was lost",
			answers: []step{raw(""), failure("invalid_grant")}, outcome: ciba.Unknown,
			reason: ciba.ReasonGrantLost, code: "invalid_grant",
		},
		{
			rule: 29, name: "invalid_grant after lost, then pending",
			answers: []step{raw(""), pending(), failure("invalid_grant")},
			outcome: ciba.Failed, reason: ciba.ReasonGrantInvalid, code: "invalid_grant",
		},
		{
			rule: 30, name: "invalid_request on poll", answers: []step{failure("invalid_request")},
			outcome: ciba.Failed, reason: ciba.ReasonOAuth, code: "invalid_request",
		},
		{
			rule: 31, name: "unauthorized_client mid-poll", answers: []step{pending(), failure("unauthorized_client")},
			outcome: ciba.Failed, reason: ciba.ReasonOAuth, code: "unauthorized_client",
		},
		{
			rule: 31, name: "invalid_client mid-poll", answers: []step{pending(), says(401, `{"error":"invalid_client"}`)},
			outcome: ciba.Failed, reason: ciba.ReasonOAuth, code: "invalid_client",
		},
		{
			rule: 32, name: "transaction_failed", answers: []step{failure("transaction_failed")},
			outcome: ciba.Failed, reason: ciba.ReasonOAuth, code: "transaction_failed",
		},
		{
			rule: 33, name: "mitid_flex_app.mitid_error_123", answers: []step{failure("mitid_flex_app.mitid_error_123")},
			outcome: ciba.Failed, reason: ciba.ReasonOAuth, code: "mitid_flex_app.mitid_error_123",
		},
		{
			rule: 34, name: "unknown error code",
			answers: []step{says(400, `{"error":"frobnicated\u001b[31m\u202e","error_description":"`+strings.Repeat("x", 4096)+`"}`)},
			outcome: ciba.Failed, reason: ciba.ReasonOAuth, code: "frobnicated[31m",
		},
		{
			name: "an error code in other letters is another code", answers: []step{failure("Authorization_Pending")},
			outcome: ciba.Failed, reason: ciba.ReasonOAuth, code: "Authorization_Pending",
		},
		{
			name: "an error with 404", answers: []step{says(404, `{"error":"not_found"}`)},
			outcome: ciba.Failed, reason: ciba.ReasonOAuth, code: "not_found",
		},
		{name: "pending with 404", answers: []step{says(404, `{"error":"authorization_pending"}`), tokens()}, outcome: ciba.Verified},
		{name: "slow_down with 429", answers: []step{says(429, `{"error":"slow_down"}`), tokens()}, outcome: ciba.Verified},
		{
			name: "JSON as text/plain is JSON", answers: []step{func(p *scripted, c netConn, _ *request) bool {
				return p.reply(c, 400, "Content-Type: text/html\r\n", `{"error":"access_denied"}`)
			}},
			outcome: ciba.Refused, code: "access_denied",
		},
		{
			rule: 59, name: "extra unknown members",
			answers: []step{says(400, `{"error":"access_denied","error_uri":7,"x":{"error":"authorization_pending"}}`)},
			outcome: ciba.Refused, code: "access_denied",
		},
	}
	for _, test := range tests {
		t.Run(rowName(test.rule, test.name), func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(tokenEndpoint, test.answers...)
				s := verify(t, p.client(t))
				s.wants(t, test.outcome, test.reason)
				code := ""
				if s.OAuth != nil {
					code = s.OAuth.Code
					if n := len([]rune(s.OAuth.Description)); n > 301 {
						t.Errorf("the description has %d runes", n)
					}
				}
				if code != test.code || len(p.seen(tokenEndpoint)) != len(test.answers) {
					t.Errorf("named %q after %d polls", code, len(p.seen(tokenEndpoint)))
				}
				p.silentAfter(t)
			})
		})
	}
}

// TestTokensOfAnotherType: rule 56. The tokens came, so no others will; they can't be used, and
// their type is named.
func TestTokensOfAnotherType(t *testing.T) {
	t.Parallel()
	for given, named := range map[string]string{"mac": "mac", "DPoP": "DPoP", " Bearer": " Bearer", "Bearer ": "Bearer ", "N_A\u202e" + testID: "N_A•••", "ﬀ" + strings.Repeat("x", 100): "ﬀ" + strings.Repeat("x", 59) + "…"} {
		t.Run(given[:3], func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(tokenEndpoint, pending(), func(p *scripted, c netConn, r *request) bool {
					var body map[string]any
					if err := json.Unmarshal([]byte(tokenResponse(newDraft(p.now()))), &body); err != nil {
						panic(err)
					}
					body["token_type"] = given
					return says(200, asJSON(body))(p, c, r)
				})
				s := verify(t, p.client(t))
				s.wants(t, ciba.Unknown, ciba.ReasonTokenType)
				var strange *ciba.TokenTypeError
				if !errors.As(s.Err, &strange) || strange.Type != named || s.Verdict != nil || !s.ReceivedAt.IsZero() {
					t.Errorf("named %v", s.Err)
				}
				p.silentAfter(t)
			})
		})
	}
}

// TestTokensAsAnswered: what may be present or missing next to the tokens.
func TestTokensAsAnswered(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		rule   int
		name   string
		change func(m map[string]any)
	}{
		{rule: 56, name: "case-insensitive Bearer is fine", change: member("token_type", "bEARER")},
		{rule: 57, name: "expires_in missing", change: member("expires_in", nil)},
		{rule: 57, name: "scope missing", change: member("scope", nil)},
		{rule: 58, name: "scope larger than requested", change: member("scope", "openid mitid ssn")},
		{rule: 58, name: "scope smaller than requested", change: member("scope", "openid")},
		{rule: 59, name: "refresh_token", change: member("refresh_token", "r")},
		{rule: 59, name: "extra unknown members", change: member("X", map[string]any{"id_token": "y"})},
	} {
		t.Run(rowName(test.rule, test.name), func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(tokenEndpoint, func(p *scripted, c netConn, r *request) bool {
					d := newDraft(p.now())
					m := map[string]any{"id_token": d.sign(), "access_token": d.access, "expires_in": 3600, "token_type": "Bearer", "scope": "openid mitid"}
					test.change(m)
					return says(200, asJSON(m))(p, c, r)
				})
				verify(t, p.client(t)).wants(t, ciba.Verified, "")
			})
		})
	}
}

// TestScopeIsCleaned: the granted scope is foreign text.
func TestScopeIsCleaned(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(tokenEndpoint, func(p *scripted, c netConn, r *request) bool {
			d := newDraft(p.now())
			return says(200, asJSON(map[string]any{"id_token": d.sign(), "access_token": d.access, "token_type": "Bearer", "scope": "openid\u202e\n" + strings.Repeat("x", 300)}))(p, c, r)
		})
		scope := ""
		verify(t, p.client(t), func(params *ciba.Params, _ func() bool) {
			params.Receive = func(_ context.Context, r ciba.Receipt) ciba.Reception {
				scope = r.Tokens.Scope
				return ciba.Reception{Look: ciba.LookedNew, Recorded: true}
			}
		}).wants(t, ciba.Verified, "")
		if want := "openid " + strings.Repeat("x", 193) + "…"; scope != want {
			t.Errorf("%+q", scope)
		}
	})
}

// TestNotVerified: any one failed check ends the verification, whatever would come later. Nothing
// else is sent.
func TestNotVerified(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		rule   int
		name   string
		change func(*draft)
		fails  []ciba.CheckID
	}{
		{
			rule: 61, name: "id_token of 5 parts", change: finally(func(s string) string { return s + ".e30.e30" }),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{
			rule: 61, name: "id_token isn't one", change: finally(func(string) string { return "x" }),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{
			rule: 63, name: "alg none, empty signature", change: func(d *draft) { head("alg", "none")(d); unsigned(d) },
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{
			rule: 65, name: "other asymmetric alg", change: signedBy(jwt.SigningMethodPS256, keyA()),
			fails: []ciba.CheckID{ciba.CheckSignature, ciba.CheckAlgorithm},
		},
		{
			rule: 66, name: "signed by other key", change: signedBy(jwt.SigningMethodRS256, keyB()),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{name: "crit", change: head("crit", []string{"exp"}), fails: []ciba.CheckID{ciba.CheckAlgorithm}},
		{rule: 69, name: "typ: at+jwt", change: head("typ", "at+jwt"), fails: []ciba.CheckID{ciba.CheckTokenKind}},
		{rule: 78, name: "iss wrong", change: claim("iss", testIssuer+"/"), fails: []ciba.CheckID{ciba.CheckIssuer}},
		{rule: 79, name: "aud wrong", change: claim("aud", "x"), fails: []ciba.CheckID{ciba.CheckAudience}},
		{name: "sub missing", change: claim("sub", absent{}), fails: []ciba.CheckID{ciba.CheckSubject}},
		{rule: 83, name: "exp past", change: claim("exp", 1), fails: []ciba.CheckID{ciba.CheckExpiry}},
		{rule: 84, name: "iat missing", change: claim("iat", absent{}), fails: []ciba.CheckID{ciba.CheckIssuedAt}},
		{rule: 85, name: "auth_time before our start", change: claim("auth_time", 1), fails: []ciba.CheckID{ciba.CheckAuthenticationTime}},
		{rule: 87, name: "at_hash present and wrong", change: claim("at_hash", "x"), fails: []ciba.CheckID{ciba.CheckAccessTokenHash}},
		{rule: 93, name: "idp not mitid", change: claim("idp", "x"), fails: []ciba.CheckID{ciba.CheckIdentityProvider}},
		{
			rule: 90, name: "another person approved", change: claim("mitid.uuid", "eee4b272-6a33-40da-ab0b-5ce2abd42e78"),
			fails: []ciba.CheckID{ciba.CheckPerson},
		},
		{rule: 91, name: "mitid.uuid missing", change: claim("mitid.uuid", absent{}), fails: []ciba.CheckID{ciba.CheckPerson}},
		{
			rule: 92, name: "mitid.reference_text differs", change: claim("mitid.reference_text", "x"),
			fails: []ciba.CheckID{ciba.CheckApprovedText},
		},
		{name: "transaction ids differ", change: claim("idp_transaction_id", "x"), fails: []ciba.CheckID{ciba.CheckTransaction}},
	} {
		t.Run(rowName(test.rule, test.name), func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(tokenEndpoint, tokens(test.change), tokens())
				s := verify(t, p.client(t))
				s.wants(t, ciba.NotVerified, "")
				if s.Verdict == nil {
					t.Fatal("no verdict")
				}
				got := failing(*s.Verdict)
				if s.Unverified.Fault != "" {
					got = got[:1] // nothing else was looked at
				}
				if !slices.Equal(got, test.fails) || len(p.seen(tokenEndpoint)) != 1 {
					t.Errorf("these fail: %v, want %v; %d polls", got, test.fails, len(p.seen(tokenEndpoint)))
				}
				p.silentAfter(t)
			})
		})
	}
}

// TestReplayAndRecording: the verdict uses what Receive reports.
func TestReplayAndRecording(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		rule    int
		name    string
		came    ciba.Reception
		outcome ciba.Outcome
		reason  ciba.Reason
		replay  ciba.CheckResult
		word    string
	}{
		{
			name: "new and recorded", came: ciba.Reception{Look: ciba.LookedNew, Recorded: true},
			outcome: ciba.Verified, replay: ciba.Pass, word: ciba.WordNew,
		},
		{
			name: "new in this run", came: ciba.Reception{Look: ciba.LookedNewThisRun, Recorded: true},
			outcome: ciba.Verified, replay: ciba.Pass, word: ciba.WordNewThisRun,
		},
		{
			name: "new on this desk", came: ciba.Reception{Look: ciba.LookedNewThisDesk, Recorded: true},
			outcome: ciba.Verified, replay: ciba.Pass, word: ciba.WordNewThisDesk,
		},
		{
			rule: 96, name: "seen for another request", came: ciba.Reception{Look: ciba.LookedSeen, Recorded: true},
			outcome: ciba.NotVerified, replay: ciba.Fail, word: ciba.WordSeenBefore,
		},
		{
			rule: 100, name: "not recorded", came: ciba.Reception{Look: ciba.LookedNew},
			outcome: ciba.Verified, replay: ciba.Pass, word: ciba.WordNew,
		},
		{
			name: "nobody could look", came: ciba.Reception{Look: ciba.NotLookedUp}, outcome: ciba.Unknown,
			reason: ciba.ReasonNotLookedUp, replay: ciba.Skip, word: ciba.WordNotLookedUp,
		},
		{
			name: "nobody could look, and yet recorded", came: ciba.Reception{Look: ciba.NotLookedUp, Recorded: true},
			outcome: ciba.Unknown, reason: ciba.ReasonNotLookedUp, replay: ciba.Skip, word: ciba.WordNotLookedUp,
		},
		{
			name: "nobody says anything", came: ciba.Reception{}, outcome: ciba.Unknown,
			reason: ciba.ReasonNotLookedUp, replay: ciba.Skip, word: ciba.WordNotLookedUp,
		},
	} {
		t.Run(rowName(test.rule, test.name), func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				s := verify(t, p.client(t), func(params *ciba.Params, _ func() bool) {
					params.Receive = func(context.Context, ciba.Receipt) ciba.Reception { return test.came }
				})
				s.wants(t, test.outcome, test.reason)
				if want := test.came.Recorded; s.Recorded != want || s.told(ciba.EventReceived)[0].Recorded != want {
					t.Errorf("recorded is %v", s.Recorded)
				}
				replay := s.Verdict.Check(ciba.CheckReplay)
				if !replay.Required || replay.Result != test.replay || replay.Actual.Word != test.word {
					t.Errorf("the check is %+v", replay)
				}
			})
		})
	}
}

// TestRecordedBeforeKeysAreFetched: tokens come once, so they are recorded first.
func TestRecordedBeforeKeysAreFetched(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		fetched := -1
		verify(t, p.client(t), func(params *ciba.Params, _ func() bool) {
			params.Receive = func(context.Context, ciba.Receipt) ciba.Reception {
				fetched = len(p.seen(keysEndpoint))
				return ciba.Reception{Look: ciba.LookedNew, Recorded: true}
			}
		}).wants(t, ciba.Verified, "")
		if fetched != 0 {
			t.Errorf("%d fetches of keys before the tokens were recorded", fetched)
		}
	})
}

func TestFreshAssertion(t *testing.T) {
	t.Parallel()
	withAssertions := func(c *ciba.Config, _ *ciba.Options) { c.Auth = ciba.ClientSecretJWT }
	for _, test := range []struct {
		rule    int
		name    string
		answers []step
		outcome ciba.Outcome
		polls   int
	}{
		{rule: 27, name: "expired_token twice", answers: []step{failure("expired_token")}, outcome: ciba.Expired, polls: 2},
		{
			rule: 27, name: "expired_token, then tokens",
			answers: []step{failure("expired_token"), tokens()}, outcome: ciba.Verified, polls: 2,
		},
		{
			rule: 27, name: "expired_token, pending, expired_token",
			answers: []step{failure("expired_token"), pending(), failure("expired_token")}, outcome: ciba.Expired, polls: 3,
		},
	} {
		t.Run(rowName(test.rule, test.name), func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(tokenEndpoint, test.answers...)
				s := verify(t, p.client(t, withAssertions))
				s.wants(t, test.outcome, "")
				assertions := map[string]bool{p.seen(startEndpoint)[0].form.Get("client_assertion"): true}
				for _, poll := range p.seen(tokenEndpoint) {
					assertions[poll.form.Get("client_assertion")] = true
				}
				if len(p.seen(tokenEndpoint)) != test.polls || len(assertions) != test.polls+1 {
					t.Fatalf("%d polls, %d assertions", len(p.seen(tokenEndpoint)), len(assertions))
				}
				if times := p.pollTimes(); times[1]-times[0] < 5*time.Second || len(s.told(ciba.EventFreshAssertion)) != 1 {
					t.Errorf("polls at %v, %d events", times, len(s.told(ciba.EventFreshAssertion)))
				}
				p.silentAfter(t)
			})
		})
	}
}

// TestNothingToAuthenticateWith: no secret, no request.
func TestNothingToAuthenticateWith(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		s := verify(t, p.client(t, func(_ *ciba.Config, o *ciba.Options) { o.Secret = "" }))
		s.wants(t, ciba.Failed, ciba.ReasonCredential)
		if len(p.seen(startEndpoint)) != 0 {
			t.Error("a start was sent")
		}
	})
}

// TestLeaving: the end of ctx leaves the request to be resumed.
func TestLeaving(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		endpoint string
		answer   step
		leave    time.Duration
		outcome  ciba.Outcome
	}{
		"in discovery":                  {endpoint: discoveryEndpoint, answer: hangs(), leave: 3 * time.Second, outcome: ciba.Failed},
		"while the start hangs":         {endpoint: startEndpoint, answer: hangs(), leave: 3 * time.Second, outcome: ciba.Unknown},
		"between polls":                 {endpoint: tokenEndpoint, answer: pending(), leave: 7 * time.Second, outcome: ciba.Unknown},
		"while a poll hangs":            {endpoint: tokenEndpoint, answer: hangs(), leave: 7 * time.Second, outcome: ciba.Unknown},
		"while the keys are being had":  {endpoint: keysEndpoint, answer: hangs(), leave: 7 * time.Second, outcome: ciba.Unknown},
		"while the keys are waited for": {endpoint: keysEndpoint, answer: status(500), leave: 7 * time.Second, outcome: ciba.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(test.endpoint, test.answer)
				ctx, leave := context.WithTimeout(t.Context(), test.leave)
				defer leave()
				s := verifyIn(ctx, t, p.client(t))
				s.wants(t, test.outcome, ciba.ReasonLeft)
				if s.took != test.leave || len(p.seen(cancelEndpoint)) != 0 || len(s.told(ciba.EventLost)) != 0 {
					t.Errorf("it took %v, %d answers lost", s.took, len(s.told(ciba.EventLost)))
				}
				p.silentAfter(t)
			})
		})
	}
}

// TestPathsOfIDs: rules 3 and 4, an id is one segment, never another path.
func TestPathsOfIDs(t *testing.T) {
	t.Parallel()
	for id, good := range map[string]bool{
		testID: true, "a..b": true, "-": true, "...a": true, strings.Repeat("a", 8192): true,
		strings.Repeat("a", 8193): false, strings.Repeat("a", 1<<19): false, ".": false, "..": false, "...": false, "": false,
		"a/b": false, "a?b": false, "a#b": false, "a%2eb": false, "a b": false, "a\\u000ab": false, "a\\u0000": false, "å": false, "a+b": false, "a~b": false,
	} {
		name := id
		if len(name) > 20 {
			name = name[:20]
		}
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(startEndpoint, says(200, `{"auth_req_id":"`+id+`","expires_in":300,"interval":5}`))
				p.on(tokenEndpoint, pending())
				s := verify(t, p.client(t), cancelAfter(7*time.Second))
				if good {
					s.wants(t, ciba.Cancelled, "")
					if got := p.seen(cancelEndpoint); len(got) != 1 || got[0].path != "/op/api/v1/ciba/"+id || got[0].method != "DELETE" {
						t.Errorf("cancelled at %v", got)
					}
					return
				}
				s.wants(t, ciba.Unknown, ciba.ReasonStartUnclear)
				if len(p.seen(tokenEndpoint))+len(p.seen(cancelEndpoint)) != 0 {
					t.Error("something was sent for an id that can't be one")
				}
			})
		})
	}
}

// keyText returns a private key as it is in a keyring.
func keyText(key any) ciba.Secret {
	return ciba.Secret(base64.StdEncoding.EncodeToString(must(x509.MarshalPKCS8PrivateKey(key))))
}
