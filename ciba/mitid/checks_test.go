package mitid

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"ringback/ciba"
)

func find(t *testing.T, checks []ciba.Check, id ciba.CheckID) ciba.Check {
	t.Helper()
	for _, check := range checks {
		if check.ID == id {
			return check
		}
	}
	t.Fatalf("no check %s", id)
	return ciba.Check{}
}

// wantCheck compares the result, whether the check is required, and the actual fact written as
// word:…, text:… or nothing.
func wantCheck(t *testing.T, got ciba.Check, result ciba.CheckResult, required bool, actual string) {
	t.Helper()
	text := "nothing"
	if got.Actual.Word != "" {
		text = "word:" + got.Actual.Word
	} else if got.Actual.Text != "" {
		text = "text:" + got.Actual.Text
	}
	if got.Result != result || got.Required != required || text != actual {
		t.Errorf("%s: got %s, required %t, %s; want %s, required %t, %s", got.ID, got.Result, got.Required, text, result, required, actual)
	}
}

func TestChecksComeInTheOrderOfTheVerdict(t *testing.T) {
	got := Checks(documentedRequest(), Options{})(nil)
	var ids []ciba.CheckID
	for _, check := range got {
		ids = append(ids, check.ID)
	}
	var want []ciba.CheckID
	for _, id := range ciba.CheckOrder() {
		switch id {
		case ciba.CheckIdentityProvider, ciba.CheckPerson, ciba.CheckApprovedText, ciba.CheckTransaction, ciba.CheckNonce, ciba.CheckAssurance:
			want = append(want, id)
		}
	}
	if fmt.Sprint(ids) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", ids, want)
	}
}

// TestDocumentedTokenIsRefusedForDocumentedRequest: the documented token answers a different
// request than the documented one.
func TestDocumentedTokenIsRefusedForDocumentedRequest(t *testing.T) {
	claims := mustClaims(t, golden(t, "sample-claims.json"))
	checks := Checks(documentedRequest(), Options{})(claims)
	wantCheck(t, find(t, checks, ciba.CheckIdentityProvider), ciba.Pass, true, "text:mitid")
	wantCheck(t, find(t, checks, ciba.CheckPerson), ciba.Fail, true, "word:someone_else")
	wantCheck(t, find(t, checks, ciba.CheckApprovedText), ciba.Fail, true, "word:different")
	wantCheck(t, find(t, checks, ciba.CheckTransaction), ciba.Pass, true, "word:same")
	wantCheck(t, find(t, checks, ciba.CheckNonce), ciba.Skip, false, "word:absent")
	wantCheck(t, find(t, checks, ciba.CheckAssurance), ciba.Skip, false, "word:not_stated")
	for _, secret := range []string{otherUUID, "Ileya", "1936", "ostemawd"} {
		if strings.Contains(fmt.Sprintf("%+v", checks), secret) {
			t.Errorf("the checks hold %q of the other person", secret)
		}
	}
}

func TestDocumentedTokenPassesForItsOwnRequest(t *testing.T) {
	claims := mustClaims(t, golden(t, "sample-claims.json"))
	r := Request{UUID: strings.ToUpper(otherUUID), Text: " ostemawd  :=) "}
	for _, check := range Checks(r, Options{})(claims) {
		if check.Required && check.Result != ciba.Pass {
			t.Errorf("%+v", check)
		}
	}
}

func TestIdentityProvider(t *testing.T) {
	for _, test := range []struct {
		name, claims string
		result       ciba.CheckResult
		actual       string
	}{
		{name: "mitid", claims: `{"idp":"mitid"}`, result: ciba.Pass, actual: "text:mitid"},
		{name: "another", claims: `{"idp":"nemid"}`, result: ciba.Fail, actual: "text:nemid"},
		{name: "other case", claims: `{"idp":"MitID"}`, result: ciba.Fail, actual: "text:MitID"},
		{name: "looks the same", claims: `{"idp":"mit\u200bid"}`, result: ciba.Fail, actual: "word:different"},
		{name: "absent", claims: `{}`, result: ciba.Fail, actual: "word:absent"},
		{name: "empty", claims: `{"idp":""}`, result: ciba.Fail, actual: "word:malformed"},
		{name: "null", claims: `{"idp":null}`, result: ciba.Fail, actual: "word:malformed"},
		{name: "array", claims: `{"idp":["mitid"]}`, result: ciba.Fail, actual: "word:malformed"},
		{name: "name in other case", claims: `{"IDP":"mitid"}`, result: ciba.Fail, actual: "word:absent"},
	} {
		t.Run(test.name, func(t *testing.T) {
			checks := Checks(documentedRequest(), Options{})(mustClaims(t, test.claims))
			wantCheck(t, find(t, checks, ciba.CheckIdentityProvider), test.result, true, test.actual)
		})
	}
}

