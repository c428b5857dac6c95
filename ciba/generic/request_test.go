package generic

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"ringback/ciba"
)

const token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"

func request() Request {
	return Request{Person: "mette@example.dk", Text: "Kode 4821", Hint: HintLogin}
}

func TestForm(t *testing.T) {
	tests := map[string]struct {
		change func(*Request)
		want   string
	}{
		"login_hint": {func(*Request) {}, "scope=openid&login_hint=mette%40example.dk&binding_message=Kode+4821"},
		"everything": {func(r *Request) { r.RequestedExpiry, r.ACRValues = 120, []string{"urn:a", "2"} },
			"scope=openid&acr_values=urn%3Aa+2&login_hint=mette%40example.dk&binding_message=Kode+4821&requested_expiry=120"},
		"login_hint_token": {func(r *Request) { r.Hint, r.Token = HintLoginToken, ` {"a":1} ` },
			"scope=openid&login_hint_token=%7B%22a%22%3A1%7D&binding_message=Kode+4821"},
		"id_token_hint": {func(r *Request) { r.Hint, r.Token = HintIDToken, token+"\n" },
			"scope=openid&id_token_hint=" + token + "&binding_message=Kode+4821"},
		"as it was typed": {func(r *Request) { r.Person, r.Text = "\t A\u030age \u00a0", "  Kode   4821 " },
			"scope=openid&login_hint=%C3%85ge&binding_message=Kode+4821"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := request()
			test.change(&r)
			form, err := r.Form("openid")
			if err != nil || form.Encode() != test.want {
				t.Errorf("%s, %v, want %s", form.Encode(), err, test.want)
			}
		})
	}
}

// TestExactlyOneHint: a request has exactly one hint (CIBA Core 1.0 §7.1), whatever the fields of
// the others contain.
func TestExactlyOneHint(t *testing.T) {
	for _, hint := range []Hint{HintLogin, HintLoginToken, HintIDToken} {
		r := request()
		if r.Hint = hint; hint != HintLogin {
			r.Token = token
		}
		form, err := r.Form("openid")
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, p := range form {
			if slices.Contains([]string{"login_hint", "login_hint_token", "id_token_hint"}, p.Name) {
				found++
			}
		}
		if found != 1 || form.Get(string(hint)) == "" {
			t.Errorf("%s: %d hints", hint, found)
		}
		if hidden := r.Hide(); (len(hidden) == 0) != (hint == HintLogin) || len(hidden) == 1 && hidden[0] != string(hint) {
			t.Errorf("%s hides %v", hint, hidden)
		}
	}
}

