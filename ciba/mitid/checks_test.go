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

// wantCheck compares result, whether it is required, and the actual fact
// written as word:…, text:… or nothing.
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
		case ciba.CheckIdentityProvider, ciba.CheckPerson, ciba.CheckReferenceText, ciba.CheckTransaction, ciba.CheckNonce, ciba.CheckAssurance:
			want = append(want, id)
		}
	}
	if fmt.Sprint(ids) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", ids, want)
	}
}

// The documented token answers another request than the documented one.
func TestDocumentedTokenIsRefusedForDocumentedRequest(t *testing.T) {
	claims := mustClaims(t, golden(t, "sample-claims.json"))
	checks := Checks(documentedRequest(), Options{})(claims)
	wantCheck(t, find(t, checks, ciba.CheckIdentityProvider), ciba.Pass, true, "text:mitid")
	wantCheck(t, find(t, checks, ciba.CheckPerson), ciba.Fail, true, "word:someone_else")
	wantCheck(t, find(t, checks, ciba.CheckReferenceText), ciba.Fail, true, "word:different")
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
	r := Request{UUID: strings.ToUpper(otherUUID), ReferenceText: " ostemawd  :=) "}
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
		{"mitid", `{"idp":"mitid"}`, ciba.Pass, "text:mitid"},
		{"another", `{"idp":"nemid"}`, ciba.Fail, "text:nemid"},
		{"other case", `{"idp":"MitID"}`, ciba.Fail, "text:MitID"},
		{"looks the same", `{"idp":"mit\u200bid"}`, ciba.Fail, "word:different"},
		{"absent", `{}`, ciba.Fail, "word:absent"},
		{"empty", `{"idp":""}`, ciba.Fail, "word:malformed"},
		{"null", `{"idp":null}`, ciba.Fail, "word:malformed"},
		{"array", `{"idp":["mitid"]}`, ciba.Fail, "word:malformed"},
		{"name in other case", `{"IDP":"mitid"}`, ciba.Fail, "word:absent"},
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
		{"same", documentedUUID, `{"mitid.uuid":"` + documentedUUID + `"}`, ciba.Pass, "word:same"},
		{"token in capitals", documentedUUID, `{"mitid.uuid":"` + strings.ToUpper(documentedUUID) + `"}`, ciba.Pass, "word:same"},
		{"token in braces", documentedUUID, `{"mitid.uuid":"{` + documentedUUID + `}"}`, ciba.Pass, "word:same"},
		{"token without hyphens", documentedUUID, `{"mitid.uuid":"` + digits + `"}`, ciba.Pass, "word:same"},
		{"request as typed", " {" + strings.ToUpper(documentedUUID) + "}", `{"mitid.uuid":"` + documentedUUID + `"}`, ciba.Pass, "word:same"},
		{"someone else", documentedUUID, `{"mitid.uuid":"` + otherUUID + `"}`, ciba.Fail, "word:someone_else"},
		{"absent", documentedUUID, `{"mitid":{"uuid":"` + documentedUUID + `"}}`, ciba.Fail, "word:absent"},
		{"name in other case", documentedUUID, `{"mitid.UUID":"` + documentedUUID + `"}`, ciba.Fail, "word:absent"},
		{"null", documentedUUID, `{"mitid.uuid":null}`, ciba.Fail, "word:malformed"},
		{"array", documentedUUID, `{"mitid.uuid":["` + documentedUUID + `"]}`, ciba.Fail, "word:malformed"},
		{"no UUID", documentedUUID, `{"mitid.uuid":"Ileya"}`, ciba.Fail, "word:malformed"},
		{"odd brackets", documentedUUID, `{"mitid.uuid":"x` + documentedUUID + `x"}`, ciba.Fail, "word:malformed"},
		{"blank at the end", documentedUUID, `{"mitid.uuid":"` + documentedUUID + ` "}`, ciba.Fail, "word:malformed"},
		{"nobody asked for, nobody there", "", `{"mitid.uuid":""}`, ciba.Fail, "word:unverified"},
		{"nil asked for, nil there", "00000000-0000-0000-0000-000000000000", `{"mitid.uuid":"00000000-0000-0000-0000-000000000000"}`, ciba.Fail, "word:unverified"},
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

func TestReferenceText(t *testing.T) {
	const sent = "Blåbær 😉" // U+00E5, U+00E6
	encoded := base64.StdEncoding.EncodeToString([]byte(sent))
	same, other := documentedUUID, otherUUID
	for _, test := range []struct {
		name, person, text string // text is JSON, empty for no claim
		result             ciba.CheckResult
		actual             string
	}{
		{"same", same, `"Blåbær 😉"`, ciba.Pass, "word:same"},
		{"same after NFC", same, `"Bla\u030abær 😉"`, ciba.Pass, "word:same"},
		{"same, escaped emoji", same, `"Blåbær \ud83d\ude09"`, ciba.Pass, "word:same"},
		{"standard Base64", same, `"` + encoded + `"`, ciba.Pass, "word:same_base64"},
		{"Base64 without padding", same, `"` + strings.TrimRight(encoded, "=") + `"`, ciba.Fail, "text:" + strings.TrimRight(encoded, "=")},
		{"Base64 with a line break", same, `"` + encoded[:4] + `\n` + encoded[4:] + `"`, ciba.Fail, "text:" + encoded[:4] + " " + encoded[4:]},
		{"Base64 of the Base64", same, `"` + base64.StdEncoding.EncodeToString([]byte(encoded)) + `"`, ciba.Fail, "text:" + base64.StdEncoding.EncodeToString([]byte(encoded))},
		{"another", same, `"Betal 100 kr."`, ciba.Fail, "text:Betal 100 kr."},
		{"another, with an escape sequence", same, `"a\u001b\u202eb"`, ciba.Fail, "text:ab"},
		{"other case", same, `"blåbær 😉"`, ciba.Fail, "text:blåbær 😉"},
		{"a blank more", same, `"Blåbær  😉"`, ciba.Fail, "word:different"},
		{"a blank at the end", same, `"Blåbær 😉 "`, ciba.Fail, "word:different"},
		{"an invisible character more", same, `"Blå\u200bbær 😉"`, ciba.Fail, "word:different"},
		{"invisible characters only", same, `"\u200b"`, ciba.Fail, "word:different"},
		{"absent", same, ``, ciba.Fail, "word:absent"},
		{"empty", same, `""`, ciba.Fail, "word:malformed"},
		{"number", same, `17`, ciba.Fail, "word:malformed"},
		{"null", same, `null`, ciba.Fail, "word:malformed"},
		{"same, of someone else", other, `"Blåbær 😉"`, ciba.Pass, "word:same"},
		{"another, of someone else", other, `"Betal 100 kr."`, ciba.Fail, "word:different"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := Request{UUID: documentedUUID, ReferenceText: sent}
			claims := `{"mitid.uuid":"` + test.person + `"}`
			if test.text != "" {
				claims = `{"mitid.uuid":"` + test.person + `","mitid.reference_text":` + test.text + `}`
			}
			check := find(t, Checks(r, Options{})(mustClaims(t, claims)), ciba.CheckReferenceText)
			wantCheck(t, check, test.result, true, test.actual)
			if check.Expected != ciba.Literal(sent) {
				t.Errorf("expected %+v", check.Expected)
			}
		})
	}
	t.Run("no text sent", func(t *testing.T) {
		for _, claims := range []string{`{}`, `{"mitid.reference_text":""}`, `{"mitid.reference_text":" "}`} {
			check := find(t, Checks(Request{UUID: documentedUUID}, Options{})(mustClaims(t, claims)), ciba.CheckReferenceText)
			wantCheck(t, check, ciba.Fail, true, "word:unverified")
		}
	})
}

