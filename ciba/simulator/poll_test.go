package simulator

import (
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

func TestDocumentedVerification(t *testing.T) {
	b := newBroker(t, Options{})
	id := b.start()
	b.pass(5 * time.Second)
	a := b.poll(id)
	a.wantError(t, http.StatusBadRequest, errPending)
	if got := a.header.Get("Cache-Control"); got != "no-store, no-cache, max-age=0" {
		t.Errorf("Cache-Control: %q", got)
	}
	if err := b.Approve(b.prompt().ID); err != nil {
		t.Fatal(err)
	}
	approved := b.now
	b.pass(5 * time.Second)
	a = b.poll(id)
	tokens := b.tokenAnswer(a)
	if tokens.ExpiresIn != 3600 || tokens.TokenType != "Bearer" || tokens.Scope != "openid mitid" {
		t.Errorf("%+v", tokens)
	}
	idToken, accessToken := b.claims(a)

	sum := sha256.Sum256([]byte(tokens.AccessToken))
	got := claimsOf(idToken)
	transaction, sub := got["mitid.transaction_id"], got["sub"]
	want := map[string]any{
		"iss":                  "http://broker.test/op",
		"nbf":                  float64(b.now.Unix()),
		"iat":                  float64(b.now.Unix()),
		"exp":                  float64(b.now.Unix() + 300),
		"aud":                  PublishedClientID,
		"at_hash":              base64.RawURLEncoding.EncodeToString(sum[:16]),
		"sub":                  sub,
		"auth_time":            float64(approved.Unix()),
		"idp":                  "mitid",
		"mitid.uuid":           DocumentedPerson,
		"mitid.age":            "47",
		"mitid.date_of_birth":  "1979-03-14",
		"mitid.has_cpr":        "true",
		"mitid.identity_name":  "Mette Holm Sørensen",
		"mitid.psd2":           "false",
		"mitid.reference_text": documentedText,
		"mitid.transaction_id": transaction,
		"idp_transaction_id":   transaction,
		"idtoken_type":         "ciba",
	}
	if !maps.Equal(got, want) {
		t.Errorf("ID token:\n%v\nwant\n%v", got, want)
	}
	if uuid.Validate(transaction.(string)) != nil || uuid.Validate(sub.(string)) != nil || sub == DocumentedPerson {
		t.Errorf("transaction %v or sub %v is no UUID of its own", transaction, sub)
	}
	if idToken.Header["typ"] != "JWT" || idToken.Header["alg"] != "RS256" || len(idToken.Header) != 3 {
		t.Errorf("ID token header %v", idToken.Header)
	}

	if accessToken.Header["typ"] != "at+jwt" || accessToken.Header["kid"] != idToken.Header["kid"] {
		t.Errorf("access token header %v", accessToken.Header)
	}
	access := claimsOf(accessToken)
	names := slices.Sorted(maps.Keys(access))
	if want := strings.Fields("auth_time client_id exp iat idp idp_transaction_id iss jti nbf scope sub"); !slices.Equal(names, want) {
		t.Errorf("access token has %v, want %v", names, want)
	}
	if scope := access["scope"].([]any); !slices.Equal(scope, []any{"openid", "mitid"}) || access["exp"] != float64(b.now.Unix()+3600) || len(access["jti"].(string)) != 32 {
		t.Errorf("access token %v", access)
	}
}

func TestTokensAreGivenOnce(t *testing.T) {
	b := newBroker(t, Options{Scenario: Approve})
	id := b.start()
	b.pass(5 * time.Second)
	b.claims(b.poll(id))
	for range 2 {
		b.pass(5 * time.Second)
		b.poll(id).wantError(t, http.StatusBadRequest, errInvalidGrant)
	}
	if state := b.prompt().State; state != StateApproved {
		t.Errorf("the phone shows %s", state)
	}
}

// TestThrottling makes polls with pauses before them, at an interval of 5 s.
func TestThrottling(t *testing.T) {
	type step struct {
		pause time.Duration
		want  string // "" for tokens
	}
	tests := []struct {
		name     string
		scenario Scenario
		steps    []step
	}{
		{name: "the first poll is never too soon", scenario: Decide, steps: []step{{0, errPending}}},
		{name: "exactly the interval is enough", scenario: Decide, steps: []step{{0, errPending}, {5 * time.Second, errPending}}},
		{name: "a hair less is too soon", scenario: Decide, steps: []step{{0, errPending}, {5*time.Second - 1, errSlowDown}}},
		{
			name: "slow_down counts as a poll", scenario: Decide,
			steps: []step{{0, errPending}, {4 * time.Second, errSlowDown}, {4 * time.Second, errSlowDown}, {5 * time.Second, errPending}},
		},
		{
			name: "it hides an approval", scenario: Approve,
			steps: []step{{3 * time.Second, errPending}, {2 * time.Second, errSlowDown}, {5 * time.Second, ""}},
		},
		{
			name: "it hides a refusal", scenario: Refuse,
			steps: []step{{3 * time.Second, errPending}, {2 * time.Second, errSlowDown}, {5 * time.Second, errAccessDenied}},
		},
		{
			name: "it hides the expiry", scenario: Decide,
			steps: []step{{299 * time.Second, errPending}, {4 * time.Second, errSlowDown}, {5 * time.Second, errExpired}},
		},
		{name: "an unknown request comes before it", scenario: Approve, steps: []step{{5 * time.Second, ""}, {0, errInvalidGrant}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := newBroker(t, Options{Scenario: test.scenario})
			id := b.start()
			for _, step := range test.steps {
				b.pass(step.pause)
				a := b.poll(id)
				if step.want == "" {
					b.claims(a)
				} else {
					a.wantError(t, http.StatusBadRequest, step.want)
				}
			}
		})
	}
}

func TestExpiry(t *testing.T) {
	b := newBroker(t, Options{Scenario: Ignore})
	id := b.start()
	b.pass(300 * time.Second)
	b.poll(id).wantError(t, http.StatusBadRequest, errPending)
	if state := b.prompt().State; state != StateShown {
		t.Errorf("in its last moment, the phone shows %s", state)
	}
	b.pass(5 * time.Second)
	b.poll(id).wantError(t, http.StatusBadRequest, errExpired)
	if state := b.prompt().State; state != StateExpired {
		t.Errorf("the phone shows %s", state)
	}
	b.pass(endedShown)
	if n := len(b.Prompts()); n != 0 {
		t.Errorf("%d prompts are shown long after the end", n)
	}
	b.poll(id).wantError(t, http.StatusBadRequest, errExpired)
	b.pass(expiredKept)
	b.start()
	b.poll(id).wantError(t, http.StatusBadRequest, errInvalidGrant)
}

func TestApprovedButFetchedTooLate(t *testing.T) {
	b := newBroker(t, Options{})
	id := b.start()
	if err := b.Approve(b.prompt().ID); err != nil {
		t.Fatal(err)
	}
	b.pass(301 * time.Second)
	b.poll(id).wantError(t, http.StatusBadRequest, errExpired)
}

func TestRequestedExpiry(t *testing.T) {
	b := newBroker(t, Options{})
	a := b.post("/op/connect/ciba", startWith(map[string]any{"requested_expiry": "30"}))
	if !strings.Contains(a.body, `"expires_in":30,`) {
		t.Error(a.body)
	}
	b.pass(31 * time.Second)
	if state := b.prompt().State; state != StateExpired {
		t.Errorf("the phone shows %s", state)
	}
}

func TestPollParameters(t *testing.T) {
	poll := func(changes map[string]string) func(id string) string {
		return func(id string) string {
			form, err := url.ParseQuery(documentedPoll + id)
			if err != nil {
				t.Fatal(err)
			}
			for name, value := range changes {
				form.Set(name, value)
				if value == "" {
					form.Del(name)
				}
			}
			return form.Encode()
		}
	}
	other := Client{ID: "other", Secret: "secret of the other", Organisation: "Sydby Forsyning", Scopes: []string{"openid", "mitid"}}
	tests := []struct {
		name string
		body func(id string) string
		code string
	}{
		{name: "wrong secret is 400 here", body: poll(map[string]string{"client_secret": "wrong"}), code: errInvalidClient},
		{name: "no client", body: poll(map[string]string{"client_id": ""}), code: errInvalidClient},
		{
			name: "another client's request",
			body: poll(map[string]string{"client_id": other.ID, "client_secret": other.Secret}), code: errInvalidGrant,
		},
		{name: "unknown request", body: poll(map[string]string{"auth_req_id": strings.Repeat("A", 64) + "-1"}), code: errInvalidGrant},
		{name: "request id too long", body: poll(map[string]string{"auth_req_id": strings.Repeat("A", 101)}), code: errInvalidGrant},
		{name: "no request id", body: poll(map[string]string{"auth_req_id": ""}), code: errInvalidRequest},
		{name: "no grant type", body: poll(map[string]string{"grant_type": ""}), code: errUnsupportedGrant},
		{name: "a grant type of others", body: poll(map[string]string{"grant_type": "client_credentials"}), code: errUnauthorizedClient},
		{
			name: "another grant type",
			body: poll(map[string]string{"grant_type": "urn:ietf:params:oauth:grant-type:device_code"}),
			code: errUnsupportedGrant,
		},
		{name: "without scope", body: poll(map[string]string{"scope": ""}), code: errPending},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := newBroker(t, Options{Clients: append(builtInClients(), other)})
			id := b.start()
			b.post("/op/connect/token", test.body(id)).wantError(t, http.StatusBadRequest, test.code)
		})
	}
}