func TestWhatCannotBeSent(t *testing.T) {
	tests := map[string]struct {
		change func(*Request)
		want   ciba.FieldError
	}{
		"nobody": {func(r *Request) { r.Person = " \n " }, ciba.FieldError{Field: FieldPerson, Problem: ciba.ProblemEmpty}},
		"a person of two lines": {
			func(r *Request) { r.Person = "a\nb" }, ciba.FieldError{Field: FieldPerson, Problem: ciba.ProblemLineBreak},
		},
		"a zero-width character": {
			func(r *Request) { r.Person = "a\u200bb" }, ciba.FieldError{Field: FieldPerson, Problem: ciba.ProblemInvisible},
		},
		"a direction override": {
			func(r *Request) { r.Person = "a\u202eb" }, ciba.FieldError{Field: FieldPerson, Problem: ciba.ProblemInvisible},
		},
		"bytes": {
			func(r *Request) { r.Person = "a\xff" }, ciba.FieldError{Field: FieldPerson, Problem: ciba.ProblemMalformed},
		},
		"an unknown character": {
			func(r *Request) { r.Person = "a\u0378" }, ciba.FieldError{Field: FieldPerson, Problem: ciba.ProblemUnassigned},
		},
		"a long person": {
			func(r *Request) { r.Person = strings.Repeat("a", 256) },
			ciba.FieldError{Field: FieldPerson, Problem: ciba.ProblemTooLong, Limit: 255},
		},
		"no text": {func(r *Request) { r.Text = "" }, ciba.FieldError{Field: FieldText, Problem: ciba.ProblemEmpty}},
		"a text with a tab": {
			func(r *Request) { r.Text = "a\tb" }, ciba.FieldError{Field: FieldText, Problem: ciba.ProblemInvisible},
		},
		"a long text": {
			func(r *Request) { r.Text = strings.Repeat("😉", 66) },
			ciba.FieldError{Field: FieldText, Problem: ciba.ProblemTooLong, Limit: 130},
		},
		"no token": {
			func(r *Request) { r.Hint = HintIDToken }, ciba.FieldError{Field: FieldHintToken, Problem: ciba.ProblemEmpty},
		},
		"a token that isn't one": {
			func(r *Request) { r.Hint, r.Token = HintIDToken, "a.b" },
			ciba.FieldError{Field: FieldHintToken, Problem: ciba.ProblemMalformed},
		},
		"an unsigned token": {
			func(r *Request) { r.Hint, r.Token = HintIDToken, "a.b." },
			ciba.FieldError{Field: FieldHintToken, Problem: ciba.ProblemMalformed},
		},
		"a token of four parts": {
			func(r *Request) { r.Hint, r.Token = HintIDToken, "a.b.c.d" },
			ciba.FieldError{Field: FieldHintToken, Problem: ciba.ProblemMalformed},
		},
		"a broken token": {
			func(r *Request) { r.Hint, r.Token = HintLoginToken, "a\nb" },
			ciba.FieldError{Field: FieldHintToken, Problem: ciba.ProblemMalformed},
		},
		"a token with a letter": {
			func(r *Request) { r.Hint, r.Token = HintLoginToken, "æ" },
			ciba.FieldError{Field: FieldHintToken, Problem: ciba.ProblemMalformed},
		},
		"a huge token": {func(r *Request) { r.Hint, r.Token = HintLoginToken, ciba.Secret(strings.Repeat("a", MaxToken+1)) },
			ciba.FieldError{Field: FieldHintToken, Problem: ciba.ProblemTooLong, Limit: MaxToken}},
		"a token nobody asked for": {
			func(r *Request) { r.Token = token }, ciba.FieldError{Field: FieldHintToken, Problem: ciba.ProblemUnknown},
		},
		"a hint of another kind": {func(r *Request) { r.Hint = "name" }, ciba.FieldError{Field: FieldHint, Problem: ciba.ProblemUnknown}},
		"an expiry in the past": {
			func(r *Request) { r.RequestedExpiry = -1 },
			ciba.FieldError{Field: FieldRequestedExpiry, Problem: ciba.ProblemMalformed},
		},
		"an expiry of 16 minutes": {
			func(r *Request) { r.RequestedExpiry = 960 },
			ciba.FieldError{Field: FieldRequestedExpiry, Problem: ciba.ProblemTooLong, Limit: 900},
		},
		"an empty class": {
			func(r *Request) { r.ACRValues = []string{"2", ""} },
			ciba.FieldError{Field: FieldACRValues, Problem: ciba.ProblemMalformed},
		},
		"a long class": {
			func(r *Request) { r.ACRValues = []string{strings.Repeat("a", 101)} },
			ciba.FieldError{Field: FieldACRValues, Problem: ciba.ProblemMalformed},
		},
		"a class of two words": {
			func(r *Request) { r.ACRValues = []string{"a b"} },
			ciba.FieldError{Field: FieldACRValues, Problem: ciba.ProblemMalformed},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := request()
			test.change(&r)
			form, err := r.Form("openid")
			if found := ciba.FieldErrors(err); form != nil || len(found) != 1 || found[0] != test.want {
				t.Errorf("%+v, want %+v", found, test.want)
			}
		})
	}
	if _, err := request().Form("profile"); !errors.Is(err, ciba.FieldError{Field: ciba.FieldScope, Problem: ciba.ProblemOpenID}) {
		t.Errorf("a scope without openid: %v", err)
	}
}

// TestTheTokenIsNeverPrinted: no way of printing or storing a request includes the token.
func TestTheTokenIsNeverPrinted(t *testing.T) {
	r := request()
	r.Hint, r.Token = HintIDToken, token
	stored, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, printed := range []string{string(stored), fmt.Sprint(r), fmt.Sprintf("%+v %#v %x", r, r, r)} {
		for part := range strings.SplitSeq(token, ".") {
			if strings.Contains(printed, part) || strings.Contains(printed, fmt.Sprintf("%x", part)) {
				t.Errorf("the token is in %s", printed)
			}
		}
	}
	r.Token = "a broken\ntoken"
	if err := r.Validate(); err == nil || strings.Contains(err.Error(), "broken\n") || strings.Contains(err.Error(), r.Person) {
		t.Errorf("the error holds what was typed: %v", err)
	}
}

func FuzzRequest(f *testing.F) {
	f.Add("mette", "Kode 4821", token, "id_token_hint")
	f.Add("A\u030a", "a\u200bb", `{"a":"b"}`, "login_hint_token")
	f.Add("\xff\u202e", "😉\ufe0f", "a..b.c.d", "login_hint")
	f.Fuzz(func(t *testing.T, person, message, token, hint string) {
		r := Request{Person: person, Text: message, Token: ciba.Secret(token), Hint: Hint(hint)}
		form, err := r.Form("openid")
		if (err == nil) != (r.Validate() == nil) || (err == nil) != (form != nil) {
			t.Fatalf("%v and %v", err, r.Validate())
		}
		if err != nil {
			return
		}
		again, err := r.Canonical().Form("openid")
		if err != nil || again.Encode() != form.Encode() {
			t.Errorf("made canonical twice it is another: %v", err)
		}
		for _, p := range form {
			if p.Value == "" || strings.ContainsAny(p.Value, "\r\n\x00") {
				t.Errorf("%s holds %q", p.Name, p.Value)
			}
		}
		claims := ciba.Claims{{Name: "sub", Value: []byte(quoted(CanonicalPerson(person)))}}
		if check := Checks(r, "sub")(claims)[1]; check.Result != ciba.Pass {
			t.Errorf("the person asked for isn't found: %+v", check)
		}
	})
}

func quoted(text string) string {
	raw, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(raw)
}