func TestBase64WithSpareBitsIsAnotherText(t *testing.T) {
	// "ab" is YWI= ; YWJ= decodes to the same with a lax decoder.
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
		{"same", `{"mitid.transaction_id":"a","idp_transaction_id":"a"}`, ciba.Pass, "word:same", "a"},
		{"different", `{"mitid.transaction_id":"a","idp_transaction_id":"b"}`, ciba.Fail, "word:different", "a"},
		{"only one", `{"mitid.transaction_id":"a"}`, ciba.Pass, "word:not_stated", "a"},
		{"only the other", `{"idp_transaction_id":"b"}`, ciba.Pass, "word:not_stated", "b"},
		{"none", `{}`, ciba.Pass, "word:not_stated", ""},
		{"number", `{"mitid.transaction_id":1,"idp_transaction_id":1}`, ciba.Fail, "word:malformed", ""},
		{"only one, a number", `{"mitid.transaction_id":1}`, ciba.Fail, "word:malformed", ""},
		{"both empty", `{"mitid.transaction_id":"","idp_transaction_id":""}`, ciba.Fail, "word:malformed", ""},
		{"null", `{"mitid.transaction_id":"a","idp_transaction_id":null}`, ciba.Fail, "word:malformed", "a"},
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
		{"off, absent", NonceOff, "", `{}`, ciba.Skip, false, "word:absent"},
		{"off, there", NonceOff, "", `{"nonce":"x"}`, ciba.Skip, false, "word:present"},
		{"zero policy is off", "", "", `{}`, ciba.Skip, false, "word:absent"},
		{"send, ours", NonceSend, "n", `{"ciba_nonce":"n"}`, ciba.Pass, true, "word:same"},
		{"send, ours as nonce", NonceSend, "n", `{"nonce":"n"}`, ciba.Pass, true, "word:same"},
		{"send, ours under both", NonceSend, "n", `{"nonce":"n","ciba_nonce":"n"}`, ciba.Pass, true, "word:same"},
		{"send, ours and another", NonceSend, "n", `{"ciba_nonce":"n","nonce":"x"}`, ciba.Fail, true, "word:different"},
		{"send, another and ours", NonceSend, "n", `{"ciba_nonce":"x","nonce":"n"}`, ciba.Fail, true, "word:different"},
		{"send, another", NonceSend, "n", `{"ciba_nonce":"x"}`, ciba.Fail, true, "word:different"},
		{"send, missing", NonceSend, "n", `{}`, ciba.Skip, false, "word:not_stated"},
		{"send, number", NonceSend, "1", `{"ciba_nonce":1}`, ciba.Fail, true, "word:malformed"},
		{"send, null", NonceSend, "n", `{"ciba_nonce":null}`, ciba.Fail, true, "word:malformed"},
		{"require, ours", NonceRequire, "n", `{"ciba_nonce":"n"}`, ciba.Pass, true, "word:same"},
		{"require, missing", NonceRequire, "n", `{}`, ciba.Fail, true, "word:absent"},
		{"require, another", NonceRequire, "n", `{"ciba_nonce":"N"}`, ciba.Fail, true, "word:different"},
		{"require, none sent", NonceRequire, "", `{}`, ciba.Fail, true, "word:absent"},
		{"require, none sent, empty returned", NonceRequire, "", `{"ciba_nonce":""}`, ciba.Fail, true, "word:malformed"},
		{"require, none sent, one returned", NonceRequire, "", `{"ciba_nonce":"x"}`, ciba.Fail, true, "word:unverified"},
		{"unknown policy requires", "sned", "n", `{}`, ciba.Fail, true, "word:absent"},
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
		{"not asked, not stated", "", `{}`, ciba.Skip, false, "word:not_stated"},
		{"not asked, stated", "", `{"loa":"` + low + `"}`, ciba.Skip, false, "text:" + low},
		{"not asked, a number", "", `{"loa":3}`, ciba.Skip, false, "word:malformed"},
		{"exactly", "Substantial", `{"loa":"` + substantial + `"}`, ciba.Pass, true, "text:" + substantial},
		{"higher", "Substantial", `{"loa":"` + high + `"}`, ciba.Pass, true, "text:" + high},
		{"lower", "Substantial", `{"loa":"` + low + `"}`, ciba.Fail, true, "text:" + low},
		{"lowest asked", "Low", `{"loa":"` + low + `"}`, ciba.Pass, true, "text:" + low},
		{"highest asked", "High", `{"loa":"` + substantial + `"}`, ciba.Fail, true, "text:" + substantial},
		{"asked by long name", high, `{"loa":"` + high + `"}`, ciba.Pass, true, "text:" + high},
		{"asked in lower case", "low", `{"loa":"` + high + `"}`, ciba.Pass, true, "text:" + high},
		{"not stated", "Low", `{}`, ciba.Fail, true, "word:not_stated"},
		{"short name in the token", "Low", `{"loa":"High"}`, ciba.Fail, true, "word:unknown_level"},
		{"level of another standard", "Low", `{"loa":"urn:dk:gov:saml:attribute:AssuranceLevel:4"}`, ciba.Fail, true, "word:unknown_level"},
		{"long name in other case", "Low", `{"loa":"` + strings.ToLower(high) + `"}`, ciba.Fail, true, "word:unknown_level"},
		{"a number", "Low", `{"loa":4}`, ciba.Fail, true, "word:malformed"},
		{"setting that can't be read", "Huge", `{"loa":"` + high + `"}`, ciba.Fail, true, "word:unverified"},
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

// Whatever the claims are: six checks, each with a result, and nothing of
// another person in them.
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

// keptDigits are the hexadecimal digits behind "urn:uuid:", in lower case.
func keptDigits(id string) string {
	id = strings.ToLower(id)
	return strings.Map(keepDigits, strings.TrimPrefix(id, "urn:uuid:"))
}
