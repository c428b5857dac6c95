package ciba_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"ringback/ciba"
	"ringback/ciba/generic"
	"ringback/ciba/mitid"
)

// The facts that have no word.
const (
	aLiteral = "literal"
	aTime    = "time"
)

// causesByHand returns the cause for each check and each word that it can have when it doesn't
// pass. It is the design's table, written out. Add any new word of a check here.
func causesByHand() map[ciba.CheckID]map[string]ciba.Cause {
	const (
		uncheckable = ciba.CauseUncheckable
		notGenuine  = ciba.CauseNotGenuine
		other       = ciba.CauseOther
		assurance   = ciba.CauseAssurance
	)
	when := map[string]ciba.Cause{aTime: notGenuine, "absent": uncheckable, "malformed": uncheckable, "unverified": uncheckable}
	text := map[string]ciba.Cause{aLiteral: notGenuine, "different": notGenuine, "absent": uncheckable, "malformed": uncheckable, "unverified": uncheckable}
	return map[ciba.CheckID]map[string]ciba.Cause{
		"signature": {
			"invalid": notGenuine, "malformed": uncheckable, "encrypted": uncheckable, "no_key": uncheckable, "two_keys": uncheckable,
			"unverified": uncheckable, // another check reports an algorithm that isn't allowed
		},
		"algorithm":  text,
		"key_pin":    {"not_pinned": notGenuine, "no_key": uncheckable, "unverified": uncheckable},
		"token_kind": text,
		"issuer":     text,
		"audience": {
			aLiteral: notGenuine, "different": notGenuine, "absent": uncheckable, "malformed": uncheckable, "no_azp": uncheckable, "unverified": uncheckable,
		},
		"subject":             {"absent": uncheckable, "malformed": uncheckable, "unverified": uncheckable, aLiteral: uncheckable, "different": uncheckable},
		"expiry":              when,
		"issued_at":           when,
		"authentication_time": when,
		"access_token_hash":   {"different": notGenuine, "absent": uncheckable, "malformed": uncheckable, "unverified": uncheckable},
		"identity_provider":   {aLiteral: uncheckable, "different": uncheckable, "absent": uncheckable, "malformed": uncheckable, "unverified": uncheckable},
		"person": {
			"someone_else": other, "absent": uncheckable, "malformed": uncheckable, "unverified": uncheckable, "no_person_claim": uncheckable,
			"not_asked": uncheckable, "no_cpr": uncheckable, "no_number": uncheckable, "match_unrecorded": uncheckable, "match_unauthorized": uncheckable,
			"match_not_allowed": uncheckable, "match_missing": uncheckable, "match_refused": uncheckable, "match_exceeded": uncheckable,
			"match_late": uncheckable, "match_unreadable": uncheckable, "match_unreachable": uncheckable,
		},
		"reference_text":  {aLiteral: other, "different": other, "absent": uncheckable, "malformed": uncheckable, "unverified": uncheckable},
		"transaction":     {"different": notGenuine, "malformed": uncheckable, "unverified": uncheckable},
		"nonce":           {"different": notGenuine, "absent": uncheckable, "malformed": uncheckable, "unverified": uncheckable},
		"assurance":       {aLiteral: assurance, "not_stated": uncheckable, "malformed": uncheckable, "unknown_level": uncheckable, "unverified": uncheckable},
		"request_binding": {"different": notGenuine, "malformed": uncheckable, "unverified": uncheckable},
		"replay":          {"seen_before": notGenuine, "not_looked_up": uncheckable, "unverified": uncheckable},
		"clock":           {aLiteral: uncheckable, "not_stated": uncheckable, "different": uncheckable, "unverified": uncheckable},
	}
}

// factOf returns a fact that has this word.
func factOf(word string) ciba.Fact {
	switch word {
	case aLiteral:
		return ciba.Literal("something of somebody")
	case aTime:
		return ciba.Moment(trialStarted)
	}
	return ciba.Word(word)
}

// failedAt returns a verdict in which only these checks failed.
func failedAt(facts map[ciba.CheckID]ciba.Fact) ciba.Verdict {
	var v ciba.Verdict
	for _, id := range ciba.CheckOrder() {
		check := ciba.Check{ID: id, Result: ciba.Pass, Required: true, Actual: ciba.Word(ciba.WordSame)}
		if fact, failed := facts[id]; failed {
			check.Result, check.Actual = ciba.Fail, fact
		}
		v.Checks = append(v.Checks, check)
	}
	return v
}