func TestPerson(t *testing.T) {
	digits := strings.ReplaceAll(documentedUUID, "-", "")
	for _, test := range []struct {
		name, asked, claims string
		result              ciba.CheckResult
		actual              string
	}{
		{name: "same", asked: documentedUUID, claims: `{"mitid.uuid":"` + documentedUUID + `"}`, result: ciba.Pass, actual: "word:same"},
		{
			name: "token in capitals", asked: documentedUUID,
			claims: `{"mitid.uuid":"` + strings.ToUpper(documentedUUID) + `"}`, result: ciba.Pass, actual: "word:same",
		},
		{
			name: "token in braces", asked: documentedUUID,
			claims: `{"mitid.uuid":"{` + documentedUUID + `}"}`, result: ciba.Pass, actual: "word:same",
		},
		{
			name: "token without hyphens", asked: documentedUUID,
			claims: `{"mitid.uuid":"` + digits + `"}`, result: ciba.Pass, actual: "word:same",
		},
		{
			name: "request as typed", asked: " {" + strings.ToUpper(documentedUUID) + "}",
			claims: `{"mitid.uuid":"` + documentedUUID + `"}`, result: ciba.Pass, actual: "word:same",
		},
		{
			name: "someone else", asked: documentedUUID, claims: `{"mitid.uuid":"` + otherUUID + `"}`,
			result: ciba.Fail, actual: "word:someone_else",
		},
		{
			name: "absent", asked: documentedUUID, claims: `{"mitid":{"uuid":"` + documentedUUID + `"}}`,
			result: ciba.Fail, actual: "word:absent",
		},
		{
			name: "name in other case", asked: documentedUUID,
			claims: `{"mitid.UUID":"` + documentedUUID + `"}`, result: ciba.Fail, actual: "word:absent",
		},
		{name: "null", asked: documentedUUID, claims: `{"mitid.uuid":null}`, result: ciba.Fail, actual: "word:malformed"},
		{
			name: "array", asked: documentedUUID, claims: `{"mitid.uuid":["` + documentedUUID + `"]}`,
			result: ciba.Fail, actual: "word:malformed",
		},
		{name: "no UUID", asked: documentedUUID, claims: `{"mitid.uuid":"Ileya"}`, result: ciba.Fail, actual: "word:malformed"},
		{
			name: "odd brackets", asked: documentedUUID, claims: `{"mitid.uuid":"x` + documentedUUID + `x"}`,
			result: ciba.Fail, actual: "word:malformed",
		},
		{
			name: "blank at the end", asked: documentedUUID,
			claims: `{"mitid.uuid":"` + documentedUUID + ` "}`, result: ciba.Fail, actual: "word:malformed",
		},
		{name: "nobody asked for, nobody there", claims: `{"mitid.uuid":""}`, result: ciba.Fail, actual: "word:unverified"},
		{
			name: "nil asked for, nil there", asked: "00000000-0000-0000-0000-000000000000",
			claims: `{"mitid.uuid":"00000000-0000-0000-0000-000000000000"}`, result: ciba.Fail, actual: "word:unverified",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := documentedRequest()
			r.UUID = test.asked
			checks := Checks(r, Options{})(mustClaims(t, test.claims))
			wantCheck(t, find(t, checks, ciba.CheckPerson), test.result, true, test.actual)
		})
	}
	person := find(t, Checks(documentedRequest(), Options{})(nil), ciba.CheckPerson)
	if person.Expected != ciba.Literal(documentedUUID) {
		t.Errorf("expected %+v", person.Expected)
	}
}

