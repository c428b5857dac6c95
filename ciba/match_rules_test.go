package ciba_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"ringback/ciba"
	"ringback/ciba/mitid"
)

// matchEndpoint is the path of the CPR match.
const matchEndpoint = "/op/api/v1/mitid/matchCpr"

// Of the person that is asked by CPR. The birth date is in the number.
const (
	testCPR  = "0804360468"
	testBorn = "1936-04-08"
)

func requestByCPR(t testing.TB) mitid.Request {
	t.Helper()
	number, err := mitid.ParseCPR(testCPR, true, time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	r := testRequest()
	r.UUID, r.CPR = "", number
	return r
}

// matches is a client with the match, which requires no at_hash.
func matches(c *ciba.Config, _ *ciba.Options) {
	c.MatchEndpoint, c.RequireAtHash = "http://127.0.0.1:8080"+matchEndpoint, false
}

// byCPR makes a verification one by CPR, whose match is decided by this.
func byCPR(t testing.TB, m mitid.Match) func(*ciba.Params, func() bool) {
	return func(params *ciba.Params, _ func() bool) {
		r := requestByCPR(t)
		form, err := r.Form("openid mitid", mitid.HintJSON)
		if err != nil {
			t.Fatal(err)
		}
		params.Form, params.Mask = form, r.CPR.Masks()
		params.Further, params.Person = mitid.Checks(r, mitid.Options{}), m.Person(r)
	}
}

// afterCrash is byCPR of what was kept: without the number, and without the form.
func afterCrash(t testing.TB, m mitid.Match) func(*ciba.Params, func() bool) {
	return func(params *ciba.Params, _ func() bool) {
		r := requestByCPR(t).Canonical()
		r.CPR = mitid.CPR{}
		params.Form, params.Further, params.Person = nil, mitid.Checks(r, mitid.Options{}), m.Person(r)
	}
}

func matched() step { return says(200, `{"cprNumberMatch":true}`) }

// personWord is the word of the person check.
func (s story) personWord() string {
	if s.Verdict == nil {
		return ""
	}
	return s.Verdict.Check(ciba.CheckPerson).Actual.Word
}

// revealsNobody fails the test if the result of a verification that isn't verified names whoever
// approved. (rule 112)
func (s story) revealsNobody(t *testing.T) {
	t.Helper()
	verdict := ciba.Verdict{}
	if s.Verdict != nil {
		verdict = *s.Verdict
	}
	if shown := fmt.Sprintf("%+v %s %+v", s.Result, asJSON(s.Unverified.Payload), asJSON(verdict.Token().Payload)); s.Outcome != ciba.Verified && (s.Unverified.Payload != nil || strings.Contains(shown, "Mette") || strings.Contains(shown, "8a9856e0")) {
		t.Errorf("it says who approved: %s", shown)
	}
}

// TestMatch: what decides a start by CPR, and what is asked for it. (rules 104, 106, 107, 108, 111
// and 112)
func TestMatch(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		rule    int
		name    string
		token   []func(*draft)
		answer  []step
		outcome ciba.Outcome
		reason  ciba.Reason
		word    string // of the person check
		asked   int
		took    time.Duration // for the answer
	}{
		{rule: 108, name: "a match", answer: []step{matched()}, outcome: ciba.Verified, word: ciba.WordMatched, asked: 1},
		{rule: 108, name: "a match as text", answer: []step{says(200, `{"cprNumberMatch":"true"}`)}, outcome: ciba.Verified, word: ciba.WordMatchedAsText, asked: 1},
		{rule: 108, name: "another number", answer: []step{says(200, `{"cprNumberMatch":false}`)}, outcome: ciba.NotVerified, word: ciba.WordSomeoneElse, asked: 1},
		{rule: 108, name: "the recorded refusal", answer: []step{says(400, `{"errorMessage":"Missing Cpr parameter"}`)}, outcome: ciba.Unknown, reason: ciba.ReasonNotMatched, word: ciba.WordMatchRefused, asked: 1},
		{rule: 108, name: "the recorded 401", answer: []step{status(401, "WWW-Authenticate: Bearer\r\n")}, outcome: ciba.Unknown, reason: ciba.ReasonNotMatched, word: ciba.WordMatchUnauthorized, asked: 1},
		{rule: 108, name: "a name twice", answer: []step{says(200, `{"cprNumberMatch":true,"cprNumberMatch":true}`)}, outcome: ciba.Unknown, reason: ciba.ReasonNotMatched, word: ciba.WordMatchUnreadable, asked: 1},
		{rule: 108, name: "longer than 1 MiB", answer: []step{says(200, `{"cprNumberMatch":true,"x":"`+strings.Repeat("x", 1<<20)+`"}`)}, outcome: ciba.Unknown, reason: ciba.ReasonNotMatched, word: ciba.WordMatchUnreadable, asked: 1},
		{rule: 108, name: "a web page", answer: []step{html(200)}, outcome: ciba.Unknown, reason: ciba.ReasonNotMatched, word: ciba.WordMatchUnreadable, asked: 1},
		{rule: 111, name: "a redirect", answer: []step{redirect(307, "http://127.0.0.1:8080/elsewhere"), matched()}, outcome: ciba.Unknown, reason: ciba.ReasonNotMatched, word: ciba.WordMatchUnreadable, asked: 1},
		{rule: 107, name: "no answer", answer: []step{hangs()}, outcome: ciba.Unknown, reason: ciba.ReasonNotMatched, word: ciba.WordMatchUnreachable, asked: 1, took: 10 * time.Second},
		{rule: 107, name: "a slow answer", answer: []step{after(9*time.Second, matched())}, outcome: ciba.Verified, word: ciba.WordMatched, asked: 1, took: 9 * time.Second},
		{rule: 107, name: "an answer that breaks off isn't asked for again", answer: []step{raw("HTTP/1.1 200 OK\r\nContent-Length: 23\r\n\r\n{"), matched()}, outcome: ciba.Unknown, reason: ciba.ReasonNotMatched, word: ciba.WordMatchUnreachable, asked: 1},
		{rule: 104, name: "another text", token: []func(*draft){claim("mitid.reference_text", "x")}, answer: []step{matched()}, outcome: ciba.NotVerified, word: ciba.WordNotAsked},
		{rule: 104, name: "no at_hash", token: []func(*draft){claim("at_hash", absent{})}, answer: []step{matched()}, outcome: ciba.NotVerified, word: ciba.WordNotAsked},
		{rule: 104, name: "the at_hash of another access token", token: []func(*draft){claim("at_hash", halfHash("another"))}, answer: []step{matched()}, outcome: ciba.NotVerified, word: ciba.WordNotAsked},
		{rule: 104, name: "a false signature", token: []func(*draft){finally(flipped)}, answer: []step{matched()}, outcome: ciba.NotVerified, word: ciba.WordNotAsked},
		{rule: 104, name: "no token", token: []func(*draft){finally(func(string) string { return "x" })}, answer: []step{matched()}, outcome: ciba.NotVerified, word: ciba.WordUnverified},
		{rule: 106, name: "no at_hash, and the number stated", token: []func(*draft){claim("at_hash", absent{}), claim("dk.cpr", testCPR)}, answer: []step{matched()}, outcome: ciba.NotVerified, word: ciba.WordNotAsked},
		{rule: 106, name: "the number stated", token: []func(*draft){claim("dk.cpr", testCPR)}, answer: []step{matched()}, outcome: ciba.Verified, word: ciba.WordSame},
		{rule: 106, name: "another number stated", token: []func(*draft){claim("dk.cpr", "0804360469")}, answer: []step{matched()}, outcome: ciba.NotVerified, word: ciba.WordSomeoneElse},
		{rule: 106, name: "born on another day", token: []func(*draft){claim("mitid.date_of_birth", "1936-04-09")}, answer: []step{matched()}, outcome: ciba.NotVerified, word: ciba.WordSomeoneElse},
		{rule: 106, name: "born on that day", token: []func(*draft){claim("mitid.date_of_birth", testBorn)}, answer: []step{matched()}, outcome: ciba.Verified, word: ciba.WordMatched, asked: 1},
		{rule: 106, name: "no number in MitID", token: []func(*draft){claim("mitid.has_cpr", "false")}, answer: []step{matched()}, outcome: ciba.Unknown, reason: ciba.ReasonNotMatched, word: ciba.WordNoCPR},
	} {
		t.Run(rowName(test.rule, test.name), func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(tokenEndpoint, tokens(test.token...))
				p.on(matchEndpoint, test.answer...)
				s := verify(t, p.client(t, matches), byCPR(t, mitid.Match{}))
				s.wants(t, test.outcome, test.reason)
				s.revealsNobody(t)
				asked := p.seen(matchEndpoint)
				if s.personWord() != test.word || len(asked) != test.asked || len(s.told(ciba.EventMatching)) != test.asked {
					t.Errorf("the person is %s, asked %d times", s.personWord(), len(asked))
				}
				if took := s.took - s.pollTook(); took != test.took {
					t.Errorf("it took %v", took)
				}
				for _, a := range asked {
					if a.method != http.MethodPost || a.header.Get("Authorization") != "Bearer an.access.token" || a.header.Get("Content-Type") != "application/json" || !a.form.Has(`{"cpr":"`+testCPR+`"}`) {
						t.Errorf("asked by %+v", a)
					}
				}
				if len(p.seen("/elsewhere")) > 0 {
					t.Error("it followed a redirect")
				}
			})
		})
	}
}