// TestEveryWordOfEveryCheckHasItsCause goes through the table.
func TestEveryWordOfEveryCheckHasItsCause(t *testing.T) {
	t.Parallel()
	table := causesByHand()
	if len(table) != len(ciba.CheckOrder()) {
		t.Errorf("%d checks are in the table, and there are %d", len(table), len(ciba.CheckOrder()))
	}
	for _, id := range ciba.CheckOrder() {
		for word, want := range table[id] {
			cause, code := failedAt(map[ciba.CheckID]ciba.Fact{id: factOf(word)}).Cause()
			said := map[string]string{aLiteral: "different", aTime: "wrong_time"}[word]
			if said == "" {
				said = word
			}
			if cause != want || code != string(id)+":"+said {
				t.Errorf("%s, %s: cause %q with the code %q, want %q", id, word, cause, code, want)
			}
		}
		// An unforeseen word accuses no one.
		if cause, _ := failedAt(map[ciba.CheckID]ciba.Fact{id: ciba.Word("something_new")}).Cause(); cause != ciba.CauseUncheckable {
			t.Errorf("%s: a new word is taken for %q", id, cause)
		}
	}
	if cause, _ := failedAt(map[ciba.CheckID]ciba.Fact{}).Cause(); cause != ciba.CauseNone {
		t.Errorf("a verified verdict has the cause %q", cause)
	}
}

// TestNoWordIsMissingInTheTable: every word found in the tokens of the other verdict tests is in
// the table.
func TestNoWordIsMissingInTheTable(t *testing.T) {
	t.Parallel()
	table := causesByHand()
	for _, row := range checkRows() {
		v := judged(t, row.change)
		for _, check := range v.Checks {
			if !check.Required || check.Result == ciba.Pass {
				continue
			}
			word := check.Actual.Word
			switch {
			case check.Actual.Text != "":
				word = aLiteral
			case !check.Actual.Time.IsZero():
				word = aTime
			}
			if _, known := table[check.ID][word]; !known {
				t.Errorf("%s: %s shows %q, which isn't in the table", rowName(row.rule, row.name), check.ID, word)
			}
		}
		if cause, code := v.Cause(); v.Verified() != (cause == ciba.CauseNone) && !v.Undecided() || (cause == ciba.CauseNone) != (code == "") || strings.ContainsAny(code, " \n") {
			t.Errorf("%s: verified %t, cause %q, code %q", rowName(row.rule, row.name), v.Verified(), cause, code)
		}
	}
}

// TestTheFirstCauseThatFits: of several faults one decides, and always the same.
func TestTheFirstCauseThatFits(t *testing.T) {
	t.Parallel()
	type facts map[ciba.CheckID]ciba.Fact
	word := ciba.Word
	for name, test := range map[string]struct {
		failed facts
		cause  ciba.Cause
		code   string
	}{
		"no key, and whatever it says is false": {
			failed: facts{"signature": word("no_key"), "issuer": word("different"), "person": word("someone_else")},
			cause:  ciba.CauseUncheckable, code: "signature:no_key",
		},
		"two keys, and it was used before": {
			failed: facts{"signature": word("two_keys"), "replay": word("seen_before")},
			cause:  ciba.CauseUncheckable, code: "signature:two_keys",
		},
		"a false signature, and another person": {
			failed: facts{"signature": word("invalid"), "key_pin": word("no_key"), "person": word("someone_else")},
			cause:  ciba.CauseNotGenuine, code: "signature:invalid",
		},
		"a foreign algorithm, so no key": {
			failed: facts{"signature": word("unverified"), "algorithm": ciba.Literal("HS256"), "key_pin": word("no_key")},
			cause:  ciba.CauseNotGenuine, code: "algorithm:different",
		},
		"an absent claim before a false one": {
			failed: facts{"subject": word("absent"), "nonce": word("different")},
			cause:  ciba.CauseNotGenuine, code: "nonce:different",
		},
		"an absent claim before another person": {
			failed: facts{"access_token_hash": word("absent"), "person": word("someone_else")},
			cause:  ciba.CauseOther, code: "person:someone_else",
		},
		"another person and another text": {
			failed: facts{"person": word("someone_else"), "reference_text": word("different")},
			cause:  ciba.CauseOther, code: "person:someone_else",
		},
		"nobody named, and another text": {
			failed: facts{"person": word("absent"), "reference_text": word("different")},
			cause:  ciba.CauseOther, code: "reference_text:different",
		},
		"another text at too low a level": {
			failed: facts{"reference_text": ciba.Literal("x"), "assurance": ciba.Literal("Low")},
			cause:  ciba.CauseOther, code: "reference_text:different",
		},
		"too low a level, and no subject": {
			failed: facts{"subject": word("absent"), "assurance": ciba.Literal("Low")},
			cause:  ciba.CauseAssurance, code: "assurance:different",
		},
		"several things absent": {
			failed: facts{"authentication_time": word("absent"), "access_token_hash": word("absent")},
			cause:  ciba.CauseUncheckable, code: "authentication_time:absent",
		},
		"too late and used before": {
			failed: facts{"expiry": ciba.Moment(trialStarted), "replay": word("seen_before")},
			cause:  ciba.CauseNotGenuine, code: "expiry:wrong_time",
		},
		"another person, where nobody could look": {
			failed: facts{"replay": word("not_looked_up"), "person": word("someone_else")},
			cause:  ciba.CauseOther, code: "person:someone_else",
		},
		"the clock disagrees, and it is another text": {
			failed: facts{"clock": ciba.Literal("7 d"), "reference_text": word("different")},
			cause:  ciba.CauseOther, code: "reference_text:different",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if cause, code := failedAt(test.failed).Cause(); cause != test.cause || code != test.code {
				t.Errorf("cause %q, code %q; want %q, %q", cause, code, test.cause, test.code)
			}
		})
	}
	t.Run("undecided", func(t *testing.T) {
		v := judged(t, func(c *trial) { c.Look = ciba.NotLookedUp })
		if cause, code := v.Cause(); !v.Undecided() || cause != ciba.CauseNone || code != "" {
			t.Errorf("undecided %t, cause %q, code %q", v.Undecided(), cause, code)
		}
	})
	t.Run("without a person check", func(t *testing.T) {
		if cause, code := (ciba.Verdict{}).Cause(); cause != ciba.CauseUncheckable || code != "person:unverified" {
			t.Errorf("cause %q, code %q", cause, code)
		}
	})
}

