package mitid

import (
	"encoding/base64"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"ringback/ciba"
)

func TestHintHoldsEveryFieldInOrder(t *testing.T) {
	r := Request{
		UUID: documentedUUID, Text: `Æ <b>&"\ 😉`, IP: "2001:db8::1",
		Action: ActionSign, Case: "sag-17", AppOS: AppOSIOS,
		AppSwitchReturnURL: "https://your-app.dk/a?b=c&d=e", Nonce: "n-1",
	}
	got, err := r.Hint(HintJSON)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"idp":"mitid","uuid":"` + documentedUUID + `","referenceTextBody":"Æ <b>&\"\\ 😉","ip":"2001:db8::1",` +
		`"appSwitchReturnUrl":"https://your-app.dk/a?b=c&d=e","appOS":"IOS","action":"SIGN","referenceId":"sag-17","ciba_nonce":"n-1"}`
	if got != want {
		t.Errorf("hint\n got %s\nwant %s", got, want)
	}
}

func TestHintIsOfTheCanonicalRequest(t *testing.T) {
	r := Request{
		UUID: " {8A9856E0-F12D-4217-B320-C8A076BE9320} ", IP: " 2001:DB8:0::1 ",
		Text: "  Testing\u00a0 MitID Flex app 😉 ", Case: " 17 ",
	}
	got, err := r.Hint(HintJSON)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"idp":"mitid","uuid":"` + documentedUUID + `","referenceTextBody":"Testing MitID Flex app 😉","ip":"2001:db8::1","referenceId":"17"}`
	if got != want {
		t.Errorf("hint\n got %s\nwant %s", got, want)
	}
	if c := r.Canonical(); c != c.Canonical() {
		t.Error("Canonical is not the same the second time")
	}
}

// TestHintByCPR holds the hint of a start by CPR in both encodings, and that what is kept to resume
// says so without the number. (rules 103 and 113)
func TestHintByCPR(t *testing.T) {
	r := documentedRequest()
	r.UUID, r.CPR = "", mustCPR(t, "080436-0468")
	const want = `{"idp":"mitid","cpr":"0804360468","referenceTextBody":"Testing MitID Flex app 😉","ip":"1.1.1.1"}`
	plain, err := r.Hint(HintJSON)
	if err != nil || plain != want {
		t.Errorf("got %s, %v", plain, err)
	}
	encoded, err := r.Hint(HintBase64)
	if err != nil || encoded != base64.StdEncoding.EncodeToString([]byte(want)) {
		t.Errorf("got %s, %v", encoded, err)
	}
	kept, err := json.Marshal(r.Canonical())
	if err != nil {
		t.Fatal(err)
	}
	var again Request
	if err := json.Unmarshal(kept, &again); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(kept), "0468") || !again.ByCPR || again.UUID != "" {
		t.Errorf("kept as %s", kept)
	}
	wantProblem(t, again.Validate(), FieldPerson, ciba.ProblemEmpty)
}

func TestValidate(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*Request)
		want   []string // field problem
	}{
		{name: "documented request", change: func(*Request) {}},
		{name: "every action", change: func(r *Request) { r.Action = ActionLogOn }},
		{
			name: "nothing filled in", change: func(r *Request) { *r = Request{} },
			want: []string{"person empty", "text empty", "ip empty"},
		},
		{
			name: "everything wrong", change: func(r *Request) {
				*r = Request{UUID: "x", Text: "a\nb", IP: "1.1.1", Action: "LOGIN", Case: "a\u200bb", AppOS: "ios", AppSwitchReturnURL: "http://a.dk", Nonce: "a b"}
			},
			want: []string{"person malformed", "text line_break", "ip malformed", "action unknown",
				"case invisible", "app_os unknown", "return_url not_https", "nonce malformed"},
		},
		{name: "UUID and CPR", change: func(r *Request) { r.CPR = mustCPR(t, "0804360468") }, want: []string{"person too_many"}},
		{name: "CPR alone", change: func(r *Request) { r.UUID, r.CPR = "", mustCPR(t, "0804360468") }},
		{name: "action in lower case", change: func(r *Request) { r.Action = "sign" }, want: []string{"action unknown"}},
		{
			name: "reference id too long", change: func(r *Request) { r.Case = strings.Repeat("1", 256) },
			want: []string{"case too_long"},
		},
		{name: "reference id as long as it may be", change: func(r *Request) { r.Case = strings.Repeat("1", 255) }},
		{name: "app OS without return URL", change: func(r *Request) { r.AppOS = AppOSIOS }, want: []string{"return_url empty"}},
		{
			name:   "return URL without app OS",
			change: func(r *Request) { r.AppSwitchReturnURL = "https://a.dk" }, want: []string{"app_os empty"},
		},
		{name: "appswitch whole", change: func(r *Request) { r.AppOS, r.AppSwitchReturnURL = AppOSAndroid, "https://a.dk" }},
		{name: "nonce too long", change: func(r *Request) { r.Nonce = strings.Repeat("n", 256) }, want: []string{"nonce too_long"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := documentedRequest()
			test.change(&r)
			var got []string
			for _, e := range ciba.FieldErrors(r.Validate()) {
				got = append(got, e.Field+" "+e.Problem)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if _, err := r.Hint(HintJSON); (err != nil) != (test.want != nil) {
				t.Errorf("Hint: %v", err)
			}
		})
	}
}