// pollTook is the time until the answer with the tokens.
func (s story) pollTook() time.Duration {
	return s.told(ciba.EventAnswered)[0].At.Sub(s.events[0].At)
}

// TestMatchIsSentAgainIfNothingWasWritten: once, and never when the broker may have it. (rule 107)
func TestMatchIsSentAgainIfNothingWasWritten(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		refused int
		slowly  time.Duration
		answer  step
		outcome ciba.Outcome
		asked   int
		took    time.Duration
	}{
		{name: "refused once", refused: 1, answer: matched(), outcome: ciba.Verified, asked: 1},
		{name: "refused twice", refused: 2, answer: matched(), outcome: ciba.Unknown},
		{name: "the second is slow too", refused: 1, slowly: 6 * time.Second, answer: hangs(), outcome: ciba.Unknown, asked: 1, took: 10 * time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(matchEndpoint, test.answer)
				dials := 0
				s := verify(t, p.client(t, matches), byCPR(t, mitid.Match{Asking: func(context.Context) error {
					p.transport.CloseIdleConnections()
					p.transport.DialContext = func(context.Context, string, string) (net.Conn, error) {
						if dials++; dials <= test.refused {
							later(test.slowly)
							return nil, &net.OpError{Op: "dial", Err: errors.New("connection refused")}
						}
						return p.dial()
					}
					return nil
				}}))
				if took := s.took - s.pollTook(); took != test.took {
					t.Errorf("it took %v", took)
				}
				if s.Outcome != test.outcome || len(p.seen(matchEndpoint)) != test.asked || dials != 2 || len(s.told(ciba.EventMatching)) != 1 {
					t.Errorf("%s after %d dials, asked %d times", s.Outcome, dials, len(p.seen(matchEndpoint)))
				}
			})
		})
	}
}

