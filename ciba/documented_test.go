package ciba_test

import (
	"slices"
	"testing"

	"ringback/ciba"
	"ringback/ciba/mitid"
)

// pinOfPP is the thumbprint that the broker's documentation names for pp.
const pinOfPP = "048058BB59F4D3007045896FD488CE81F4EB4923"

// documented judges the genuine token of the documentation at its own time, for its own request,
// with the recorded keys.
func documented(t *testing.T, change ...func(*ciba.Evidence)) ciba.Verdict {
	t.Helper()
	example := must(mitid.Documented())
	settings := testConfig()
	settings.Issuer, settings.PinnedKeys, settings.RequireAtHash = example.Issuer, []string{pinOfPP}, true
	e := ciba.Evidence{
		Tokens: example.Tokens, Keys: example.Keys, Config: settings, Look: ciba.LookedNew,
		Started: example.Started, Received: example.Received, Further: mitid.Checks(example.Request, mitid.Options{}),
	}
	for _, one := range change {
		one(&e)
	}
	return ciba.Judge(e)
}

// TestDocumentedToken: the only genuine token that exists, bit by bit. Every check must accept it,
// or the check is wrong.
func TestDocumentedToken(t *testing.T) {
	t.Parallel()
	askedFor := func(uuid, text string) func(*ciba.Evidence) {
		return func(e *ciba.Evidence) {
			e.Further = mitid.Checks(mitid.Request{UUID: uuid, Text: text, IP: "1.1.1.1"}, mitid.Options{})
		}
	}
	byCPR := func(cpr string, matched bool) func(*ciba.Evidence) {
		return func(e *ciba.Evidence) {
			request := must(mitid.Documented()).Request
			request.UUID, request.CPR = "", must(mitid.ParseCPR(cpr, true, trialStarted))
			e.Further = mitid.Checks(request, mitid.Options{})
			if matched {
				e.Person = &ciba.Check{Result: ciba.Pass, Actual: ciba.Word(ciba.WordMatched)}
			}
		}
	}
	const its, documentedUUID = "eee4b272-6a33-40da-ab0b-5ce2abd42e78", "8a9856e0-f12d-4217-b320-c8a076be9320"
	for name, test := range map[string]struct {
		change func(*ciba.Evidence)
		fails  []ciba.CheckID
		cause  ciba.Cause
		code   string
	}{
		"at its own time for its own request": {change: func(*ciba.Evidence) {}},
		"for the documented request": {
			change: askedFor(documentedUUID, "Testing MitID Flex app 😉"),
			fails:  []ciba.CheckID{ciba.CheckPerson, ciba.CheckApprovedText},
			cause:  ciba.CauseOther, code: "person:someone_else",
		},
		"for its person with another text": {
			change: askedFor(its, "Testing MitID Flex app 😉"), fails: []ciba.CheckID{ciba.CheckApprovedText},
			cause: ciba.CauseOther, code: "reference_text:different",
		},
		// The number is that of the first documented request, of the same day.
		"by CPR, before the match":      {change: byCPR("080436-0468", false), fails: []ciba.CheckID{ciba.CheckPerson}},
		"by CPR, after it":              {change: byCPR("080436-0468", true)},
		"by a test number of that date": {change: byCPR("680436-0468", true)},
		"by CPR of another date": {
			change: byCPR("090436-0468", true), fails: []ciba.CheckID{ciba.CheckPerson}, cause: ciba.CauseOther, code: "person:someone_else",
		},
		"with another pin": {
			change: func(e *ciba.Evidence) { e.Config.PinnedKeys = []string{"353E2FE9191CDEC22C8B52D2B7A82A2DAA50642E"} },
			fails:  []ciba.CheckID{ciba.CheckKeyPin}, cause: ciba.CauseNotGenuine, code: "key_pin:not_pinned",
		},
		"with the pin of the transaction tokens' key": {
			change: func(e *ciba.Evidence) { e.Config.PinnedKeys = []string{"7FF447FA0FB65A7E749E8B43AC635862381F0CC3"} },
			fails:  []ciba.CheckID{ciba.CheckKeyPin}, cause: ciba.CauseNotGenuine, code: "key_pin:not_pinned",
		},
		"without a pin": {change: func(e *ciba.Evidence) { e.Config.PinnedKeys = nil }},
		"in another time": {
			change: func(e *ciba.Evidence) { e.Started, e.Received = trialStarted, trialReceived },
			fails:  []ciba.CheckID{ciba.CheckExpiry, ciba.CheckIssuedAt, ciba.CheckAuthenticationTime},
			cause:  ciba.CauseNotGenuine, code: "expiry:wrong_time",
		},
		"without its key": {
			change: func(e *ciba.Evidence) { e.Keys = ciba.KeySet{} },
			fails:  []ciba.CheckID{ciba.CheckSignature, ciba.CheckKeyPin},
			cause:  ciba.CauseUncheckable, code: "signature:no_key",
		},
		"with another key under its kid": {
			change: func(e *ciba.Evidence) {
				e.Keys = must(ciba.ParseKeySet([]byte(`{"keys":[` + jwkOf(keyA().Public(), pinOfPP) + `]}`)))
			},
			fails: []ciba.CheckID{ciba.CheckSignature, ciba.CheckKeyPin},
			cause: ciba.CauseNotGenuine, code: "signature:invalid",
		},
		"of production's client": {
			change: func(e *ciba.Evidence) { e.Config.ClientID = "another" },
			fails:  []ciba.CheckID{ciba.CheckAudience}, cause: ciba.CauseNotGenuine, code: "audience:different",
		},
		"used before": {
			change: func(e *ciba.Evidence) { e.Look = ciba.LookedSeen },
			fails:  []ciba.CheckID{ciba.CheckReplay}, cause: ciba.CauseNotGenuine, code: "replay:seen_before",
		},
	} {
		t.Run(name, func(t *testing.T) {
			v := documented(t, test.change)
			if got := failing(v); !slices.Equal(got, test.fails) || v.Verified() != (test.fails == nil) {
				t.Errorf("these fail: %v, want %v; verified %t", got, test.fails, v.Verified())
			}
			if cause, code := v.Cause(); cause != test.cause || code != test.code {
				t.Errorf("cause %q, code %q; want %q, %q", cause, code, test.cause, test.code)
			}
		})
	}
	t.Run("which key", func(t *testing.T) {
		key := documented(t).Key
		if key.SHA1 != pinOfPP || key.KeyID != pinOfPP || key.Bits != 2048 || !key.Pinned || key.Source == "" || key.Fetched.IsZero() {
			t.Errorf("%+v", key)
		}
	})
	t.Run("readable", func(t *testing.T) {
		token := documented(t).Token()
		name, err := token.Payload.String("mitid.identity_name")
		if token.Fault != "" || err != nil || name != "Ileya Jensen" || len(token.Payload) != 19 || len(token.Header) != 3 {
			t.Errorf("fault %q, name %q, %d claims, %v", token.Fault, name, len(token.Payload), err)
		}
	})
	t.Run("the access token in its place", func(t *testing.T) {
		v := documented(t, func(e *ciba.Evidence) { e.Tokens.IDToken = e.Tokens.AccessToken })
		if got := v.Check(ciba.CheckTokenKind); got.Result != ciba.Fail || got.Actual != ciba.Literal("at+jwt") {
			t.Errorf("token_kind is %+v", got)
		}
	})
}
