package ciba

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// Each target feeds foreign bytes to one reader and checks the result by its own rules, most of
// them with encoding/json, which shares no code with our reader.

// fuzzMap reads an object leniently; nil if it isn't one.
func fuzzMap(t *testing.T, body []byte) map[string]any {
	t.Helper()
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(body, &raw); err != nil {
		t.Fatalf("accepted what isn't JSON: %v", err)
	}
	members := make(map[string]any, len(raw))
	for name, value := range raw {
		var v any
		if json.Unmarshal(value, &v) != nil {
			v = string(value) // a number that float64 can't represent, which JSON allows
		}
		members[name] = v
	}
	return members
}

func FuzzAcknowledgement(f *testing.F) {
	for _, seed := range []string{
		`{"auth_req_id": "0A2179A15B686CB..3AC29A5A6A-1", "expires_in": 300, "interval": 5}`,
		`{"auth_req_id":"a","expires_in":"300"}`, `{"auth_req_id":"a","expires_in":3e2,"interval":null}`,
		`{"auth_req_id":"a","expires_in":1,"interval":60}`, `{"auth_req_id":"a","expires_in":1e18,"interval":1e400}`,
		`{"auth_req_id":"a","expires_in":-1}`, `{"auth_req_id":"..","expires_in":300}`, `{"auth_req_id":"a/b","expires_in":300}`,
		`{"auth_req_id":"\u0061","expires_in":300.0,"interval":-5}`, `{"auth_req_id":"a","auth_req_id":"b","expires_in":300}`,
		`{"AUTH_REQ_ID":"a","expires_in":300}`, `{"auth_req_id":"a","expires_in":9223372036854775808}`, "\ufeff{}", `[]`, `null`, ``,
		`{"auth_req_id":"a","expires_in":"0300","interval":"00"}`, `{"auth_req_id":"a","expires_in":300}{}`,
	} {
		f.Add([]byte(seed))
	}
	f.Add([]byte(`{"auth_req_id":"` + strings.Repeat("a", maxIDLength) + `","expires_in":300}`))
	alphabet := regexp.MustCompile(`^[A-Za-z0-9._-]+$`)
	f.Fuzz(func(t *testing.T, body []byte) {
		a, err := parseAcknowledgement(body)
		if err != nil {
			if a.AuthReqID != "" || a.ExpiresIn != 0 {
				t.Fatal("something came with an error")
			}
			return
		}
		id := a.AuthReqID.Reveal()
		switch {
		case fuzzMap(t, body)["auth_req_id"] != id:
			t.Fatalf("the id is %q", id)
		case !alphabet.MatchString(id) || strings.Trim(id, ".") == "" || url.PathEscape(id) != id:
			t.Fatalf("the id %q is more than one segment of a path", id)
		case a.ExpiresIn < time.Second || a.ExpiresIn > 15*time.Minute || a.ExpiresIn%time.Second != 0:
			t.Fatalf("it expires in %v", a.ExpiresIn)
		case a.Interval < time.Second || a.Interval > time.Minute || a.Interval%time.Second != 0:
			t.Fatalf("the interval is %v", a.Interval)
		}
		// For every acknowledgement, the polls of a pending request keep their distance and end
		// soon after the deadline.
		s, last := newSchedule(a, func() float64 { return 1 }), time.Duration(0)
		for polls := 0; ; polls++ {
			due, over := s.next()
			if over {
				break
			}
			if due-last < a.Interval || due > a.ExpiresIn+a.Interval+time.Second || polls > 1000 {
				t.Fatalf("poll %d is due at %v, the last was at %v", polls, due, last)
			}
			s.polled(due)
			s.answered(pollPending, 0, due)
			last = due
		}
		if last < a.ExpiresIn {
			t.Fatalf("the last poll was at %v, before the deadline", last)
		}
	})
}

