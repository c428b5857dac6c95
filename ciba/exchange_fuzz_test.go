package ciba

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// FuzzCorrelation: whatever a provider sets, only a UUID in one cookie is ever sent back, and only
// to its origin.
func FuzzCorrelation(f *testing.F) {
	const id = "f3da5bd6-569f-46ee-ba21-e6dbbdf51c0e"
	for _, seed := range []string{
		"X-Correlation-Id=" + id + "; path=/; secure; samesite=none; httponly", "X-Correlation-Id=" + id, "X-Correlation-Id=\"" + id + "\"",
		"X-Correlation-Id=" + id + "\r\nX: y", "X-Correlation-Id=; Max-Age=0", "x-correlation-id=" + id, "X-Correlation-Id =" + id,
		"session=a; X-Correlation-Id=" + id, "X-Correlation-Id=" + id + "; Domain=evil.example", "", "=", ";",
	} {
		f.Add(seed, seed)
	}
	here, there := &url.URL{Scheme: "https", Host: "broker.example"}, &url.URL{Scheme: "https", Host: "broker.example:444"}
	f.Fuzz(func(t *testing.T, first, second string) {
		var k correlation
		k.note(here, http.Header{"Set-Cookie": {first, second}})
		sent := k.cookie(here)
		if id, ours := strings.CutPrefix(sent, "X-Correlation-Id="); sent != "" && (!ours || len(id) != 36 || strings.Trim(strings.ToLower(id), "0123456789abcdef-") != "") {
			t.Fatalf("%q goes back", sent)
		}
		if k.cookie(there) != "" || k.newest != "" && !strings.Contains(first+second, k.newest) {
			t.Fatalf("%q, %q", k.cookie(there), k.newest)
		}
		if same := (&url.URL{Scheme: "HTTPS", Host: "Broker.example:443"}); k.cookie(same) != sent {
			t.Fatalf("%q goes to the same origin, spelt in another way", k.cookie(same))
		}
	})
}

// FuzzExchange: no exchange shows a secret, however a provider answers with it: ours anywhere, the
// provider's under their names.
func FuzzExchange(f *testing.F) {
	const (
		secret  = `s3cr/t+"\=` + "æ-w1th-everything"
		token   = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtZXR0ZSJ9.c2lnbmF0dXJl"
		opaque  = "0paque-acc3ss"
		id      = "0A2179A15B686CB-3AC29A5A6A-1"
		members = `"access_token":"` + opaque + `","auth_req_id": "` + id + `"`
	)
	quoted, err := json.Marshal(secret)
	if err != nil {
		f.Fatal(err)
	}
	spellings := []string{
		string(quoted), strings.ReplaceAll(string(quoted), "/", `\/`), secret, url.QueryEscape(secret), url.PathEscape(secret),
		base64.StdEncoding.EncodeToString([]byte(secret)), `"` + token + `"`, members,
	}
	for i := range spellings {
		for _, around := range [][2]string{
			{"", ""}, {`{"error_description":`, `}`}, {`{"a":[{"you sent":`, `}]}`}, {`{`, `}`}, {`{"a":[{`, `}]}`}, {`{"a":1,`, `}}`}, {`{"a":1,"a":2,`, `}`},
			{"<html>", "</html>"}, {"\ufeff", ""}, {`{"id_token":`, ``}, {`id_token=`, `&x=y`}, {`{"a":"\`, `"}`}, {strings.Repeat("{", 20000), ""},
		} {
			f.Add([]byte(around[0]), byte(i), []byte(around[1]))
		}
	}
	// cleaned for display, it is whole again
	apart := strings.Replace(string(quoted), "1", "\u200b1", 1)
	f.Add([]byte(`{"x":`+apart+`,"a":`), byte(0), []byte(`}`))
	f.Add([]byte(`{`+apart+`:`), byte(0), []byte(`}`))
	hide := everyForm([]string{secret})
	never := append([]string{opaque, id, "eyJzdWIiOiJtZXR0ZSJ9.c2lnbmF0dXJl"}, hide...)
	f.Fuzz(func(t *testing.T, before []byte, spelling byte, behind []byte) {
		for _, hidden := range never {
			if bytes.Contains(before, []byte(hidden)) || bytes.Contains(behind, []byte(hidden)) {
				return // without its name it is like any other text
			}
		}
		shown, found := maskBody(slices.Concat(before, []byte(spellings[int(spelling)%len(spellings)]), behind), hide)
		for _, m := range found {
			if !strings.HasPrefix(shown[m.Index:], dots+`"`) {
				t.Fatalf("%s is at %d of %q", m.Name, m.Index, shown)
			}
		}
		for _, text := range append(fuzzStrings(shown), shown, Clean(shown, len(shown))) {
			for _, hidden := range never {
				if strings.Contains(text, hidden) {
					t.Fatalf("%q shows %q", shown, hidden)
				}
			}
		}
	})
}

// fuzzStrings returns the strings of a JSON text, names and values, decoded.
func fuzzStrings(text string) []string {
	var all []string
	d := json.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if err != nil {
			return all
		}
		if s, ok := token.(string); ok {
			all = append(all, s)
		}
	}
}