// TestMatchIsRecordedFirst: what can't be recorded isn't asked. (rule 109)
func TestMatchIsRecordedFirst(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(matchEndpoint, matched())
		s := verify(t, p.client(t, matches), byCPR(t, mitid.Match{Asking: func(context.Context) error { return errors.New("the disk is full") }}))
		s.wants(t, ciba.Unknown, ciba.ReasonNotMatched)
		if s.personWord() != ciba.WordMatchUnrecorded || len(p.seen(matchEndpoint)) > 0 {
			t.Errorf("asked with %s", s.personWord())
		}
	})
}

// TestMatchNeedsTheLook: before somebody looked whether the token was used before, nothing is
// asked; it is when the look succeeds, once. (rule 104)
func TestMatchNeedsTheLook(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		look    ciba.Look
		answer  step
		outcome ciba.Outcome
		reason  ciba.Reason
		asked   int
	}{
		{name: "new", look: ciba.LookedNew, answer: matched(), outcome: ciba.Verified, asked: 1},
		{name: "used before", look: ciba.LookedSeen, answer: matched(), outcome: ciba.NotVerified},
		{name: "still nobody", look: ciba.NotLookedUp, answer: matched(), outcome: ciba.Unknown, reason: ciba.ReasonNotLookedUp},
		{name: "new, and no answer", look: ciba.LookedNew, answer: status(403), outcome: ciba.Unknown, reason: ciba.ReasonNotMatched, asked: 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(matchEndpoint, test.answer)
				look := ciba.NotLookedUp
				s := verify(t, p.client(t, matches), byCPR(t, mitid.Match{}), func(params *ciba.Params, _ func() bool) {
					params.Receive = func(context.Context, ciba.Receipt) ciba.Reception { return ciba.Reception{Look: look} }
				})
				s.wants(t, ciba.Unknown, ciba.ReasonNotLookedUp)
				s.revealsNobody(t)
				if len(p.seen(matchEndpoint)) > 0 {
					t.Error("it was asked about a token that may be old")
				}
				later(time.Minute)
				look = test.look
				s.Result = s.verification.LookAgain(t.Context())
				s.wants(t, test.outcome, test.reason)
				s.revealsNobody(t)
				if again := test.look == ciba.NotLookedUp; s.verification.CanLookAgain() != again || len(p.seen(matchEndpoint)) != test.asked {
					t.Errorf("can look again: %t; asked %d times", !again, len(p.seen(matchEndpoint)))
				}
				s.verification.LookAgain(t.Context())
				if len(p.seen(matchEndpoint)) != test.asked {
					t.Error("it was asked twice")
				}
			})
		})
	}
}