func TestErrorsNeverHoldWhatWasTyped(t *testing.T) {
	const typed = "MetteHolm"
	r := Request{
		UUID: typed, Text: typed + "\n", IP: typed, Action: typed, Case: typed + "\u202e", AppOS: typed,
		AppSwitchReturnURL: "https://" + typed + ":" + typed + "@a.dk", Nonce: typed + " ",
	}
	_, err := r.Form("openid", HintEncoding(typed))
	_, uuidErr := ParseUUID(strings.Repeat(typed, 4))
	_, scopeErr := r.Form(typed, HintJSON)
	_, switchErr := AppswitchURL(Style(typed), Platform(typed), true, "", "", "")
	_, loaErr := ParseLoA(typed)
	for _, err := range []error{err, uuidErr, scopeErr, switchErr, loaErr} {
		if err == nil {
			t.Error("no error")
		} else if strings.Contains(fmt.Sprintf("%+v", err), typed) {
			t.Errorf("the error holds what was typed: %v", err)
		}
	}
}

func TestFormAsksForOpenIDAndAKnownEncoding(t *testing.T) {
	_, err := documentedRequest().Form("mitid", HintJSON)
	wantProblem(t, err, ciba.FieldScope, ciba.ProblemOpenID)
	_, err = documentedRequest().Form("openid "+strings.Repeat("x", 300), HintJSON)
	wantProblem(t, err, ciba.FieldScope, ciba.ProblemTooLong)
	_, err = documentedRequest().Form("openid", "base64url")
	wantProblem(t, err, FieldHintEncoding, ciba.ProblemUnknown)
	form, err := documentedRequest().Form("openid mitid", HintJSON)
	if err != nil || form.Get("scope") != "openid mitid" {
		t.Errorf("got %q, %v", form.Get("scope"), err)
	}
}

// TestLongestHintFitsTheServer: the stock server rejects a hint of more than 4000 characters.
func TestLongestHintFitsTheServer(t *testing.T) {
	r := Request{
		UUID: documentedUUID, IP: "2001:db8:1111:2222:3333:4444:5555:6666", Action: ActionConfirm, AppOS: AppOSAndroid,
		// three bytes a unit, the most that a character has
		Text:               strings.Repeat("€", MaxText),
		Case:               strings.Repeat("€", MaxCase),
		AppSwitchReturnURL: "https://a.dk/" + strings.Repeat("a", MaxReturnURL-13),
		Nonce:              strings.Repeat(`"`, MaxNonce), // two bytes once escaped
	}
	hint, err := r.Hint(HintBase64)
	if err != nil {
		t.Fatal(err)
	}
	if len(hint) > 4000 {
		t.Errorf("the longest hint has %d characters", len(hint))
	}
}

func TestFieldErrorsUnwraps(t *testing.T) {
	a, b := ciba.FieldError{Field: "a", Problem: ciba.ProblemEmpty}, ciba.FieldError{Field: "b", Problem: ciba.ProblemNil}
	err := fmt.Errorf("start: %w", errors.Join(a, errors.New("other"), fmt.Errorf("inner: %w", b)))
	if got := ciba.FieldErrors(err); !slices.Equal(got, []ciba.FieldError{a, b}) {
		t.Errorf("got %v", got)
	}
	if got := ciba.FieldErrors(nil); got != nil {
		t.Errorf("got %v of no error", got)
	}
}

func TestEveryProblemSaysWhatToDo(t *testing.T) {
	for _, problem := range ciba.Problems() {
		if text := (ciba.FieldError{Field: "f", Problem: problem}).Error(); strings.Contains(text, "can't be used (") {
			t.Errorf("%s has no sentence", problem)
		}
	}
}

func FuzzHintRoundTrip(f *testing.F) {
	f.Add(documentedUUID, "Testing MitID Flex app 😉", "1.1.1.1", "", "", "", "", "")
	f.Add("680436-0468", "Testing MitID Flex app 😉", "1.1.1.1", "", "", "", "", "")
	f.Add("{8A9856E0-F12D-4217-B320-C8A076BE9320}", `</script>&"\`, "::1", ActionSign, "17/\x00", AppOSIOS, "https://a.dk/?a=%20", "n")
	f.Add("", "\xff\u2028", "fe80::1%eth0", "x", "\u202e", "x", "javascript:1", "\x7f")
	f.Fuzz(func(t *testing.T, id, text, ip, action, reference, os, returnURL, nonce string) {
		r := Request{UUID: id, Text: text, IP: ip, Action: action, Case: reference, AppOS: os, AppSwitchReturnURL: returnURL, Nonce: nonce}
		if number, err := ParseCPR(id, true, today); err == nil {
			r.UUID, r.CPR = "", number
		}
		hint, err := r.Hint(HintJSON)
		if (err == nil) != (r.Validate() == nil) {
			t.Fatalf("Validate and Hint disagree: %v", err)
		}
		if err != nil {
			return
		}
		encoded, err := r.Hint(HintBase64)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := base64.StdEncoding.Strict().DecodeString(encoded)
		if err != nil || string(raw) != hint {
			t.Fatalf("Base64 is not of the JSON: %q, %v", raw, err)
		}
		var got map[string]string
		if err := json.Unmarshal([]byte(hint), &got); err != nil {
			t.Fatal(err)
		}
		c := r.Canonical()
		want := map[string]string{"idp": "mitid", "referenceTextBody": c.Text, "ip": c.IP}
		for name, value := range map[string]string{
			"uuid": c.UUID, "cpr": c.CPR.Digits(), "appSwitchReturnUrl": c.AppSwitchReturnURL, "appOS": c.AppOS, "action": c.Action, "referenceId": c.Case, "ciba_nonce": c.Nonce,
		} {
			if value != "" {
				want[name] = value
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}
