package simulator

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

func claimsOf(token *jwt.Token) jwt.MapClaims { return token.Claims.(jwt.MapClaims) }

func TestScenarioNames(t *testing.T) {
	for _, s := range Scenarios() {
		if got, err := ParseScenario(string(s)); got != s || err != nil {
			t.Errorf("%s: %s, %v", s, got, err)
		}
	}
	if _, err := ParseScenario("Approve"); err == nil || !strings.Contains(err.Error(), "other-person") {
		t.Errorf("%v doesn't name the scenarios", err)
	}
	b := newBroker(t, Options{Scenario: Refuse})
	b.SetScenario("nonsense")
	if b.Scenario() != Decide {
		t.Errorf("%s is in force", b.Scenario())
	}
}

// TestScenarios polls every 10 s, so that only scenarios throttle it, until the answer is final.
func TestScenarios(t *testing.T) {
	tests := []struct {
		scenario Scenario
		polls    []string // codes; "dropped" and "503" for an outage; "" for tokens
		state    string   // on the phone, at the end
	}{
		{scenario: Approve, polls: []string{errPending, ""}, state: StateApproved},
		{scenario: Refuse, polls: []string{errPending, errAccessDenied, errInvalidGrant}, state: StateRefused},
		{scenario: Ignore, polls: []string{errPending, errPending}, state: StateShown},
		{scenario: Decide, polls: []string{errPending, errPending}, state: StateShown},
		{scenario: OtherPerson, polls: []string{errPending, ""}, state: StateApproved},
		{scenario: OtherText, polls: []string{errPending, ""}, state: StateApproved},
		{scenario: SlowDown, polls: []string{errSlowDown, errSlowDown, "", errInvalidGrant}, state: StateApproved},
		{scenario: Outage, polls: []string{"dropped", "503", "", errInvalidGrant}, state: StateApproved},
		{scenario: MitIDError, polls: []string{errPending, "mitid_flex_app.mitid_error_123", errInvalidGrant}, state: StateFailed},
	}
	tried := []Scenario{ForgedSignature} // see TestForgedSignature
	for _, test := range tests {
		tried = append(tried, test.scenario)
	}
	for _, s := range Scenarios() {
		if !slices.Contains(tried, s) {
			t.Errorf("the scenario %s isn't tried here", s)
		}
	}
	for _, test := range tests {
		t.Run(string(test.scenario), func(t *testing.T) {
			b := newBroker(t, Options{Scenario: test.scenario})
			id := b.start()
			b.SetScenario(Refuse) // the request keeps the scenario in which it started
			for i, want := range test.polls {
				if i > 0 {
					b.pass(10 * time.Second)
				}
				a := b.poll(id)
				switch want {
				case "":
					b.claims(a)
				case "dropped":
					if !a.dropped {
						t.Errorf("poll %d is answered: %d", i, a.status)
					}
				case "503":
					a.wantError(t, http.StatusServiceUnavailable, errUnavailable)
				default:
					a.wantError(t, http.StatusBadRequest, want)
				}
			}
			if state := b.prompt().State; state != test.state {
				t.Errorf("the phone shows %s, want %s", state, test.state)
			}
		})
	}
}

func TestOtherPersonApproves(t *testing.T) {
	b := newBroker(t, Options{Scenario: OtherPerson})
	id := b.start()
	b.pass(4 * time.Second)
	idToken, _ := b.claims(b.poll(id))
	claims := claimsOf(idToken)
	other, known := b.person(claims["mitid.uuid"].(string))
	if !known || other.UUID == DocumentedPerson || claims["mitid.identity_name"] != other.Name || claims["mitid.date_of_birth"] != other.DateOfBirth {
		t.Errorf("the token is about %v, %v", claims["mitid.uuid"], claims["mitid.identity_name"])
	}
	if claims["mitid.reference_text"] != documentedText || b.prompt().PersonUUID != DocumentedPerson {
		t.Error("more than the person is another")
	}
}

func TestOtherTextIsApproved(t *testing.T) {
	b := newBroker(t, Options{Scenario: OtherText})
	id := b.start()
	b.pass(4 * time.Second)
	idToken, _ := b.claims(b.poll(id))
	claims := claimsOf(idToken)
	if text := claims["mitid.reference_text"]; text == documentedText || text != b.prompt().Text {
		t.Errorf("the token says %v", text)
	}
	if claims["mitid.uuid"] != DocumentedPerson {
		t.Error("more than the text is another")
	}
}

func TestForgedSignature(t *testing.T) {
	b := newBroker(t, Options{Scenario: ForgedSignature})
	id := b.start()
	b.pass(4 * time.Second)
	tokens := b.tokenAnswer(b.poll(id))
	for _, token := range []string{tokens.IDToken, tokens.AccessToken} {
		parsed, err := b.parse(token)
		if !errors.Is(err, jwt.ErrTokenSignatureInvalid) {
			t.Errorf("verifying: %v", err)
		}
		if parsed.Header["kid"] != b.jwks()[1]["kid"] {
			t.Error("the kid isn't the right one")
		}
		if _, err := jwt.Parse(token, func(*jwt.Token) (any, error) { return &b.keys.given.Forger.PublicKey, nil },
			jwt.WithTimeFunc(b.Simulator.now)); err != nil {
			t.Errorf("the forger didn't sign: %v", err)
		}
	}
}

func TestSlowDownCountsPollsOfAnyRate(t *testing.T) {
	b := newBroker(t, Options{Scenario: SlowDown})
	id := b.start()
	b.poll(id).wantError(t, http.StatusBadRequest, errSlowDown)
	b.poll(id).wantError(t, http.StatusBadRequest, errSlowDown)
	if state := b.prompt().State; state != StateShown {
		t.Errorf("approved before the phone has answered: %s", state)
	}
	b.pass(10 * time.Second)
	b.claims(b.poll(id))
}

func TestOutageLastsTwentySeconds(t *testing.T) {
	b := newBroker(t, Options{Scenario: Outage})
	id := b.start()
	b.pass(20*time.Second - 1)
	if a := b.poll(id); !a.dropped {
		t.Errorf("%d %s", a.status, a.body)
	}
	b.pass(1)
	b.claims(b.poll(id)) // lost polls don't count towards the rate
}

func TestProtectedName(t *testing.T) {
	b := newBroker(t, Options{Scenario: Approve})
	for _, p := range b.People() {
		if !p.Protected {
			continue
		}
		a := b.post("/op/connect/ciba", startWith(map[string]any{"login_hint_token": strings.Replace(documentedHint, DocumentedPerson, p.UUID, 1)}))
		id := strings.Split(a.body, `"`)[3]
		b.pass(4 * time.Second)
		idToken, _ := b.claims(b.poll(id))
		if name := claimsOf(idToken)["mitid.identity_name"]; name != "NAVNE & ADRESSEBESKYTTET" {
			t.Errorf("the token gives the name %v", name)
		}
		return
	}
	t.Error("nobody has a protected name")
}

func TestNonceComesBack(t *testing.T) {
	b := newBroker(t, Options{Scenario: Approve})
	hint := strings.Replace(documentedHint, `{`, `{"ciba_nonce":"n-0S6_WzA2Mj",`, 1)
	a := b.post("/op/connect/ciba", startWith(map[string]any{"login_hint_token": hint}))
	b.pass(4 * time.Second)
	idToken, _ := b.claims(b.poll(strings.Split(a.body, `"`)[3]))
	if nonce := claimsOf(idToken)["ciba_nonce"]; nonce != "n-0S6_WzA2Mj" {
		t.Errorf("ciba_nonce is %v", nonce)
	}
}