func TestText(t *testing.T) {
	const sent = "Blåbær 😉" // U+00E5, U+00E6
	encoded := base64.StdEncoding.EncodeToString([]byte(sent))
	same, other := documentedUUID, otherUUID
	for _, test := range []struct {
		name, person, text string // text is JSON, empty for no claim
		result             ciba.CheckResult
		actual             string
	}{
		{name: "same", person: same, text: `"Blåbær 😉"`, result: ciba.Pass, actual: "word:same"},
		{name: "same after NFC", person: same, text: `"Bla\u030abær 😉"`, result: ciba.Pass, actual: "word:same"},
		{name: "same, escaped emoji", person: same, text: `"Blåbær \ud83d\ude09"`, result: ciba.Pass, actual: "word:same"},
		{name: "standard Base64", person: same, text: `"` + encoded + `"`, result: ciba.Pass, actual: "word:same_base64"},
		{
			name: "Base64 without padding", person: same, text: `"` + strings.TrimRight(encoded, "=") + `"`,
			result: ciba.Fail, actual: "text:" + strings.TrimRight(encoded, "="),
		},
		{
			name: "Base64 with a line break", person: same, text: `"` + encoded[:4] + `\n` + encoded[4:] + `"`,
			result: ciba.Fail, actual: "text:" + encoded[:4] + " " + encoded[4:],
		},
		{
			name: "Base64 of the Base64", person: same, text: `"` + base64.StdEncoding.EncodeToString([]byte(encoded)) + `"`,
			result: ciba.Fail, actual: "text:" + base64.StdEncoding.EncodeToString([]byte(encoded)),
		},
		{name: "another", person: same, text: `"Betal 100 kr."`, result: ciba.Fail, actual: "text:Betal 100 kr."},
		{name: "another, with an escape sequence", person: same, text: `"a\u001b\u202eb"`, result: ciba.Fail, actual: "text:ab"},
		{name: "other case", person: same, text: `"blåbær 😉"`, result: ciba.Fail, actual: "text:blåbær 😉"},
		{name: "a blank more", person: same, text: `"Blåbær  😉"`, result: ciba.Fail, actual: "word:different"},
		{name: "a blank at the end", person: same, text: `"Blåbær 😉 "`, result: ciba.Fail, actual: "word:different"},
		{name: "an invisible character more", person: same, text: `"Blå\u200bbær 😉"`, result: ciba.Fail, actual: "word:different"},
		{name: "invisible characters only", person: same, text: `"\u200b"`, result: ciba.Fail, actual: "word:different"},
		{name: "absent", person: same, result: ciba.Fail, actual: "word:absent"},
		{name: "empty", person: same, text: `""`, result: ciba.Fail, actual: "word:malformed"},
		{name: "number", person: same, text: `17`, result: ciba.Fail, actual: "word:malformed"},
		{name: "null", person: same, text: `null`, result: ciba.Fail, actual: "word:malformed"},
		{name: "same, of someone else", person: other, text: `"Blåbær 😉"`, result: ciba.Pass, actual: "word:same"},
		{name: "another, of someone else", person: other, text: `"Betal 100 kr."`, result: ciba.Fail, actual: "word:different"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := Request{UUID: documentedUUID, Text: sent}
			claims := `{"mitid.uuid":"` + test.person + `"}`
			if test.text != "" {
				claims = `{"mitid.uuid":"` + test.person + `","mitid.reference_text":` + test.text + `}`
			}
			check := find(t, Checks(r, Options{})(mustClaims(t, claims)), ciba.CheckApprovedText)
			wantCheck(t, check, test.result, true, test.actual)
			if check.Expected != ciba.Literal(sent) {
				t.Errorf("expected %+v", check.Expected)
			}
		})
	}
	t.Run("no text sent", func(t *testing.T) {
		for _, claims := range []string{`{}`, `{"mitid.reference_text":""}`, `{"mitid.reference_text":" "}`} {
			check := find(t, Checks(Request{UUID: documentedUUID}, Options{})(mustClaims(t, claims)), ciba.CheckApprovedText)
			wantCheck(t, check, ciba.Fail, true, "word:unverified")
		}
	})
}

