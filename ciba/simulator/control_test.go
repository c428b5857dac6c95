package simulator

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestScenarioOverHTTP(t *testing.T) {
	b := newBroker(t, Options{ControlKey: "key"})
	if a := b.control(http.MethodPost, "/phone/scenario", "Bearer key", `{"scenario":"alg-none"}`); a.status != http.StatusNoContent || b.Scenario() != AlgNone {
		t.Errorf("%d %s; in force is %s", a.status, a.body, b.Scenario())
	}
	b.control(http.MethodPost, "/phone/scenario", "Bearer key", `{"scenario":"nonsense"}`).wantError(t, http.StatusNotFound, "unknown_scenario")
	if b.Scenario() != AlgNone {
		t.Errorf("nonsense brought %s about", b.Scenario())
	}
}

func TestControlTakesOneJSONObject(t *testing.T) {
	b := newBroker(t, Options{ControlKey: "key"})
	b.start()
	good := idBody(b.prompt().ID)
	for name, test := range map[string]struct{ kind, body string }{
		"a form":           {formType, "id=" + b.prompt().ID},
		"text":             {"text/plain", good},
		"no type":          {"", good},
		"two objects":      {"application/json", good + good},
		"an unknown name":  {"application/json", `{"id":"x","more":1}`},
		"nothing":          {"application/json", ""},
		"an array":         {"application/json", `["` + b.prompt().ID + `"]`},
		"a very long body": {"application/json", `{"id":"` + strings.Repeat("x", maxBody) + `"}`},
	} {
		request := httptest.NewRequest(http.MethodPost, baseURL+"/phone/approve", strings.NewReader(test.body))
		request.Header.Set("Authorization", "Bearer key")
		request.Header.Set("Content-Type", test.kind)
		if a := b.send(request); a.status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	if state := b.prompt().State; state != StateShown {
		t.Errorf("the prompt became %s", state)
	}
}

func TestOtherPagesControlNothing(t *testing.T) {
	b := newBroker(t, Options{ControlKey: "key"})
	for name, test := range map[string]struct {
		header, value string
		want          int
	}{
		"our page":          {header: "Origin", value: baseURL, want: http.StatusOK},
		"another port":      {header: "Origin", value: baseURL + ":81", want: http.StatusNotFound},
		"another page":      {header: "Origin", value: "https://evil.example", want: http.StatusNotFound},
		"a sandbox":         {header: "Origin", value: "null", want: http.StatusNotFound},
		"from our page":     {header: "Sec-Fetch-Site", value: "same-origin", want: http.StatusOK},
		"from the same IP":  {header: "Sec-Fetch-Site", value: "same-site", want: http.StatusNotFound},
		"from another page": {header: "Sec-Fetch-Site", value: "cross-site", want: http.StatusNotFound},
	} {
		request := httptest.NewRequest(http.MethodGet, baseURL+"/phone", nil)
		request.Header.Set("Authorization", "Bearer key")
		request.Header.Set(test.header, test.value)
		if a := b.send(request); a.status != test.want {
			t.Errorf("%s: %d, want %d", name, a.status, test.want)
		}
	}
}

func TestAbout(t *testing.T) {
	b := newBroker(t, Options{ControlKey: "open sesame"})
	var told about
	a := b.control(http.MethodGet, "/phone/about", "Bearer open sesame", "")
	if err := json.Unmarshal([]byte(a.body), &told); err != nil {
		t.Fatal(err)
	}
	if told.Issuer != b.Issuer() || told.ClientID != PublishedClientID || len(told.People) != len(b.People()) ||
		len(told.Scenarios) != len(Catalogue()) || len(told.Curl) != 3 {
		t.Errorf("%+v", told)
	}
	if strings.Contains(a.body, b.ControlKey()) {
		t.Error("the key is shown")
	}
}

// TestCurlKeepsOtherSecrets: a client's own secret isn't printed.
func TestCurlKeepsOtherSecrets(t *testing.T) {
	b := newBroker(t, Options{Clients: []Client{{ID: "it's", Secret: "hush", Scopes: []string{"openid"}}}})
	lines := strings.Join(b.Curl(), "\n")
	if strings.Contains(lines, "hush") || !strings.Contains(lines, `"client_secret=$CLIENT_SECRET"`) || !strings.Contains(lines, `'client_id=it'\''s'`) {
		t.Error(lines)
	}
}
