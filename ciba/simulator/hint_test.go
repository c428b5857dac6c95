package simulator

import (
	"encoding/base64"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/uuid"
)

// brokenDocumentedHint is the documentation's own Base64 example, which doesn't decode to valid
// JSON.
var brokenDocumentedHint = base64.StdEncoding.EncodeToString([]byte(
	`{"idp":"mitid","idp_params":"{"uuid":"8a9856e0-f12d-4217-b320-c8a076be9320","referenceTextBody":"Testing MitID Flex app 😉","ip":"1.1.1.1"}"}`))

func TestGoodHints(t *testing.T) {
	documented := hint{uuid: DocumentedPerson, text: documentedText}
	with := func(members string) string { return strings.TrimSuffix(documentedHint, "}") + "," + members + "}" }
	tests := []struct {
		name, token string
		want        hint
	}{
		{name: "documented", token: documentedHint, want: documented},
		{name: "documented with appswitch", token: documentedAppSwitch, want: documented},
		{name: "Base64 of the compact form", token: compactHintBase64, want: documented},
		{name: "Base64 of the documented form", token: base64.StdEncoding.EncodeToString([]byte(documentedHint)), want: documented},
		{
			name:  "UUID in capitals",
			token: strings.Replace(documentedHint, DocumentedPerson, strings.ToUpper(DocumentedPerson), 1), want: documented,
		},
		{name: "IPv6", token: strings.Replace(documentedHint, "1.1.1.1", "2001:db8::1", 1), want: documented},
		{name: "emoji escaped", token: strings.Replace(documentedHint, "😉", `\ud83d\ude09`, 1), want: documented},
		{
			name: "by CPR number", token: strings.Replace(documentedHint, `"uuid":"`+DocumentedPerson+`"`, `"cpr":"0804360468"`, 1),
			want: hint{cpr: "0804360468", text: documentedText},
		},
		{
			name: "by a test person's CPR number", token: strings.Replace(documentedHint, `"uuid":"`+DocumentedPerson+`"`, `"cpr":"8902044014"`, 1),
			want: hint{cpr: "8902044014", text: documentedText},
		},
		{
			name: "action and nonce", token: with(`"action":"SIGN","ciba_nonce":"n","referenceId":"r"`),
			want: hint{uuid: DocumentedPerson, text: documentedText, action: "SIGN", nonce: "n"},
		},
		{
			name: "130 units", token: strings.Replace(documentedHint, documentedText, strings.Repeat("😉", 65), 1),
			want: hint{uuid: DocumentedPerson, text: strings.Repeat("😉", 65)},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got, err := parseHint(test.token); got != test.want || err != nil {
				t.Errorf("%+v, %v; want %+v", got, err, test.want)
			}
		})
	}
}