func TestBase64WithSpareBitsIsAnotherText(t *testing.T) {
	// "ab" is YWI= ; a lax decoder also decodes YWJ= to it.
	if !isBase64Of("YWI=", "ab") || isBase64Of("YWJ=", "ab") || isBase64Of("YWI", "ab") || isBase64Of("YWI=\n", "ab") {
		t.Error("only the strict form may count")
	}
}

func TestTransaction(t *testing.T) {
	for _, test := range []struct {
		name, claims string
		result       ciba.CheckResult
		actual, id   string
	}{
		{name: "same", claims: `{"mitid.transaction_id":"a","idp_transaction_id":"a"}`, result: ciba.Pass, actual: "word:same", id: "a"},
		{
			name: "different", claims: `{"mitid.transaction_id":"a","idp_transaction_id":"b"}`,
			result: ciba.Fail, actual: "word:different", id: "a",
		},
		{name: "only one", claims: `{"mitid.transaction_id":"a"}`, result: ciba.Pass, actual: "word:not_stated", id: "a"},
		{name: "only the other", claims: `{"idp_transaction_id":"b"}`, result: ciba.Pass, actual: "word:not_stated", id: "b"},
		{name: "none", claims: `{}`, result: ciba.Pass, actual: "word:not_stated"},
		{name: "number", claims: `{"mitid.transaction_id":1,"idp_transaction_id":1}`, result: ciba.Fail, actual: "word:malformed"},
		{name: "only one, a number", claims: `{"mitid.transaction_id":1}`, result: ciba.Fail, actual: "word:malformed"},
		{name: "both empty", claims: `{"mitid.transaction_id":"","idp_transaction_id":""}`, result: ciba.Fail, actual: "word:malformed"},
		{
			name: "null", claims: `{"mitid.transaction_id":"a","idp_transaction_id":null}`,
			result: ciba.Fail, actual: "word:malformed", id: "a",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			claims := mustClaims(t, test.claims)
			wantCheck(t, find(t, Checks(documentedRequest(), Options{})(claims), ciba.CheckTransaction), test.result, true, test.actual)
			if got := TransactionID(claims); got != test.id {
				t.Errorf("transaction id %q, want %q", got, test.id)
			}
		})
	}
}