// TestMatchIsCancelled: at once, whatever the broker still answers; the tokens are dropped.
// (rule 110)
func TestMatchIsCancelled(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]step{"while it hangs": hangs(), "before it matches": after(3*time.Second, matched())} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(matchEndpoint, answer)
				s := verify(t, p.client(t, matches), byCPR(t, mitid.Match{}), func(params *ciba.Params, cancel func() bool) {
					observe := params.Observe
					params.Observe = func(e ciba.Event) {
						observe(e)
						if e.Kind == ciba.EventMatching {
							time.AfterFunc(time.Second, func() { cancel() })
						}
					}
				})
				s.wants(t, ciba.Cancelled, ciba.ReasonUnchecked)
				if took := s.took - s.pollTook(); took != time.Second || s.Verdict != nil || s.Tokens != (ciba.Tokens{}) || s.Unverified.Header != nil || s.Cancel != ciba.CancelNotAsked {
					t.Errorf("after %v: %+v", took, s.Result)
				}
			})
		})
	}
}

// TestMatchIsLeft: what the program leaves is unknown, and can be resumed or ended. (rule 110)
func TestMatchIsLeft(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(matchEndpoint, hangs())
		ctx, leave := context.WithCancel(t.Context())
		s := verifyIn(ctx, t, p.client(t, matches), byCPR(t, mitid.Match{}), func(params *ciba.Params, _ func() bool) {
			params.Observe = func(e ciba.Event) {
				if e.Kind == ciba.EventMatching {
					leave()
				}
			}
		})
		s.wants(t, ciba.Unknown, ciba.ReasonLeft)
		s.revealsNobody(t)
	})
}

// TestMatchAfterACrash: the number was not kept. It is asked for once the answer is there, at most
// until 15 minutes after the authentication. (rules 109 and 113)
func TestMatchAfterACrash(t *testing.T) {
	t.Parallel()
	number := requestByCPR(t).CPR
	other, err := mitid.ParseCPR("0904360468", true, time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name    string
		takes   time.Duration // to give the number
		gives   mitid.CPR
		authAge time.Duration // at receipt
		outcome ciba.Outcome
		word    string
		asked   int
	}{
		{name: "given at once", gives: number, outcome: ciba.Verified, word: ciba.WordMatched, asked: 1},
		{name: "given late", takes: 14 * time.Minute, gives: number, outcome: ciba.Verified, word: ciba.WordMatched, asked: 1},
		{name: "given too late", takes: 16 * time.Minute, gives: number, outcome: ciba.Unknown, word: ciba.WordMatchLate},
		{name: "given too late after the authentication", takes: 14*time.Minute + 30*time.Second, authAge: 50 * time.Second, gives: number, outcome: ciba.Unknown, word: ciba.WordMatchLate},
		{name: "of another birth date", gives: other, outcome: ciba.NotVerified, word: ciba.WordSomeoneElse},
		{name: "not given", outcome: ciba.Unknown, word: ciba.WordNoNumber},
	} {
		for _, how := range []string{"resumed", "rechecked"} {
			t.Run(test.name+", "+how, func(t *testing.T) {
				inBubble(t, func(t *testing.T, p *scripted) {
					p.on(tokenEndpoint, pending(), tokens(claim("mitid.date_of_birth", testBorn), func(d *draft) {
						d.claims["auth_time"] = d.claims["auth_time"].(int64) - int64(test.authAge/time.Second)
					}))
					p.on(matchEndpoint, matched())
					client := p.client(t, matches)
					kept := left(t, client, 10*time.Second)
					match := mitid.Match{Number: func(ctx context.Context) (mitid.CPR, error) {
						select {
						case <-ctx.Done():
							return mitid.CPR{}, ctx.Err()
						case <-time.After(test.takes):
							return test.gives, nil
						}
					}}
					var s story
					if how == "resumed" {
						s = resumed(t, client, kept, afterCrash(t, match))
					} else {
						d := newDraft(p.now(), claim("mitid.date_of_birth", testBorn))
						d.claims["auth_time"] = d.claims["auth_time"].(int64) - int64(test.authAge/time.Second)
						received := ciba.Tokens{IDToken: ciba.Secret(d.sign()), AccessToken: ciba.Secret(d.access)}
						s = rechecked(t, client, kept, received, p.now(), afterCrash(t, match))
					}
					if s.Outcome != test.outcome || s.personWord() != test.word || len(p.seen(matchEndpoint)) != test.asked {
						t.Errorf("%s %q, %s, asked %d times", s.Outcome, s.Reason, s.personWord(), len(p.seen(matchEndpoint)))
					}
					s.revealsNobody(t)
				})
			})
		}
	}
}

