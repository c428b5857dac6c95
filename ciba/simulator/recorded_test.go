package simulator

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// testdata/recorded has what was recorded from the broker in pre-production: the headers as they
// came, and the bodies that are compared byte by byte. CAP-007.codes.txt has the codes of the
// catalogue without its texts.

func recordedBytes(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "recorded", name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// head is the status line and the headers of a recorded answer.
type head struct {
	status int
	fields map[string]string
}

func recordedHead(t *testing.T, name string) head {
	t.Helper()
	h := head{fields: make(map[string]string)}
	for i, line := range strings.Split(strings.TrimSpace(string(recordedBytes(t, name))), "\n") {
		if i == 0 {
			h.status, _ = strconv.Atoi(strings.Fields(line)[1])
			continue
		}
		field, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		h.fields[http.CanonicalHeaderKey(field)] = value
	}
	return h
}

var (
	recordedAge    = regexp.MustCompile(`^public, max-age=\d+$`)
	recordedNumber = regexp.MustCompile(`^(X-Correlation-Id=)[0-9a-fx-]{36}(; expires=)([^;]+)(;.*)$`)
)

// wantHead compares an answer's headers with recorded ones, field by field: the same fields, and no
// others.
func wantHead(t *testing.T, a answer, name string) {
	t.Helper()
	want := recordedHead(t, name)
	if a.status != want.status {
		t.Errorf("%s: status %d, want %d", name, a.status, want.status)
	}
	if want.fields["Connection"] == "keep-alive" {
		delete(want.fields, "Connection") // net/http keeps the connection without stating so
	}
	for field, value := range want.fields {
		got := a.header.Get(field)
		switch field {
		case "Content-Length": // our addresses and keys have other lengths
			continue
		case "Date":
			if got == "" {
				t.Errorf("%s: no Date", name)
			}
			continue
		case "Expires":
			value = a.header.Get("Date")
		case "Cache-Control":
			if recordedAge.MatchString(value) && recordedAge.MatchString(got) {
				continue
			}
		case "Set-Cookie":
			parts, ours := recordedNumber.FindStringSubmatch(value), recordedNumber.FindStringSubmatch(got)
			if len(ours) == 0 || ours[1] != parts[1] || ours[4] != parts[4] {
				t.Errorf("%s: %s is %q, want it like %q", name, field, got, value)
				continue
			}
			date, _ := http.ParseTime(a.header.Get("Date"))
			if expires, err := http.ParseTime(ours[3]); err != nil || expires.Sub(date) != 72*time.Hour {
				t.Errorf("%s: the cookie expires %q, want three days after %s", name, ours[3], date)
			}
			continue
		}
		if got != value {
			t.Errorf("%s: %s is %q, want %q", name, field, got, value)
		}
	}
	for field := range a.header {
		if _, known := want.fields[field]; !known {
			t.Errorf("%s: %s: %s was not recorded", name, field, a.header.Get(field))
		}
	}
}

func (b *broker) asked(method, path, kind, body string) answer {
	request := httptest.NewRequest(method, baseURL+path, strings.NewReader(body))
	if kind != "" {
		request.Header.Set("Content-Type", kind)
	}
	return b.send(request)
}

// TestAnswersAsRecorded compares headers, and the bodies that contain nothing of ours.
func TestAnswersAsRecorded(t *testing.T) {
	b := newBroker(t, Options{Scenario: Approve})
	client := "client_id=" + PublishedClientID + "&client_secret="
	known := client + url.QueryEscape(PublishedClientSecret)
	for name, c := range map[string]struct {
		answer     answer
		head, body string
	}{
		"discovery":       {answer: b.get(pathDiscovery), head: "CAP-001.response.head"},
		"keys":            {answer: b.get(pathJWKS), head: "CAP-002.response.head"},
		"an unknown path": {answer: b.get("/op/.well-known/openid-configuration/"), head: "CAP-003.response.head"},
		"the host alone":  {answer: b.get("/"), head: "CAP-003.response.head"},
		"the catalogue":   {answer: b.get(pathErrorCodes), head: "CAP-007.response.head"},
		"a wrong secret": {
			answer: b.post(pathToken, "grant_type=authorization_code&"+client+"wrong"),
			head:   "CAP-014.response.head", body: "CAP-014.invalid_client.json",
		},
		"a grant of others": {
			answer: b.post(pathToken, "grant_type=client_credentials&"+known),
			head:   "CAP-016.response.head", body: "CAP-016.unauthorized_client.json",
		},
		"nothing, in no form": {
			answer: b.asked(http.MethodPost, pathToken, "", ""),
			head:   "CAP-014.response.head", body: "CAP-042.invalid_request.json",
		},
		"nothing, in a form": {answer: b.post(pathToken, ""), head: "CAP-014.response.head", body: "CAP-042.invalid_request.json"},
		"userinfo":           {answer: b.get(pathUserInfo), head: "CAP-017.response.head"},
		"userinfo by POST":   {answer: b.post(pathUserInfo, ""), head: "CAP-017.response.head"},
		"CPR match": {
			answer: b.asked(http.MethodPost, pathCPRMatch, "application/json", `{"cpr":"0"}`), head: "CAP-018.response.head",
		},
		"CPR match of nobody's token": {
			answer: b.matched("another.access.token", `{"cpr":"7403790012"}`), head: "CAP-018.response.head",
		},
		"CPR match of nothing": {
			answer: b.matched(b.approved(), "{}"), head: "CAP-021.response.head", body: "CAP-021.match_refusal.json",
		},
		"a poll that is pending": {answer: b.poll(b.start()), head: "CAP-014.response.head"},
	} {
		t.Run(name, func(t *testing.T) {
			wantHead(t, c.answer, c.head)
			if c.body != "" && c.answer.body != string(recordedBytes(t, c.body)) {
				t.Errorf("%s, want %s", c.answer.body, recordedBytes(t, c.body))
			}
			if c.answer.status == http.StatusUnauthorized && c.answer.body != "" {
				t.Errorf("a body: %s", c.answer.body)
			}
		})
	}
}

// TestTokensComeAsRecorded: the headers of the answer with the tokens.
func TestTokensComeAsRecorded(t *testing.T) {
	b := newBroker(t, Options{Scenario: Approve})
	id := b.start()
	b.now = b.now.Add(time.Minute)
	a := b.poll(id)
	wantHead(t, a, "token.response.head")
	if got, want := membersOf(t, []byte(a.body)), []string{"id_token", "access_token", "expires_in", "token_type", "scope"}; !slices.Equal(got, want) {
		t.Errorf("members %v, want %v", got, want)
	}
	tokens := b.tokenAnswer(a)
	for name, c := range map[string]struct{ token, header, claims string }{
		"ID token": {
			token: tokens.IDToken, header: "alg kid typ",
			claims: "iss nbf iat exp aud at_hash sub auth_time idp mitid.uuid mitid.age mitid.date_of_birth mitid.has_cpr " +
				"mitid.identity_name mitid.psd2 mitid.reference_text mitid.transaction_id idp_transaction_id idtoken_type",
		},
		"access token": {
			token: tokens.AccessToken, header: "alg kid typ",
			claims: "iss nbf iat exp scope client_id sub auth_time idp idp_transaction_id jti",
		},
	} {
		parts := strings.Split(c.token, ".")
		for i, want := range []string{c.header, c.claims} {
			raw, err := base64.RawURLEncoding.DecodeString(parts[i])
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(membersOf(t, raw), " "); got != want {
				t.Errorf("%s: %s, want %s", name, got, want)
			}
		}
	}
}

// TestDiscoveryToTheByte: members, their order and their values, except for the host.
func TestDiscoveryToTheByte(t *testing.T) {
	b := newBroker(t, Options{})
	want := strings.ReplaceAll(string(recordedBytes(t, "CAP-001.discovery.json")), "https://pp.netseidbroker.dk", baseURL)
	if got := b.get(pathDiscovery).body; got != want {
		t.Errorf("discovery:\n%s\nwant\n%s", got, want)
	}
}

// TestKeysAsRecorded: the same number, with the same members in the same order, and keys and
// certificates of the same kind.
func TestKeysAsRecorded(t *testing.T) {
	b := newBroker(t, Options{})
	got, want := keysOf(t, []byte(b.get(pathJWKS).body)), keysOf(t, recordedBytes(t, "CAP-002.jwks.json"))
	if len(got) != len(want) {
		t.Fatalf("%d keys, want %d", len(got), len(want))
	}
	for i := range want {
		if !slices.Equal(got[i].members, want[i].members) || got[i].use != want[i].use || got[i].bits != want[i].bits {
			t.Errorf("key %d: %v, want %v", i, got[i], want[i])
		}
	}
	if got[0].signature != x509.SHA256WithRSAPSS || want[0].signature != got[0].signature {
		t.Errorf("the certificate of the transaction key is signed with %s, want %s", got[0].signature, want[0].signature)
	}
}

type keyShape struct {
	members   []string
	use       string
	bits      int
	signature x509.SignatureAlgorithm
}

func keysOf(t *testing.T, body []byte) []keyShape {
	t.Helper()
	var set struct{ Keys []json.RawMessage }
	if err := json.Unmarshal(body, &set); err != nil {
		t.Fatal(err)
	}
	var all []keyShape
	for _, raw := range set.Keys {
		var key struct {
			Use, N string
			X5c    []string
		}
		if err := json.Unmarshal(raw, &key); err != nil || len(key.X5c) != 1 {
			t.Fatalf("%v, %d certificates", err, len(key.X5c))
		}
		n, err := base64.RawURLEncoding.DecodeString(key.N)
		if err != nil {
			t.Fatal(err)
		}
		der, err := base64.StdEncoding.DecodeString(key.X5c[0])
		if err != nil {
			t.Fatal(err)
		}
		certificate, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, keyShape{membersOf(t, raw), key.Use, 8 * len(n), certificate.SignatureAlgorithm})
	}
	return all
}