func TestNonce(t *testing.T) {
	for _, test := range []struct {
		name     string
		policy   NoncePolicy
		sent     string
		claims   string
		result   ciba.CheckResult
		required bool
		actual   string
	}{
		{name: "off, absent", policy: NonceOff, claims: `{}`, result: ciba.Skip, actual: "word:absent"},
		{name: "off, there", policy: NonceOff, claims: `{"nonce":"x"}`, result: ciba.Skip, actual: "word:present"},
		{name: "zero policy is off", claims: `{}`, result: ciba.Skip, actual: "word:absent"},
		{
			name: "send, ours", policy: NonceSend, sent: "n", claims: `{"ciba_nonce":"n"}`,
			result: ciba.Pass, required: true, actual: "word:same",
		},
		{
			name: "send, ours as nonce", policy: NonceSend, sent: "n",
			claims: `{"nonce":"n"}`, result: ciba.Pass, required: true, actual: "word:same",
		},
		{
			name: "send, ours under both", policy: NonceSend, sent: "n",
			claims: `{"nonce":"n","ciba_nonce":"n"}`, result: ciba.Pass, required: true, actual: "word:same",
		},
		{
			name: "send, ours and another", policy: NonceSend, sent: "n", claims: `{"ciba_nonce":"n","nonce":"x"}`,
			result: ciba.Fail, required: true, actual: "word:different",
		},
		{
			name: "send, another and ours", policy: NonceSend, sent: "n", claims: `{"ciba_nonce":"x","nonce":"n"}`,
			result: ciba.Fail, required: true, actual: "word:different",
		},
		{
			name: "send, another", policy: NonceSend, sent: "n", claims: `{"ciba_nonce":"x"}`,
			result: ciba.Fail, required: true, actual: "word:different",
		},
		{name: "send, missing", policy: NonceSend, sent: "n", claims: `{}`, result: ciba.Skip, actual: "word:not_stated"},
		{
			name: "send, number", policy: NonceSend, sent: "1", claims: `{"ciba_nonce":1}`,
			result: ciba.Fail, required: true, actual: "word:malformed",
		},
		{
			name: "send, null", policy: NonceSend, sent: "n", claims: `{"ciba_nonce":null}`,
			result: ciba.Fail, required: true, actual: "word:malformed",
		},
		{
			name: "require, ours", policy: NonceRequire, sent: "n", claims: `{"ciba_nonce":"n"}`,
			result: ciba.Pass, required: true, actual: "word:same",
		},
		{name: "require, missing", policy: NonceRequire, sent: "n", claims: `{}`, result: ciba.Fail, required: true, actual: "word:absent"},
		{
			name: "require, another", policy: NonceRequire, sent: "n", claims: `{"ciba_nonce":"N"}`,
			result: ciba.Fail, required: true, actual: "word:different",
		},
		{name: "require, none sent", policy: NonceRequire, claims: `{}`, result: ciba.Fail, required: true, actual: "word:absent"},
		{
			name: "require, none sent, empty returned", policy: NonceRequire,
			claims: `{"ciba_nonce":""}`, result: ciba.Fail, required: true, actual: "word:malformed",
		},
		{
			name: "require, none sent, one returned", policy: NonceRequire,
			claims: `{"ciba_nonce":"x"}`, result: ciba.Fail, required: true, actual: "word:unverified",
		},
		{
			name: "unknown policy requires", policy: "sned", sent: "n",
			claims: `{}`, result: ciba.Fail, required: true, actual: "word:absent",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := documentedRequest()
			r.Nonce = test.sent
			checks := Checks(r, Options{Nonce: test.policy})(mustClaims(t, test.claims))
			wantCheck(t, find(t, checks, ciba.CheckNonce), test.result, test.required, test.actual)
		})
	}
}

func TestAssurance(t *testing.T) {
	const low, substantial, high = loaPrefix + "Low", loaPrefix + "Substantial", loaPrefix + "High"
	for _, test := range []struct {
		name, setting, claims string
		result                ciba.CheckResult
		required              bool
		actual                string
	}{
		{name: "not asked, not stated", claims: `{}`, result: ciba.Skip, actual: "word:not_stated"},
		{name: "not asked, stated", claims: `{"loa":"` + low + `"}`, result: ciba.Skip, actual: "text:" + low},
		{name: "not asked, a number", claims: `{"loa":3}`, result: ciba.Skip, actual: "word:malformed"},
		{
			name: "exactly", setting: "Substantial", claims: `{"loa":"` + substantial + `"}`,
			result: ciba.Pass, required: true, actual: "text:" + substantial,
		},
		{
			name: "higher", setting: "Substantial", claims: `{"loa":"` + high + `"}`,
			result: ciba.Pass, required: true, actual: "text:" + high,
		},
		{name: "lower", setting: "Substantial", claims: `{"loa":"` + low + `"}`, result: ciba.Fail, required: true, actual: "text:" + low},
		{name: "lowest asked", setting: "Low", claims: `{"loa":"` + low + `"}`, result: ciba.Pass, required: true, actual: "text:" + low},
		{
			name: "highest asked", setting: "High", claims: `{"loa":"` + substantial + `"}`,
			result: ciba.Fail, required: true, actual: "text:" + substantial,
		},
		{
			name: "asked by long name", setting: high, claims: `{"loa":"` + high + `"}`,
			result: ciba.Pass, required: true, actual: "text:" + high,
		},
		{
			name: "asked in lower case", setting: "low", claims: `{"loa":"` + high + `"}`,
			result: ciba.Pass, required: true, actual: "text:" + high,
		},
		{name: "not stated", setting: "Low", claims: `{}`, result: ciba.Fail, required: true, actual: "word:not_stated"},
		{
			name: "short name in the token", setting: "Low", claims: `{"loa":"High"}`,
			result: ciba.Fail, required: true, actual: "word:unknown_level",
		},
		{
			name: "level of another standard", setting: "Low", claims: `{"loa":"urn:dk:gov:saml:attribute:AssuranceLevel:4"}`,
			result: ciba.Fail, required: true, actual: "word:unknown_level",
		},
		{
			name: "long name in other case", setting: "Low", claims: `{"loa":"` + strings.ToLower(high) + `"}`,
			result: ciba.Fail, required: true, actual: "word:unknown_level",
		},
		{name: "a number", setting: "Low", claims: `{"loa":4}`, result: ciba.Fail, required: true, actual: "word:malformed"},
		{
			name: "setting that can't be read", setting: "Huge", claims: `{"loa":"` + high + `"}`,
			result: ciba.Fail, required: true, actual: "word:unverified",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			checks := Checks(documentedRequest(), Options{RequiredLoA: test.setting})(mustClaims(t, test.claims))
			wantCheck(t, find(t, checks, ciba.CheckAssurance), test.result, test.required, test.actual)
		})
	}
}

