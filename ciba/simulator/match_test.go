package simulator

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// The CPR numbers of the documented person and of the one after.
const (
	documentedCPR = "7403790012"
	otherCPR      = "6211540013"
)

// matched asks for a CPR match.
func (b *broker) matched(token, body string) answer {
	request := httptest.NewRequest(http.MethodPost, baseURL+pathCPRMatch, strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+token)
	return b.send(request)
}

// approved returns the access token of a request that the scenario in force approves.
func (b *broker) approved() string {
	b.t.Helper()
	id := b.start()
	b.pass(4 * time.Second)
	return b.tokenAnswer(b.poll(id)).AccessToken
}

// TestMatch: what the broker answers about a CPR number in each scenario, and what the phone shows.
func TestMatch(t *testing.T) {
	const refused = `{"errorMessage":"Cpr Match exceeded. Only 3 tries is allowed within a session."}`
	for _, test := range []struct {
		name     string
		scenario Scenario
		cpr      string
		later    time.Duration
		status   int
		body     string // the beginning
		phone    string
	}{
		{name: "the approver's", scenario: Approve, cpr: documentedCPR, status: 200, body: `{"cprNumberMatch":true}`, phone: MatchSame},
		{name: "another's", scenario: Approve, cpr: otherCPR, status: 200, body: `{"cprNumberMatch":false}`, phone: MatchOther},
		{name: "no number", scenario: Approve, cpr: "x", status: 200, body: `{"cprNumberMatch":false}`, phone: MatchOther},
		{name: "at the last moment", scenario: Approve, cpr: documentedCPR, later: 15 * time.Minute, status: 200, body: `{"cprNumberMatch":true}`, phone: MatchSame},
		{name: "too late", scenario: Approve, cpr: documentedCPR, later: 15*time.Minute + 1, status: 400, body: `{"errorMessage":"Cpr Match is only`, phone: MatchRefused},
		{name: "of whom was asked, and another approved", scenario: OtherPerson, cpr: documentedCPR, status: 200, body: `{"cprNumberMatch":false}`, phone: MatchOther},
		{name: "of who approved", scenario: OtherPerson, cpr: otherCPR, status: 200, body: `{"cprNumberMatch":true}`, phone: MatchSame},
		{name: "match", scenario: CPRMatch, cpr: documentedCPR, status: 200, body: `{"cprNumberMatch":"true"}`, phone: MatchSame},
		{name: "match, and it is another's", scenario: CPRMatch, cpr: otherCPR, status: 200, body: `{"cprNumberMatch":"false"}`, phone: MatchOther},
		{name: "another CPR", scenario: CPROther, cpr: documentedCPR, status: 200, body: `{"cprNumberMatch":false}`, phone: MatchOther},
		{name: "tries exceeded", scenario: CPRExceeded, cpr: documentedCPR, status: 400, body: refused, phone: MatchRefused},
		{name: "late", scenario: CPRLate, cpr: documentedCPR, status: 400, body: `{"errorMessage":"Cpr Match is only`, phone: MatchRefused},
		{name: "not allowed", scenario: CPRNotAllowed, cpr: documentedCPR, status: 403, phone: MatchRefused},
		{name: "down", scenario: CPRDown, cpr: documentedCPR, status: 503, body: "<!DOCTYPE", phone: MatchRefused},
		{name: "nonsense", scenario: CPRNonsense, cpr: documentedCPR, status: 200, body: `{"cprNumberMatch":[true]}`, phone: MatchRefused},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBroker(t, Options{Scenario: test.scenario})
			token := b.approved()
			b.SetScenario(Approve) // the request keeps the scenario in which it started
			if match := b.prompt().Match; match != "" {
				t.Errorf("before anybody asked, the phone shows %s", match)
			}
			b.pass(test.later)
			changes := b.changes
			a := b.matched(token, `{"cpr":"`+test.cpr+`"}`)
			if a.status != test.status || !strings.HasPrefix(a.body, test.body) || a.header.Get("Connection") != "close" {
				t.Errorf("%d %s", a.status, a.body)
			}
			if match := b.prompt().Match; match != test.phone || b.changes == changes {
				t.Errorf("the phone shows %q", match)
			}
		})
	}
}

// TestMatchHasThreeTries: of one authentication; a question without a number is none.
func TestMatchHasThreeTries(t *testing.T) {
	b := newBroker(t, Options{Scenario: Approve})
	token, again := b.approved(), b.approved()
	for range 4 {
		b.matched(token, "{}")
	}
	for i := range 4 {
		a := b.matched(token, `{"cpr":"`+documentedCPR+`"}`)
		if refused := strings.Contains(a.body, "exceeded"); refused != (i == 3) {
			t.Errorf("try %d: %s", i+1, a.body)
		}
	}
	if a := b.matched(again, `{"cpr":"`+documentedCPR+`"}`); a.status != http.StatusOK {
		t.Errorf("of another session: %d %s", a.status, a.body)
	}
}

// TestAskedByCPR: the person with the number is asked; an unknown number asks nobody.
func TestAskedByCPR(t *testing.T) {
	b := newBroker(t, Options{Scenario: Approve})
	hint := func(cpr string) string {
		return startWith(map[string]any{"login_hint_token": strings.Replace(documentedHint, `"uuid":"`+DocumentedPerson+`"`, `"cpr":"`+cpr+`"`, 1)})
	}
	b.post(pathBackchannel, hint("0804360468")).wantError(t, http.StatusBadRequest, errUnknownUser)
	a := b.post(pathBackchannel, hint(otherCPR))
	if asked := b.prompt().PersonUUID; a.status != http.StatusOK || asked != b.People()[1].UUID {
		t.Errorf("%d %s: %s was asked", a.status, a.body, asked)
	}
}

// TestSessionsAreForgotten: the oldest ones first.
func TestSessionsAreForgotten(t *testing.T) {
	b := newBroker(t, Options{Scenario: Approve})
	first := b.approved()
	for range maxSessions {
		b.issue(time.Now().String(), &request{})
	}
	if a := b.matched(first, `{"cpr":"`+documentedCPR+`"}`); a.status != http.StatusUnauthorized {
		t.Errorf("%d %s", a.status, a.body)
	}
	if n := len(b.sessions.byToken); n > maxSessions {
		t.Errorf("%d sessions are kept", n)
	}
}