// membersOf returns the names of an object's members in order.
func membersOf(t *testing.T, object []byte) []string {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(object))
	var names []string
	if _, err := decoder.Token(); err != nil {
		t.Fatal(err)
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, name.(string))
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			t.Fatal(err)
		}
	}
	return names
}

// TestErrorCodesAsRecorded: no other codes.
func TestErrorCodesAsRecorded(t *testing.T) {
	b := newBroker(t, Options{})
	var catalogue struct {
		Version    string
		ErrorCodes map[string]map[string]string
	}
	if err := json.Unmarshal([]byte(b.get(pathErrorCodes).body), &catalogue); err != nil || catalogue.Version != "v1.0" || len(catalogue.ErrorCodes) == 0 {
		t.Fatalf("%v: %+v", err, catalogue)
	}
	known := strings.Fields(string(recordedBytes(t, "CAP-007.codes.txt")))
	for code, texts := range catalogue.ErrorCodes {
		if !slices.Contains(known, code) || texts["En"] == "" {
			t.Errorf("%s: %v", code, texts)
		}
	}
}

// TestCorrelation: the id that a client sends back stays that of its calls.
func TestCorrelation(t *testing.T) {
	b := newBroker(t, Options{})
	number := func(cookie string) string {
		request := httptest.NewRequest(http.MethodPost, baseURL+pathToken, nil)
		if cookie != "" {
			request.Header.Set("Cookie", "X-Correlation-Id="+cookie)
		}
		value, _, _ := strings.Cut(strings.TrimPrefix(b.send(request).header.Get("Set-Cookie"), "X-Correlation-Id="), ";")
		return value
	}
	first := number("")
	if again := number(first); again != first || len(first) != 36 {
		t.Errorf("%q became %q", first, again)
	}
	for _, odd := range []string{"x", strings.Repeat("x", 36), first + "0"} {
		if got := number(odd); got == odd || len(got) != 36 {
			t.Errorf("%q became %q", odd, got)
		}
	}
	if other := number(""); other == first {
		t.Error("two clients have one number")
	}
}

