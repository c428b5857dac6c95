package simulator

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestCrossSitePosts: a page of another site, or one whose own name resolves to this machine, can't
// start, poll, cancel or press a phone's buttons, whatever it posts and wherever.
func TestCrossSitePosts(t *testing.T) {
	b := newBroker(t, Options{Scenario: Decide})
	kept := b.start()
	prompt := b.prompt()
	foreign := map[string]func(*http.Request){
		"another origin":                func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") },
		"no origin that can be named":   func(r *http.Request) { r.Header.Set("Origin", "null") },
		"ours and another":              func(r *http.Request) { r.Header["Origin"] = []string{baseURL, "https://evil.example"} },
		"another scheme":                func(r *http.Request) { r.Header.Set("Origin", "ftp://"+r.Host) },
		"another port of this machine":  func(r *http.Request) { r.Header.Set("Origin", baseURL+"1") },
		"cross-site":                    func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
		"same-site":                     func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-site") },
		"another name for this machine": func(r *http.Request) { r.Host = "evil.example" },
		"no name":                       func(r *http.Request) { r.Host = "" },
	}
	posts := []struct{ method, path, kind, body string }{
		{method: http.MethodPost, path: pathBackchannel, kind: formType, body: documentedStart},
		{method: http.MethodPost, path: pathToken, kind: formType, body: documentedPoll + kept},
		{method: http.MethodPost, path: pathToken, kind: "text/plain"},
		{method: http.MethodDelete, path: pathCancel + kept},
		{method: http.MethodPost, path: pathApprove, kind: "application/json", body: `{"id":"` + prompt.ID + `"}`},
		{method: http.MethodPost, path: pathApprove, kind: "text/plain", body: `{"id":"` + prompt.ID + `"}`},
		{method: http.MethodPost, path: pathRefuse, kind: "application/json", body: `{"id":"` + prompt.ID + `"}`},
		{method: http.MethodPost, path: pathScenario, kind: "application/json", body: `{"scenario":"approve"}`},
		{method: http.MethodPost, path: pathDiscovery, kind: formType, body: "x=y"},
		{method: http.MethodPost, path: "/op/connect/userinfo", kind: formType, body: "x=y"},
		{method: http.MethodPut, path: "/", kind: formType, body: "x=y"},
	}
	for name, come := range foreign {
		for _, post := range posts {
			request := httptest.NewRequest(post.method, baseURL+post.path, strings.NewReader(post.body))
			request.Header.Set("Content-Type", post.kind)
			request.Header.Set("Authorization", "Bearer "+b.ControlKey())
			if post.path == pathBackchannel || post.path == pathToken {
				request.Header.Del("Authorization")
			}
			come(request)
			a := b.send(request)
			if a.status != http.StatusForbidden && a.status != http.StatusMisdirectedRequest {
				t.Errorf("%s: %s %s: %d %s", name, post.method, post.path, a.status, a.body)
			}
		}
	}
	if prompts := b.Prompts(); len(prompts) != 1 || prompts[0].State != StateShown || b.Scenario() != Decide {
		t.Errorf("something came of it: %+v, %s", prompts, b.Scenario())
	}
	b.poll(kept).wantError(t, http.StatusBadRequest, errPending)
}

// TestPostsFromHere: a client isn't a page, and the page of the phones is ours.
func TestPostsFromHere(t *testing.T) {
	b := newBroker(t, Options{Scenario: Decide})
	for _, headers := range []map[string]string{{}, {"Origin": baseURL}, {"Origin": baseURL, "Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}} {
		request := httptest.NewRequest(http.MethodPost, baseURL+pathBackchannel, strings.NewReader(documentedStart))
		request.Header.Set("Content-Type", formType)
		for name, value := range headers {
			request.Header.Set(name, value)
		}
		if a := b.send(request); a.status != http.StatusOK {
			t.Errorf("%v: %d %s", headers, a.status, a.body)
		}
	}
}