func TestBadHints(t *testing.T) {
	replace := func(old, by string) string {
		if !strings.Contains(documentedHint, old) {
			t.Fatalf("%q isn't in the hint", old)
		}
		return strings.Replace(documentedHint, old, by, 1)
	}
	with := func(members string) string { return strings.TrimSuffix(documentedHint, "}") + "," + members + "}" }
	tests := map[string]string{
		"empty":                         "",
		"the documented Base64 example": brokenDocumentedHint,
		"URL-safe Base64":               strings.ReplaceAll(compactHintBase64, "+", "-"),
		"Base64 without padding":        strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(documentedHint+" ")), "="),
		"Base64 with a line break":      compactHintBase64[:76] + "\n" + compactHintBase64[76:],
		"Base64 twice":                  base64.StdEncoding.EncodeToString([]byte(compactHintBase64)),
		"array":                         "[" + documentedHint + "]",
		"null":                          base64.StdEncoding.EncodeToString([]byte("null")),
		"trailing comma":                with(""),
		"garbage after it":              documentedHint + "x",
		"two documents":                 documentedHint + documentedHint,
		"not UTF-8":                     replace("Testing", "\xff"),
		"half a surrogate pair":         replace("😉", `\ud83d`),
		"duplicate member":              with(`"uuid":"8a9856e0-f12d-4217-b320-c8a076be9320"`),
		"unknown member":                with(`"referencetextbody":"x"`),
		"number":                        replace(`"1.1.1.1"`, "1"),
		"nested":                        replace(`"1.1.1.1"`, "{}"),
		"idp missing":                   replace(`"idp":"mitid",`, ""),
		"idp in capitals":               replace(`"mitid"`, `"MitID"`),
		"uuid missing":                  replace(`"uuid":"8a9856e0-f12d-4217-b320-c8a076be9320",`, ""),
		"uuid without hyphens":          replace(DocumentedPerson, strings.ReplaceAll(DocumentedPerson, "-", "")),
		"uuid in braces":                replace(DocumentedPerson, "{"+DocumentedPerson+"}"),
		"uuid with a blank":             replace(DocumentedPerson, DocumentedPerson+" "),
		"uuid wrong":                    replace(DocumentedPerson, "8a9856e0-f12d-4217-b320-c8a076be932g"),
		"cpr too":                       with(`"cpr":"0804360468"`),
		"cpr with a hyphen":             replace(`"uuid":"`+DocumentedPerson+`"`, `"cpr":"080436-0468"`),
		"cpr of nine digits":            replace(`"uuid":"`+DocumentedPerson+`"`, `"cpr":"080436046"`),
		"cpr of no date":                replace(`"uuid":"`+DocumentedPerson+`"`, `"cpr":"3202360468"`),
		"cpr of day 60":                 replace(`"uuid":"`+DocumentedPerson+`"`, `"cpr":"6004360468"`),
		"cpr empty":                     replace(`"uuid":"`+DocumentedPerson+`"`, `"cpr":""`),
		"text missing":                  replace(`"referenceTextBody":"`+documentedText+`",`, ""),
		"text empty":                    replace(documentedText, ""),
		"text blank":                    replace(documentedText, "  "),
		"text over 130 units":           replace(documentedText, strings.Repeat("x", 131)),
		"text over 130 units by emoji":  replace(documentedText, "x"+strings.Repeat("😉", 65)),
		"text with a line break":        replace("Flex", `\n`),
		"ip missing":                    replace(`, "ip":"1.1.1.1"`, ""),
		"ip wrong":                      replace("1.1.1.1", "1.1.1.256"),
		"ip with a zone":                replace("1.1.1.1", "fe80::1%eth0"),
		"appOS in other letters":        with(`"appOS":"iOS"`),
		"return URL relative":           with(`"appSwitchReturnUrl":"/back"`),
		"action unknown":                with(`"action":"PAY"`),
	}
	for name, token := range tests {
		t.Run(name, func(t *testing.T) {
			if got, err := parseHint(token); err == nil {
				t.Errorf("accepted as %+v", got)
			}
		})
	}
}

func FuzzParseHint(f *testing.F) {
	for _, seed := range []string{
		documentedHint, documentedAppSwitch, compactHintBase64, brokenDocumentedHint, "", "{", "{}", `{"a":1}`, "bnVsbA==",
		`{"idp":"mitid","idp":"mitid"}`, `{"idp":"\ud83d"}`, "\xff",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		got, err := parseHint(token)
		if err != nil {
			if got != (hint{}) {
				t.Errorf("refused, but not empty: %+v", got)
			}
			return
		}
		byUUID := uuid.Validate(got.uuid) == nil && len(got.uuid) == 36 && got.uuid == strings.ToLower(got.uuid)
		if got.cpr != "" && (got.uuid != "" || !isCPR(got.cpr)) || got.cpr == "" && !byUUID {
			t.Errorf("uuid %q", got.uuid)
		}
		if got.text == "" || !utf8.ValidString(got.text) || utf16Length(got.text) > 130 {
			t.Errorf("text %q", got.text)
		}
	})
}