func TestParseLoA(t *testing.T) {
	for setting, want := range map[string]LoA{"": LoANone, "low": LoALow, "Substantial": LoASubstantial, "HIGH": LoAHigh, loaPrefix + "High": LoAHigh} {
		if got, err := ParseLoA(setting); err != nil || got != want {
			t.Errorf("%q: got %d, %v", setting, got, err)
		}
	}
	for _, setting := range []string{"Huge", " low", loaPrefix, loaPrefix + "high"} {
		_, err := ParseLoA(setting)
		wantProblem(t, err, FieldRequiredLoA, ciba.ProblemUnknown)
	}
}

// FuzzChecks: whatever the claims: six checks, each with a result, and nothing about another person
// in them.
func FuzzChecks(f *testing.F) {
	f.Add(`{"idp":"mitid","mitid.uuid":"` + otherUUID + `","mitid.reference_text":"Kode 1","mitid.transaction_id":"t","loa":"High","ciba_nonce":"x"}`)
	f.Add(`{"mitid.uuid":{},"mitid.reference_text":"\ud83d","mitid.age":"-1","aud":[1],"exp":1e99}`)
	f.Add(`{"mitid.uuid":"` + documentedUUID + `","mitid.reference_text":"VGVzdA=="}`)
	f.Fuzz(func(t *testing.T, text string) {
		claims, ok := decodeClaims(text)
		if !ok {
			return
		}
		checks := Checks(documentedRequest(), Options{Nonce: NonceSend, RequiredLoA: "Low"})(claims)
		if len(checks) != 6 {
			t.Fatalf("%d checks", len(checks))
		}
		person, reference := checks[1], checks[2]
		if person.Result == ciba.Fail && person.Actual.Text != "" || person.Result == ciba.Fail && reference.Actual.Text != "" {
			t.Fatalf("the data of another person is shown: %+v", checks)
		}
		if id, err := claims.String("mitid.uuid"); person.Result == ciba.Pass && (err != nil || keptDigits(id) != keptDigits(documentedUUID)) {
			t.Fatalf("%q passes", id)
		}
		for _, check := range checks {
			if check.Result != ciba.Pass && check.Result != ciba.Fail && check.Result != ciba.Skip || check.Required == (check.Result == ciba.Skip) {
				t.Fatalf("%+v", check)
			}
			if check.Actual == (ciba.Fact{}) || check.Expected == (ciba.Fact{}) {
				t.Fatalf("%+v shows nothing", check)
			}
		}
		if got := len(Describe(claims)); got != len(claims) {
			t.Fatalf("%d descriptions of %d claims", got, len(claims))
		}
		ReadPerson(claims)
		TransactionID(claims)
	})
}

// keptDigits returns the hexadecimal digits after "urn:uuid:", in lower case.
func keptDigits(id string) string {
	id = strings.ToLower(id)
	return strings.Map(keepDigits, strings.TrimPrefix(id, "urn:uuid:"))
}