func FuzzTokenResponse(f *testing.F) {
	for _, seed := range []string{
		`{"id_token":"a.b.c","access_token":"d","token_type":"Bearer","expires_in":3600,"scope":"openid mitid"}`,
		`{"id_token":"a.b.c","access_token":"d","token_type":"bEARER"}`, `{"id_token":"a.b.c","access_token":"d","token_type":"mac"}`,
		`{"error":"authorization_pending","id_token":"a.b.c","access_token":"d","token_type":"Bearer"}`, `{"error":"authorization_pending"}`,
		`{"id_token":"a","id_token":"b","access_token":"d","token_type":"Bearer"}`, `{"id_token":"","access_token":"d","token_type":"Bearer"}`,
		`{"Id_Token":"a","access_token":"d","token_type":"Bearer"}`, `{"id_token":["a"],"access_token":"d","token_type":"Bearer"}`,
		`{"id_token":"a","access_token":null,"token_type":"Bearer","scope":"\u202e\u0000"}`, `{"error":null,"id_token":"a","access_token":"d","token_type":"Bearer"}`,
		"{\"id_token\":\"\xff\",\"access_token\":\"d\",\"token_type\":\"Bearer\"}", `<html>`, ``,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		p := classifyPoll(answer{status: http.StatusOK, body: body}, fuzzMeaning)
		if p.kind == pollTokenType {
			kind, _ := fuzzMap(t, body)["token_type"].(string)
			if kind == "" || strings.EqualFold(kind, "Bearer") || p.tokens != (Tokens{}) {
				t.Fatalf("tokens of type %q are refused", kind)
			}
			var strange *TokenTypeError
			if !errors.As(p.err, &strange) {
				t.Fatal("the type isn't named")
			}
			fuzzShowable(t, strange.Type, 60)
			return
		}
		if p.kind != pollTokens {
			if p.kind != pollLost || p.tokens != (Tokens{}) || p.oauth != nil {
				t.Fatalf("a 200 without tokens means %s", p.kind)
			}
			return
		}
		members := fuzzMap(t, body)
		kind, _ := members["token_type"].(string)
		_, failed := members["error"]
		switch {
		case failed:
			t.Fatal("tokens next to an error")
		case members["id_token"] != p.tokens.IDToken.Reveal() || members["access_token"] != p.tokens.AccessToken.Reveal():
			t.Fatal("other tokens than sent")
		case p.tokens.IDToken == "" || p.tokens.AccessToken == "":
			t.Fatal("an empty token")
		case strings.ToLower(kind) != "bearer":
			t.Fatalf("tokens of type %q", kind)
		}
		fuzzShowable(t, p.tokens.Scope, 200)
	})
}

// fuzzShowable asserts that text is harmless to show.
func fuzzShowable(t *testing.T, text string, limit int) {
	t.Helper()
	if !utf8.ValidString(text) || utf8.RuneCountInString(text) > limit+1 {
		t.Fatalf("%q is no text of %d characters", text, limit)
	}
	for _, r := range text {
		if !unicode.IsGraphic(r) || unicode.In(r, unicode.Cf, unicode.Bidi_Control) {
			t.Fatalf("%U in %q", r, text)
		}
	}
}

// fuzzMeaning is a profile with its own codes.
func fuzzMeaning(code string) CodeMeaning {
	return map[string]CodeMeaning{"gave_up": CodeRefusal, "broke": CodeFault}[code]
}

