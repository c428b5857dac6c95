package simulator

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestDocumentedStart(t *testing.T) {
	b := newBroker(t, Options{})
	a := b.post("/op/connect/ciba", documentedStart)
	want := regexp.MustCompile(`^\{"auth_req_id":"[0-9A-F]{64}-1","expires_in":300,"interval":5\}$`)
	if a.status != http.StatusOK || !want.MatchString(a.body) {
		t.Errorf("%d %s", a.status, a.body)
	}
	for name, want := range map[string]string{
		"Content-Type":  "application/json; charset=UTF-8",
		"Cache-Control": "no-store, no-cache, max-age=0",
		"Date":          "Sun, 22 Nov 2026 09:00:00 GMT",
	} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if !strings.HasPrefix(a.header.Get("Set-Cookie"), "X-Correlation-Id=") {
		t.Errorf("Set-Cookie: %q", a.header.Get("Set-Cookie"))
	}
	got := b.prompt()
	shown := Prompt{
		ID: got.ID, PersonUUID: DocumentedPerson, Organisation: "Nordby Kommune", Action: "APPROVE", Text: documentedText,
		Received: b.now, Expires: b.now.Add(300 * time.Second), State: StateShown,
	}
	if got != shown {
		t.Errorf("the phone shows %+v, want %+v", got, shown)
	}
	if got.ID == "" || strings.Contains(a.body, got.ID) {
		t.Error("the prompt's id is empty or part of the auth_req_id")
	}
	if b.changes != 1 {
		t.Errorf("%d changes reported, want 1", b.changes)
	}
}

func TestIntervalIsRoundedUpToSeconds(t *testing.T) {
	b := newBroker(t, Options{Interval: 1200 * time.Millisecond, ExpiresIn: 60 * time.Second})
	if a := b.post("/op/connect/ciba", documentedStart); !strings.HasSuffix(a.body, `"expires_in":60,"interval":2}`) {
		t.Error(a.body)
	}
}

func TestStartParameters(t *testing.T) {
	const ok = ""
	tests := []struct {
		name    string
		changes map[string]any
		code    string // ok: accepted
	}{
		{name: "scope openid mitid", changes: map[string]any{"scope": "openid mitid"}, code: ok},
		{name: "no grant_type", changes: map[string]any{"grant_type": nil}, code: ok},
		{name: "hint for appswitch", changes: map[string]any{"login_hint_token": documentedAppSwitch}, code: ok},
		{name: "hint in Base64", changes: map[string]any{"login_hint_token": compactHintBase64}, code: ok},
		{
			name:    "hint with blanks around, in Base64",
			changes: map[string]any{"login_hint_token": base64.StdEncoding.EncodeToString([]byte(" " + documentedHint + "\n"))},
			code:    ok,
		},
		{name: "requested_expiry", changes: map[string]any{"requested_expiry": "30"}, code: ok},
		{name: "no scope", changes: map[string]any{"scope": nil}, code: errInvalidRequest},
		{name: "scope without openid", changes: map[string]any{"scope": "mitid"}, code: errInvalidRequest},
		{name: "scope too long", changes: map[string]any{"scope": "openid" + strings.Repeat(" mitid", 60)}, code: errInvalidRequest},
		{name: "scope not allowed", changes: map[string]any{"scope": "openid ssn"}, code: errInvalidScope},
		{name: "no hint", changes: map[string]any{"login_hint_token": nil}, code: errInvalidRequest},
		{name: "two hints", changes: map[string]any{"login_hint": "mette"}, code: errInvalidRequest},
		{name: "another hint", changes: map[string]any{"login_hint_token": nil, "login_hint": "mette"}, code: errUnknownUser},
		{
			name: "hint over 4000", changes: map[string]any{"login_hint_token": documentedHint + strings.Repeat(" ", 4000)},
			code: errInvalidRequest,
		},
		{
			name:    "hint in broken Base64",
			changes: map[string]any{"login_hint_token": compactHintBase64[:len(compactHintBase64)-1]}, code: errUnknownUser,
		},
		{name: "hint not JSON", changes: map[string]any{"login_hint_token": "{"}, code: errUnknownUser},
		{
			name: "a stranger", changes: map[string]any{"login_hint_token": strings.Replace(documentedHint, "8a98", "8a99", 1)},
			code: errUnknownUser,
		},
		{name: "binding message too long", changes: map[string]any{"binding_message": strings.Repeat("x", 101)}, code: errInvalidBinding},
		{name: "user code too long", changes: map[string]any{"user_code": strings.Repeat("x", 101)}, code: errInvalidRequest},
		{name: "requested_expiry over the lifetime", changes: map[string]any{"requested_expiry": "301"}, code: errInvalidRequest},
		{name: "requested_expiry 0", changes: map[string]any{"requested_expiry": "0"}, code: errInvalidRequest},
		{name: "requested_expiry no number", changes: map[string]any{"requested_expiry": "soon"}, code: errInvalidRequest},
		{name: "signed request object", changes: map[string]any{"request": "a.b.c"}, code: errInvalidRequestObject},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := newBroker(t, Options{})
			a := b.post("/op/connect/ciba", startWith(test.changes))
			if test.code == ok {
				if a.status != http.StatusOK {
					t.Errorf("%d %s", a.status, a.body)
				}
				return
			}
			a.wantError(t, http.StatusBadRequest, test.code)
			if len(b.Prompts()) != 0 {
				t.Error("a phone shows a prompt for a refused start")
			}
		})
	}
}