// TestDescriptions: access_denied with its reason, in the recorded order of members.
func TestDescriptions(t *testing.T) {
	for scenario, want := range map[Scenario]string{
		UserAborted:  `{"error":"access_denied","error_description":"mitid_user_aborted"}`,
		MitIDTimeout: `{"error":"access_denied","error_description":"mitid_timeout"}`,
		Refuse:       `{"error":"access_denied"}`,
	} {
		b := newBroker(t, Options{Scenario: scenario})
		id := b.start()
		b.pass(defaultAnswerAfter)
		a := b.poll(id)
		if a.status != http.StatusBadRequest || a.body != want {
			t.Errorf("%s: %d %s, want %s", scenario, a.status, a.body, want)
		}
		b.poll(id).wantError(t, http.StatusBadRequest, errInvalidGrant)
	}
}

// TestCancelPage: the broker's page for an unknown address, without its cookie, and the phone still
// asks.
func TestCancelPage(t *testing.T) {
	b := newBroker(t, Options{Scenario: CancelPage})
	id := b.start()
	wantHead(t, b.cancelOverHTTP(id), "CAP-003.response.head")
	if b.prompt().State != StateShown {
		t.Errorf("the phone shows %s", b.prompt().State)
	}
	b.poll(id).wantError(t, http.StatusBadRequest, errPending)
	if a := b.cancelOverHTTP("unknown"); a.status != http.StatusNotFound || a.body != "" {
		t.Errorf("an unknown one: %d %s", a.status, a.body)
	}
}