func FuzzErrorBody(f *testing.F) {
	for _, code := range []string{
		"authorization_pending", "slow_down", "access_denied", "rejected", "expired_token", "invalid_grant", "invalid_client",
		"mitid_flex_app.mitid_error_123", "transaction_failed", "", " slow_down", "SLOW_DOWN",
	} {
		body := []byte(`{"error":` + strconv.Quote(code) + `,"error_description":"` + strings.Repeat("x", 400) + `\u202e<b>"}`)
		for _, status := range []int{200, 302, 400, 403, 429, 500, 503} {
			f.Add(status, body)
		}
	}
	for _, description := range []string{"broke", "broke: it did", "broke it", "gave_up", "gave_up:", "unbroke", "broke\\tit", "it broke", "Broke"} {
		f.Add(400, []byte(`{"error":"access_denied","error_description":"`+description+`"}`))
	}
	f.Add(400, []byte(`{"error":"gave_up"}`))
	f.Add(400, []byte(`{"error":"broke"}`))
	f.Add(400, []byte(`{"error":"access_denied","error":"authorization_pending"}`))
	f.Add(400, []byte(`{"error":["access_denied"]}`))
	f.Add(400, []byte(`{"Error":"access_denied"}`))
	f.Add(400, []byte(`[{"error":"access_denied"}]`))
	f.Add(404, []byte(`<html>access_denied</html>`))
	ends := map[string]pollKind{
		"authorization_pending": pollPending, "slow_down": pollSlowDown, "access_denied": pollRefused, "rejected": pollRefused,
		"expired_token": pollExpired, "invalid_grant": pollInvalidGrant,
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if status == http.StatusOK {
			return // FuzzTokenResponse
		}
		a := answer{status: status, body: body}
		p := classifyPoll(a, fuzzMeaning)
		if p.kind == pollTokens || p.tokens != (Tokens{}) {
			t.Fatalf("status %d brought tokens", status)
		}
		if p.kind == pollLost {
			return
		}
		if status < 400 || status > 499 {
			t.Fatalf("status %d means %s", status, p.kind)
		}
		members := fuzzMap(t, body)
		code, _ := members["error"].(string)
		want, known := ends[code]
		if !known {
			want = pollFailed
		}
		description, _ := members["error_description"].(string)
		first := regexp.MustCompile(`^[^ \t\r\n:]*`).FindString(description)
		switch {
		case code == "gave_up":
			want = pollRefused
		case code == "access_denied" && first == "broke":
			want = pollFailed
		}
		if p.kind.goesOn() != (p.oauth == nil) {
			t.Fatalf("%q with status %d has the error %v", code, status, p.oauth)
		}
		shown := a.oauthError(code, description, fuzzMeaning)
		if p.oauth != nil && *p.oauth != *shown {
			t.Fatalf("%q is shown as %v, want %v", code, p.oauth, shown)
		}
		if own := map[string]string{"broke": first, "gave_up": first}[first]; shown.Own != own {
			t.Fatalf("%q has the code %q, want %q", description, shown.Own, own)
		}
		if code == "" || p.kind != want || status == http.StatusTooManyRequests && want != pollSlowDown {
			t.Fatalf("%q with status %d means %s", code, status, p.kind)
		}
		fuzzShowable(t, shown.Code, 100)
		fuzzShowable(t, shown.Description, 300)
		// A start with this answer fails for the same code.
		if end := endOfStart(a, fuzzMeaning); end.reason != ReasonBusy && (end.outcome != Failed || *end.oauth != *shown) {
			t.Fatalf("as the answer to a start it means %+v", end)
		}
	})
}

func FuzzClean(f *testing.F) {
	for _, seed := range []string{
		"", "Mette Holm Sørensen", "a\u202eb\u2066c\u200bd\ufeffe", "line\r\nbreak\u2028\u2029\ttab", "\x1b[31mred\x1b[0m", "\xff\xfe", "😉\ufe0f", "\ue000\U0010ffff\u0378",
		"\U000e0041\u115f\u3164", strings.Repeat("é", 300), "\x00\x7f\u0085", "\ufffd",
	} {
		f.Add(seed, 10)
		f.Add(seed, 200)
	}
	f.Fuzz(func(t *testing.T, text string, limit int) {
		limit &= 0xfff
		clean := Clean(text, limit)
		fuzzShowable(t, clean, limit)
		if again := Clean(clean, limit); again != clean {
			t.Fatalf("cleaned twice, %q becomes %q", clean, again)
		}
		if n := utf8.RuneCountInString(clean); n > limit && !strings.HasSuffix(clean, "…") {
			t.Fatalf("%q was cut without a sign", clean)
		}
		// Harmless text doesn't change.
		harmless := strings.IndexFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) < 0
		if harmless && len(text) <= limit && clean != text {
			t.Fatalf("%q became %q", text, clean)
		}
	})
}