func TestCancel(t *testing.T) {
	b := newBroker(t, Options{})
	id := b.start()
	a := b.cancelOverHTTP(id)
	if a.status != http.StatusNoContent || a.body != "" {
		t.Errorf("%d %q", a.status, a.body)
	}
	if state := b.prompt().State; state != StateCancelled {
		t.Errorf("the phone shows %s", state)
	}
	if err := b.Approve(b.prompt().ID); err != ErrPromptEnded {
		t.Errorf("approving a cancelled prompt: %v", err)
	}
	b.poll(id).wantError(t, http.StatusBadRequest, errInvalidGrant)
	if b.changes != 2 {
		t.Errorf("%d changes reported, want 2", b.changes)
	}
}

func TestNothingToCancel(t *testing.T) {
	b := newBroker(t, Options{Scenario: Approve})
	fetched := b.start()
	b.pass(5 * time.Second)
	b.claims(b.poll(fetched))
	cancelled := b.start()
	b.cancelOverHTTP(cancelled)
	expired := b.start()
	b.pass(301 * time.Second)
	for name, id := range map[string]string{
		"unknown": strings.Repeat("A", 64) + "-1", "fetched": fetched, "cancelled": cancelled, "expired": expired,
		"empty": "", "more than one segment": "a/b", "an escaped slash": "..%2F..%2Fphone",
	} {
		if a := b.cancelOverHTTP(id); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", name, a.status)
		}
	}
}

func TestCancelAfterApproval(t *testing.T) {
	b := newBroker(t, Options{Scenario: Approve})
	id := b.start()
	b.pass(4 * time.Second)
	if a := b.cancelOverHTTP(id); a.status != http.StatusNoContent {
		t.Errorf("%d", a.status)
	}
	if state := b.prompt().State; state != StateApproved {
		t.Errorf("the phone shows %s: a cancel can't undo an approval", state)
	}
	b.poll(id).wantError(t, http.StatusBadRequest, errInvalidGrant)
}