// TestCausesOfTokens: mistakes of providers and administrators accuse no one; a value that is
// present and false does.
func TestCausesOfTokens(t *testing.T) {
	t.Parallel()
	otherPerson := claim("mitid.uuid", "eee4b272-6a33-40da-ab0b-5ce2abd42e78")
	loa := func(level string) func(*trial) {
		return both(options(mitid.Options{RequiredLoA: "Substantial"}), token(claim("loa", level)))
	}
	for name, test := range map[string]struct {
		change func(*trial)
		cause  ciba.Cause
		code   string
	}{
		"two keys of one name": {
			change: keys(jwkOf(keyA().Public(), "A"), jwkOf(keyB().Public(), "A")),
			cause:  ciba.CauseUncheckable, code: "signature:two_keys",
		},
		"a kid that isn't in the set": {
			change: token(head("kid", "C"), otherPerson), cause: ciba.CauseUncheckable, code: "signature:no_key",
		},
		"a kid that is no text": {change: token(head("kid", 7)), cause: ciba.CauseUncheckable, code: "signature:malformed"},
		"no keys at all":        {change: keys(), cause: ciba.CauseUncheckable, code: "signature:no_key"},
		"an encrypted token": {
			change: compact(func(s string) string { return s + ".e30.e30" }),
			cause:  ciba.CauseUncheckable, code: "signature:encrypted",
		},
		"no token":     {change: lifted("x"), cause: ciba.CauseUncheckable, code: "signature:malformed"},
		"no algorithm": {change: token(head("alg", absent{})), cause: ciba.CauseUncheckable, code: "signature:no_key"},
		"no auth_time": {change: token(claim("auth_time", absent{})), cause: ciba.CauseUncheckable, code: "authentication_time:absent"},
		"auth_time as text": {
			change: token(claim("auth_time", "1788264050")),
			cause:  ciba.CauseUncheckable, code: "authentication_time:malformed",
		},
		"no at_hash": {change: token(claim("at_hash", absent{})), cause: ciba.CauseUncheckable, code: "access_token_hash:absent"},
		"no sub":     {change: token(claim("sub", absent{})), cause: ciba.CauseUncheckable, code: "subject:absent"},
		"a sub that is too long": {
			change: token(claim("sub", strings.Repeat("s", 256))), cause: ciba.CauseUncheckable, code: "subject:malformed",
		},
		"another identity provider": {
			change: token(claim("idp", "nemid")), cause: ciba.CauseUncheckable, code: "identity_provider:different",
		},
		"no person":                {change: token(claim("mitid.uuid", absent{})), cause: ciba.CauseUncheckable, code: "person:absent"},
		"a person that is no UUID": {change: token(claim("mitid.uuid", "Mette")), cause: ciba.CauseUncheckable, code: "person:malformed"},
		"no text": {
			change: token(claim("mitid.reference_text", absent{})), cause: ciba.CauseUncheckable, code: "reference_text:absent",
		},
		"for us and others, without azp": {
			change: token(claim("aud", []string{testClient, "x"})), cause: ciba.CauseUncheckable, code: "audience:no_azp",
		},
		"no level": {
			change: options(mitid.Options{RequiredLoA: "Substantial"}),
			cause:  ciba.CauseUncheckable, code: "assurance:not_stated",
		},
		"a level that nobody knows": {change: loa("Substantial"), cause: ciba.CauseUncheckable, code: "assurance:unknown_level"},
		"a setting that can't be read": {
			change: options(mitid.Options{RequiredLoA: "Huge"}), cause: ciba.CauseUncheckable, code: "assurance:unverified",
		},
		"an id of the request as number": {
			change: both(bound, token(claim("auth_req_id", 1))),
			cause:  ciba.CauseUncheckable, code: "request_binding:malformed",
		},
		"no person_claim": {
			change: func(c *trial) {
				c.Further = generic.Checks(generic.Request{Person: "mette", Text: "Kode 1"}, "")
			},
			cause: ciba.CauseUncheckable, code: "person:no_person_claim",
		},

		"a false signature": {change: compact(flipped), cause: ciba.CauseNotGenuine, code: "signature:invalid"},
		"signed with our own secret": {
			change: token(signedBy(jwt.SigningMethodHS256, []byte(testSecret))),
			cause:  ciba.CauseNotGenuine, code: "algorithm:different",
		},
		"another kind of signature": {
			change: token(signedBy(jwt.SigningMethodPS256, keyA())), cause: ciba.CauseNotGenuine, code: "algorithm:different",
		},
		"a key that isn't pinned": {change: pins("00"), cause: ciba.CauseNotGenuine, code: "key_pin:not_pinned"},
		"an access token":         {change: token(head("typ", "at+jwt")), cause: ciba.CauseNotGenuine, code: "token_kind:different"},
		"another issuer": {
			change: token(claim("iss", "https://evil.example/op")), cause: ciba.CauseNotGenuine, code: "issuer:different",
		},
		"for another client": {change: token(claim("aud", "x")), cause: ciba.CauseNotGenuine, code: "audience:different"},
		"expired":            {change: seconds("exp", trialReceived, -61), cause: ciba.CauseNotGenuine, code: "expiry:wrong_time"},
		"of last week": {
			change: seconds("iat", trialStarted, -7*86400), cause: ciba.CauseNotGenuine, code: "issued_at:wrong_time",
		},
		"approved before the request": {
			change: seconds("auth_time", trialStarted, -61),
			cause:  ciba.CauseNotGenuine, code: "authentication_time:wrong_time",
		},
		"of another access token": {
			change: token(claim("at_hash", halfHash("another"))),
			cause:  ciba.CauseNotGenuine, code: "access_token_hash:different",
		},
		"of two transactions": {
			change: token(claim("idp_transaction_id", "another")), cause: ciba.CauseNotGenuine, code: "transaction:different",
		},
		"another nonce": {
			change: both(nonceSent, options(mitid.Options{Nonce: mitid.NonceSend}), token(claim("ciba_nonce", "other"))),
			cause:  ciba.CauseNotGenuine, code: "nonce:different",
		},
		"of another request": {
			change: both(bound, token(claim(boundID, "req-2"))), cause: ciba.CauseNotGenuine, code: "request_binding:different",
		},
		"false, of another person": {
			change: both(compact(flipped), token(otherPerson)), cause: ciba.CauseNotGenuine, code: "signature:invalid",
		},

		"another person": {change: token(otherPerson), cause: ciba.CauseOther, code: "person:someone_else"},
		"another text":   {change: token(claim("mitid.reference_text", "x")), cause: ciba.CauseOther, code: "reference_text:different"},
		"another text of a provider that isn't MitID's": {
			change: both(token(claim("binding_message", "x"), claim("sub", "mette")), func(c *trial) {
				c.Further = generic.Checks(generic.Request{Person: "mette", Text: "Kode 1"}, "sub")
			}),
			cause: ciba.CauseOther, code: "reference_text:different",
		},

		"too low a level": {
			change: loa("https://data.gov.dk/concept/core/nsis/Low"), cause: ciba.CauseAssurance, code: "assurance:different",
		},
	} {
		t.Run(name, func(t *testing.T) {
			v := judged(t, test.change)
			if cause, code := v.Cause(); cause != test.cause || code != test.code {
				t.Errorf("cause %q, code %q; want %q, %q", cause, code, test.cause, test.code)
			}
			if slices.ContainsFunc(v.Checks, func(c ciba.Check) bool { return strings.Contains(c.Actual.Text, "req-2") }) {
				t.Error("what another request is called is shown")
			}
		})
	}
}

// TestCauseHoldsNothingForeign: the code goes to people and programs.
func TestCauseHoldsNothingForeign(t *testing.T) {
	t.Parallel()
	for _, fact := range []ciba.Fact{ciba.Literal("eee4b272"), ciba.Moment(time.Unix(1715087453, 0))} {
		for _, id := range ciba.CheckOrder() {
			if _, code := failedAt(map[ciba.CheckID]ciba.Fact{id: fact}).Cause(); strings.ContainsAny(strings.TrimPrefix(code, string(id)), "0123456789") {
				t.Errorf("%s: %q", id, code)
			}
		}
	}
}
