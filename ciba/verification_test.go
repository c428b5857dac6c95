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

// near reports whether each moment is at or up to slack after the wanted one.
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

// silentAfter sees that nothing more reaches the provider, for twenty minutes.
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
		if want := []ciba.EventKind{"sending", "acknowledged", "polling", "pending", "polling", "pending", "polling", "tokens", "received"}; !slices.Equal(kinds, want) {
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

// lostAnswers are answers that say neither yes nor no, whatever the endpoint.
func lostAnswers() map[string]step {
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
	return map[string]step{
		"25 pending with 200 status":                  says(200, `{"error":"authorization_pending"}`),
		"25 tokens beside an error member":            without(`"access_token"`, `"error":"none","access_token"`),
		"35 429 without body":                         status(429),
		"35 429 with an error of its own":             says(429, `{"error":"too_many_requests"}`),
		"36 503 without Retry-After":                  status(503),
		"37 500":                                      status(500),
		"37 502, HTML body":                           html(502),
		"37 504":                                      status(504),
		"37 500 with an OAuth error":                  says(500, `{"error":"access_denied"}`),
		"38 reset":                                    raw(""),
		"38 EOF mid-header":                           raw("HTTP/1.1 200 OK\r\nContent-"),
		"38 EOF mid-body":                             raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{\"id_token\":\""),
		"38 EOF mid-chunk":                            raw("HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{\"error\":\"access_denied\"}"),
		"40 server never answers":                     hangs(),
		"40 1 byte/s headers":                         drip("HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n\r\n"),
		"40 1 byte/s body":                            drip("HTTP/1.1 200 OK\r\n\r\n" + strings.Repeat(" ", 100)),
		"41 headers 10 MB":                            floods("HTTP/1.1 200 OK\r\n", "X-Padding: "+strings.Repeat("a", 1000)+"\r\n", 10<<20),
		"41 a refusal behind 100 kB of headers":       raw("HTTP/1.1 400 Bad Request\r\n" + strings.Repeat("X-Padding: "+strings.Repeat("a", 1000)+"\r\n", 100) + "Content-Length: 25\r\n\r\n{\"error\":\"access_denied\"}"),
		"41 body 1 GB":                                floods("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n", strings.Repeat(" ", 1<<16), 1<<30),
		"41 endless chunked":                          floods("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "8000\r\n"+strings.Repeat(" ", 0x8000)+"\r\n", 1<<40),
		"41 endless 1xx":                              floods("", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", 1<<40),
		"41 gzip bomb":                                bomb(),
		"41 a refusal behind 1 MiB of blanks":         says(400, strings.Repeat(" ", 1<<20)+`{"error":"access_denied"}`),
		"gzip that isn't":                             raw("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"),
		"42 malformed JSON":                           says(400, `{"error":"access_denied"`),
		"42 truncated":                                says(400, `{"error":"acc`),
		"42 BOM":                                      says(400, "\ufeff"+`{"error":"access_denied"}`),
		"42 invalid UTF-8":                            says(400, "{\"error\":\"access_denied\",\"x\":\"\xff\"}"),
		"42 trailing garbage":                         says(400, `{"error":"access_denied"}x`),
		"42 top-level array":                          says(400, `[{"error":"access_denied"}]`),
		"42 top-level null":                           says(400, `null`),
		"42 empty body":                               says(400, ``),
		"42 a name in other letters":                  says(400, `{"Error":"access_denied"}`),
		"42 a name twice":                             says(400, `{"error":"authorization_pending","error":"access_denied"}`),
		"42 error of another type":                    says(400, `{"error":["access_denied"]}`),
		"42 error empty":                              says(400, `{"error":""}`),
		"42 nesting 100,000 deep":                     says(400, `{"error":"access_denied","x":`+strings.Repeat("[", 100000)+strings.Repeat("]", 100000)+`}`),
		"42 UTF-16":                                   says(400, "{\x00\"\x00e\x00"),
		"42 HTML with 400":                            html(400),
		"43 302 on token endpoint":                    redirect(302, testIssuer+"/elsewhere"),
		"43 307 to another host":                      redirect(307, "http://127.0.0.2/op/connect/token"),
		"43 308 on token endpoint":                    redirect(308, testIssuer+"/elsewhere"),
		"43 302 with a refusal in it":                 says(302, `{"error":"access_denied"}`, "Location: "+testIssuer+"/elsewhere\r\n"),
		"44 proxy 407":                                html(407),
		"55 200 without id_token":                     without(`"id_token"`, `"no_token"`),
		"56 200 without access_token":                 without(`"access_token"`, `"no_token"`),
		"56 access_token empty":                       says(200, `{"id_token":"a","access_token":"","token_type":"Bearer"}`),
		"56 token_type missing":                       without(`"token_type"`, `"no_type"`),
		"56 token_type empty":                         without(`"Bearer"`, `""`),
		"56 token_type of another type":               without(`"Bearer"`, `7`),
		"56 token_type mac, and no id_token":          says(200, `{"access_token":"a","token_type":"mac"}`),
		"60 duplicate id_token keys":                  without(`"access_token"`, `"id_token":"x","access_token"`),
		"60 id_token in two letter cases, none exact": without(`"id_token"`, `"ID_TOKEN":"x","Id_Token"`),
		"61 id_token array":                           says(200, `{"id_token":["a"],"access_token":"b","token_type":"Bearer"}`),
		"61 id_token object":                          says(200, `{"id_token":{},"access_token":"b","token_type":"Bearer"}`),
		"61 id_token empty":                           says(200, `{"id_token":"","access_token":"b","token_type":"Bearer"}`),
		"200 HTML (captive portal)":                   html(200),
		"201 with tokens":                             says(201, `{"id_token":"a","access_token":"b","token_type":"Bearer"}`),
		"not HTTP":                                    raw("SSH-2.0-OpenSSH_9.2\r\n"),
		"status 0":                                    raw("HTTP/1.1 000 \r\n\r\n"),
		"two Content-Lengths":                         raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} "),
	}
}

// TestLostAnswers: what can't be read is a lost answer. We go on, with the
// next answer deciding; and where none comes, the outcome is unknown.
func TestLostAnswers(t *testing.T) {
	for name, lost := range lostAnswers() {
		t.Run(name+": go on", func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(tokenEndpoint, lost, tokens())
				s := verify(t, p.client(t))
				s.wants(t, ciba.Verified, ciba.ReasonNone)
				if len(s.told(ciba.EventLost)) != 1 || len(p.seen(tokenEndpoint)) != 2 || len(p.seen(startEndpoint)) != 1 || s.told(ciba.EventLost)[0].Lost != 1 {
					t.Errorf("%d answers lost, %d polls", len(s.told(ciba.EventLost)), len(p.seen(tokenEndpoint)))
				}
				p.silentAfter(t)
			})
		})
		t.Run(name+": invalid_grant behind it", func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(tokenEndpoint, lost, failure("invalid_grant"))
				s := verify(t, p.client(t))
				s.wants(t, ciba.Unknown, ciba.ReasonGrantLost)
				p.silentAfter(t)
			})
		})
		if strings.HasPrefix(name, "41") {
			continue // a flood until the deadline only costs time
		}
		t.Run(name+": until the deadline", func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(tokenEndpoint, lost)
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

// TestAnswersToAPoll is the design's table of answers that end it.
func TestAnswersToAPoll(t *testing.T) {
	tests := []struct {
		row     string
		answers []step
		outcome ciba.Outcome
		reason  ciba.Reason
		code    string // of the OAuth error
	}{
		{"26 access_denied", []step{failure("access_denied")}, ciba.Refused, "", "access_denied"},
		{"26 access_denied with 401", []step{says(401, `{"error":"access_denied"}`)}, ciba.Refused, "", "access_denied"},
		{"rejected", []step{failure("rejected")}, ciba.Refused, "", "rejected"},
		{"26 access_denied after a lost answer", []step{status(500), failure("access_denied")}, ciba.Refused, "", "access_denied"},
		{"27 expired_token with a plain secret", []step{failure("expired_token")}, ciba.Expired, "", "expired_token"},
		{"28 invalid_grant first poll", []step{failure("invalid_grant")}, ciba.Failed, ciba.ReasonGrantInvalid, "invalid_grant"},
		{"28 invalid_grant after pending", []step{pending(), failure("invalid_grant")}, ciba.Failed, ciba.ReasonGrantInvalid, "invalid_grant"},
		{"29 invalid_grant after a poll whose answer was lost", []step{raw(""), failure("invalid_grant")}, ciba.Unknown, ciba.ReasonGrantLost, "invalid_grant"},
		{"29 invalid_grant after lost, then pending", []step{raw(""), pending(), failure("invalid_grant")}, ciba.Failed, ciba.ReasonGrantInvalid, "invalid_grant"},
		{"30 invalid_request on poll", []step{failure("invalid_request")}, ciba.Failed, ciba.ReasonOAuth, "invalid_request"},
		{"31 unauthorized_client mid-poll", []step{pending(), failure("unauthorized_client")}, ciba.Failed, ciba.ReasonOAuth, "unauthorized_client"},
		{"31 invalid_client mid-poll", []step{pending(), says(401, `{"error":"invalid_client"}`)}, ciba.Failed, ciba.ReasonOAuth, "invalid_client"},
		{"32 transaction_failed", []step{failure("transaction_failed")}, ciba.Failed, ciba.ReasonOAuth, "transaction_failed"},
		{"33 mitid_flex_app.mitid_error_123", []step{failure("mitid_flex_app.mitid_error_123")}, ciba.Failed, ciba.ReasonOAuth, "mitid_flex_app.mitid_error_123"},
		{"34 unknown error code", []step{says(400, `{"error":"frobnicated\u001b[31m\u202e","error_description":"`+strings.Repeat("x", 4096)+`"}`)}, ciba.Failed, ciba.ReasonOAuth, "frobnicated[31m"},
		{"an error code in other letters is another code", []step{failure("Authorization_Pending")}, ciba.Failed, ciba.ReasonOAuth, "Authorization_Pending"},
		{"an error with 404", []step{says(404, `{"error":"not_found"}`)}, ciba.Failed, ciba.ReasonOAuth, "not_found"},
		{"pending with 404", []step{says(404, `{"error":"authorization_pending"}`), tokens()}, ciba.Verified, "", ""},
		{"slow_down with 429", []step{says(429, `{"error":"slow_down"}`), tokens()}, ciba.Verified, "", ""},
		{"JSON as text/plain is JSON", []step{func(p *scripted, c netConn, _ *request) bool {
			return p.reply(c, 400, "Content-Type: text/html\r\n", `{"error":"access_denied"}`)
		}}, ciba.Refused, "", "access_denied"},
		{"59 extra unknown members", []step{says(400, `{"error":"access_denied","error_uri":7,"x":{"error":"authorization_pending"}}`)}, ciba.Refused, "", "access_denied"},
	}
	for _, test := range tests {
		t.Run(test.row, func(t *testing.T) {
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

// TestTokensOfAnotherType: the design's table, which stands above row 56. They
// came, so nothing more will; nobody can use them, and their type is named.
func TestTokensOfAnotherType(t *testing.T) {
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

// TestTokensAsAnswered: rows 56 to 59, what is accepted beside the tokens.
func TestTokensAsAnswered(t *testing.T) {
	for name, change := range map[string]func(m map[string]any){
		"56 case-insensitive Bearer is fine": member("token_type", "bEARER"),
		"57 expires_in missing":              member("expires_in", nil),
		"57 scope missing":                   member("scope", nil),
		"58 scope larger than requested":     member("scope", "openid mitid ssn"),
		"58 scope smaller than requested":    member("scope", "openid"),
		"59 refresh_token":                   member("refresh_token", "r"),
		"59 extra unknown members":           member("X", map[string]any{"id_token": "y"}),
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(tokenEndpoint, func(p *scripted, c netConn, r *request) bool {
					d := newDraft(p.now())
					m := map[string]any{"id_token": d.sign(), "access_token": d.access, "expires_in": 3600, "token_type": "Bearer", "scope": "openid mitid"}
					change(m)
					return says(200, asJSON(m))(p, c, r)
				})
				verify(t, p.client(t)).wants(t, ciba.Verified, "")
			})
		})
	}
}

// TestScopeIsCleaned: what was granted is foreign text.
func TestScopeIsCleaned(t *testing.T) {
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

// TestNotVerified: one check that fails, whichever it is, ends it, whatever
// would come later. Nothing further is sent.
func TestNotVerified(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*draft)
		fails  []ciba.CheckID
	}{
		"61 id_token of 5 parts":          {finally(func(s string) string { return s + ".e30.e30" }), []ciba.CheckID{ciba.CheckSignature}},
		"61 id_token isn't one":           {finally(func(string) string { return "x" }), []ciba.CheckID{ciba.CheckSignature}},
		"63 alg none, empty signature":    {func(d *draft) { head("alg", "none")(d); unsigned(d) }, []ciba.CheckID{ciba.CheckSignature}},
		"65 other asymmetric alg":         {signedBy(jwt.SigningMethodPS256, keyA()), []ciba.CheckID{ciba.CheckSignature, ciba.CheckAlgorithm}},
		"66 signed by other key":          {signedBy(jwt.SigningMethodRS256, keyB()), []ciba.CheckID{ciba.CheckSignature}},
		"crit":                            {head("crit", []string{"exp"}), []ciba.CheckID{ciba.CheckAlgorithm}},
		"69 typ: at+jwt":                  {head("typ", "at+jwt"), []ciba.CheckID{ciba.CheckTokenKind}},
		"78 iss wrong":                    {claim("iss", testIssuer+"/"), []ciba.CheckID{ciba.CheckIssuer}},
		"79 aud wrong":                    {claim("aud", "x"), []ciba.CheckID{ciba.CheckAudience}},
		"sub missing":                     {claim("sub", absent{}), []ciba.CheckID{ciba.CheckSubject}},
		"83 exp past":                     {claim("exp", 1), []ciba.CheckID{ciba.CheckExpiry}},
		"84 iat missing":                  {claim("iat", absent{}), []ciba.CheckID{ciba.CheckIssuedAt}},
		"85 auth_time before our start":   {claim("auth_time", 1), []ciba.CheckID{ciba.CheckAuthenticationTime}},
		"87 at_hash present and wrong":    {claim("at_hash", "x"), []ciba.CheckID{ciba.CheckAccessTokenHash}},
		"93 idp not mitid":                {claim("idp", "x"), []ciba.CheckID{ciba.CheckIdentityProvider}},
		"90 another person approved":      {claim("mitid.uuid", "eee4b272-6a33-40da-ab0b-5ce2abd42e78"), []ciba.CheckID{ciba.CheckPerson}},
		"91 mitid.uuid missing":           {claim("mitid.uuid", absent{}), []ciba.CheckID{ciba.CheckPerson}},
		"92 mitid.reference_text differs": {claim("mitid.reference_text", "x"), []ciba.CheckID{ciba.CheckReferenceText}},
		"transaction ids differ":          {claim("idp_transaction_id", "x"), []ciba.CheckID{ciba.CheckTransaction}},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(tokenEndpoint, tokens(test.change), tokens())
				s := verify(t, p.client(t))
				s.wants(t, ciba.NotVerified, "")
				if s.Verdict == nil {
					t.Fatal("no verdict")
				}
				got := failing(*s.Verdict)
				if s.Verdict.Token.Fault != "" {
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

// TestReplayAndRecording: what Receive says goes into the verdict.
func TestReplayAndRecording(t *testing.T) {
	for _, test := range []struct {
		name    string
		came    ciba.Reception
		outcome ciba.Outcome
		reason  ciba.Reason
		replay  ciba.CheckResult
		word    string
	}{
		{"new and recorded", ciba.Reception{Look: ciba.LookedNew, Recorded: true}, ciba.Verified, "", ciba.Pass, ciba.WordNew},
		{"new in this run", ciba.Reception{Look: ciba.LookedNewThisRun, Recorded: true}, ciba.Verified, "", ciba.Pass, ciba.WordNewThisRun},
		{"96 seen for another request", ciba.Reception{Look: ciba.LookedSeen, Recorded: true}, ciba.NotVerified, "", ciba.Fail, ciba.WordSeenBefore},
		{"100 not recorded", ciba.Reception{Look: ciba.LookedNew}, ciba.Verified, "", ciba.Pass, ciba.WordNew},
		{"nobody could look", ciba.Reception{Look: ciba.NotLookedUp}, ciba.Unknown, ciba.ReasonNotLookedUp, ciba.Skip, ciba.WordNotLookedUp},
		{"nobody could look, and yet recorded", ciba.Reception{Look: ciba.NotLookedUp, Recorded: true}, ciba.Unknown, ciba.ReasonNotLookedUp, ciba.Skip, ciba.WordNotLookedUp},
		{"nobody says anything", ciba.Reception{}, ciba.Unknown, ciba.ReasonNotLookedUp, ciba.Skip, ciba.WordNotLookedUp},
	} {
		t.Run(test.name, func(t *testing.T) {
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

// TestRecordedBeforeKeysAreFetched: tokens come once; they are recorded first.
func TestRecordedBeforeKeysAreFetched(t *testing.T) {
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
	withAssertions := func(c *ciba.Config, _ *ciba.Options) { c.Auth = ciba.ClientSecretJWT }
	for _, test := range []struct {
		name    string
		answers []step
		outcome ciba.Outcome
		polls   int
	}{
		{"27 expired_token twice", []step{failure("expired_token")}, ciba.Expired, 2},
		{"27 expired_token, then tokens", []step{failure("expired_token"), tokens()}, ciba.Verified, 2},
		{"27 expired_token, pending, expired_token", []step{failure("expired_token"), pending(), failure("expired_token")}, ciba.Expired, 3},
	} {
		t.Run(test.name, func(t *testing.T) {
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
				if times := p.pollTimes(); times[1]-times[0] < 5*time.Second || len(s.told(ciba.EventAssertion)) != 1 {
					t.Errorf("polls at %v, %d events", times, len(s.told(ciba.EventAssertion)))
				}
				p.silentAfter(t)
			})
		})
	}
}

// TestNothingToAuthenticateWith: no secret, no request.
func TestNothingToAuthenticateWith(t *testing.T) {
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
	for name, test := range map[string]struct {
		endpoint string
		answer   step
		leave    time.Duration
		outcome  ciba.Outcome
	}{
		"in discovery":                  {discoveryEndpoint, hangs(), 3 * time.Second, ciba.Failed},
		"while the start hangs":         {startEndpoint, hangs(), 3 * time.Second, ciba.Unknown},
		"between polls":                 {tokenEndpoint, pending(), 7 * time.Second, ciba.Unknown},
		"while a poll hangs":            {tokenEndpoint, hangs(), 7 * time.Second, ciba.Unknown},
		"while the keys are being had":  {keysEndpoint, hangs(), 7 * time.Second, ciba.Unknown},
		"while the keys are waited for": {keysEndpoint, status(500), 7 * time.Second, ciba.Unknown},
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

// TestPathsOfIDs: row 4, an id is one segment, never another path.
func TestPathsOfIDs(t *testing.T) {
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

// keyText is a private key as it stands in a keyring.
func keyText(key any) ciba.Secret {
	return ciba.Secret(base64.StdEncoding.EncodeToString(must(x509.MarshalPKCS8PrivateKey(key))))
}