// TestMatchEndpoint: an access token goes there, so it is on the issuer's host without exception,
// and never discovered. (rule 111)
func TestMatchEndpoint(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ issuer, endpoint, problem string }{
		{issuer: "https://broker.example/op", endpoint: "https://broker.example/op/api/v1/mitid/matchCpr"},
		{issuer: "https://broker.example/op", endpoint: "https://BROKER.example:443/match"},
		{issuer: "https://broker.example/op"},
		{issuer: "http://127.0.0.1:8080/op", endpoint: "http://127.0.0.1:8080/match"},
		{issuer: "https://broker.example/op", endpoint: "http://broker.example/match", problem: ciba.ProblemNotHTTPS},
		{issuer: "https://broker.example/op", endpoint: "https://other.example/match", problem: ciba.ProblemOtherHost},
		{issuer: "https://broker.example/op", endpoint: "https://broker.example:8443/match", problem: ciba.ProblemOtherHost},
		{issuer: "https://broker.example/op", endpoint: "http://127.0.0.1:8080/match", problem: ciba.ProblemOtherHost},
		{issuer: "https://127.0.0.1:8080/op", endpoint: "http://127.0.0.1:8080/match", problem: ciba.ProblemOtherHost},
		{issuer: "https://broker.example/op", endpoint: "https://me@broker.example/match", problem: ciba.ProblemMalformed},
		{issuer: "https://broker.example/op", endpoint: "/match", problem: ciba.ProblemMalformed},
	} {
		_, err := ciba.NewClient(ciba.Config{Issuer: test.issuer, ClientID: "x", MatchEndpoint: test.endpoint}, ciba.Options{})
		faults := ciba.FieldErrors(err)
		if problem := test.problem; problem == "" && err != nil || problem != "" && (len(faults) != 1 || faults[0] != ciba.FieldError{Field: "cpr_match_endpoint", Problem: problem}) {
			t.Errorf("%s of %s: %v, want %q", test.endpoint, test.issuer, err, problem)
		}
	}
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(discoveryEndpoint, metadata(member("cpr_match_endpoint", "http://127.0.0.1:8080"+matchEndpoint)))
		p.on(matchEndpoint, matched())
		s := verify(t, p.client(t), byCPR(t, mitid.Match{}))
		s.wants(t, ciba.Unknown, ciba.ReasonNotMatched)
		if len(p.seen(matchEndpoint)) > 0 {
			t.Error("it asked where discovery says")
		}
	})
}

// TestMatchIsMasked: no exchange has the number or the access token, and a command has variables
// for both. (rule 112)
func TestMatchIsMasked(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(matchEndpoint, says(400, `{"errorMessage":"080436-0468 080436 0468 `+testCPR+` an.access.token","cpr":"`+testCPR+`","access_token":"an.access.token"}`))
		var s sink
		var match ciba.Exchange
		client := p.client(t, matches, func(_ *ciba.Config, o *ciba.Options) {
			o.SecretIsPublic = true
			o.Exchange = func(e ciba.Exchange) {
				s.take("exchange", e)
				s.take("curl", e.Curl(nil))
				if e.Endpoint == "cpr_match_endpoint" {
					match = e
				}
			}
		})
		verify(t, client, byCPR(t, mitid.Match{}))
		const want = `'{"cpr":"'"$CPR"'"}'`
		command := match.Curl(nil)
		if match.RequestBody != `{"cpr":"080436-••••"}` || !strings.HasSuffix(command.Text, "--data-raw "+want) ||
			!strings.Contains(command.Text, `--header "Authorization: Bearer $ACCESS_TOKEN"`) || fmt.Sprint(command.Variables, command.Missing) != "[ACCESS_TOKEN CPR] []" {
			t.Errorf("%s\n%v lacks %v\n%s", match.RequestBody, command.Variables, command.Missing, command.Text)
		}
		for _, m := range match.Masked {
			// Before the person passed, a caller reveals no token.
			if value, ok := m.Reveal(); ok && !m.Token() || m.Credential && m.Name == "Authorization" {
				t.Errorf("%s can be revealed: %s", m.Name, value)
			}
		}
		for _, text := range s.all {
			if strings.Contains(text, testCPR) || strings.Contains(text, "080436-0468") || strings.Contains(text, "080436 0468") || strings.Contains(text, "an.access.token") {
				t.Errorf("leaks: %s", text)
			}
		}
	})
}