func TestMalformedRequests(t *testing.T) {
	type change func(*http.Request) *http.Request
	header := func(name, value string) change {
		return func(r *http.Request) *http.Request { r.Header.Set(name, value); return r }
	}
	body := func(text string) change {
		return func(*http.Request) *http.Request {
			r := httptest.NewRequest(http.MethodPost, baseURL+"/op/connect/ciba", strings.NewReader(text))
			r.Header.Set("Content-Type", formType)
			return r
		}
	}
	tests := map[string]change{
		"JSON":                    header("Content-Type", "application/json"),
		"no content type":         header("Content-Type", ""),
		"GET":                     func(r *http.Request) *http.Request { r.Method = http.MethodGet; return r },
		"parameter twice":         body(documentedStart + "&scope=openid"),
		"broken percent escape":   body(documentedStart + "&x=%zz"),
		"not UTF-8":               body(documentedStart + "&x=%ff"),
		"body over the limit":     body(documentedStart + "&x=" + strings.Repeat("x", maxBody)),
		"parameters in the query": func(r *http.Request) *http.Request { r = body("")(r); r.URL.RawQuery = documentedStart; return r },
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBroker(t, Options{})
			a := b.send(change(body(documentedStart)(nil)))
			if name == "parameters in the query" {
				a.wantError(t, http.StatusUnauthorized, errInvalidClient)
				return
			}
			a.wantError(t, http.StatusBadRequest, errInvalidRequest)
		})
	}
}

func TestRequestsAreBounded(t *testing.T) {
	b := newBroker(t, Options{})
	b.requests.most = 100
	for range b.requests.most {
		b.start()
	}
	a := b.post("/op/connect/ciba", documentedStart)
	a.wantError(t, http.StatusServiceUnavailable, errUnavailable)
	if a.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	b.pass(defaultExpiresIn + time.Second)
	b.start()
	if n := len(b.requests.all); n != 1 || len(b.requests.byID) != 1 {
		t.Errorf("%d requests are kept, want 1", n)
	}
}

func TestFormKeepsPlus(t *testing.T) {
	// The Base64 vector contains a plus, which a form must escape. Unescaped it is a blank, and not
	// Base64.
	b := newBroker(t, Options{})
	broken := strings.ReplaceAll(startWith(map[string]any{"login_hint_token": compactHintBase64}), url.QueryEscape("+"), "+")
	b.post("/op/connect/ciba", broken).wantError(t, http.StatusBadRequest, errUnknownUser)
}

func TestGrantedScopes(t *testing.T) {
	for asked, want := range map[string]string{
		"openid": "openid mitid", "mitid openid": "openid mitid", "ssn openid": "openid mitid ssn",
	} {
		if got := strings.Join(grantedScopes(strings.Fields(asked)), " "); got != want {
			t.Errorf("%s is granted as %s, want %s", asked, got, want)
		}
	}
}
