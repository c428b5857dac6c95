package generic

import (
	"slices"
	"strings"
	"testing"

	"ringback/ciba"
)

func payload(members ...string) ciba.Claims {
	var claims ciba.Claims
	for i := 0; i+1 < len(members); i += 2 {
		claims = append(claims, ciba.Claim{Name: members[i], Value: []byte(members[i+1])})
	}
	return claims
}

func checkOf(t *testing.T, id ciba.CheckID, r Request, personClaim string, claims ciba.Claims) ciba.Check {
	t.Helper()
	all := Checks(r, personClaim)(claims)
	var ids []ciba.CheckID
	for _, check := range all {
		ids = append(ids, check.ID)
	}
	order := slices.DeleteFunc(ciba.CheckOrder(), func(id ciba.CheckID) bool { return !slices.Contains(ids, id) })
	if !slices.Equal(ids, order) || len(ids) != 6 {
		t.Fatalf("checks %v", ids)
	}
	return all[slices.Index(ids, id)]
}

// TestPerson: the claim equals the person code point by code point, or it is another person.
func TestPerson(t *testing.T) {
	tests := map[string]struct {
		typed, claim string // JSON
		want         ciba.Fact
	}{
		"the same":                     {typed: "mette", claim: `"mette"`, want: ciba.Word(ciba.WordSame)},
		"blanks around what was typed": {typed: "\t mette \n", claim: `"mette"`, want: ciba.Word(ciba.WordSame)},
		"typed in another form":        {typed: "A\u030age", claim: `"\u00c5ge"`, want: ciba.Word(ciba.WordSame)},
		"a UUID": {
			typed: "8a9856e0-f12d-4217-b320-c8a076be9320",
			claim: `"8a9856e0-f12d-4217-b320-c8a076be9320"`, want: ciba.Word(ciba.WordSame),
		},
		"a UUID in capitals": {
			typed: "8a9856e0-f12d-4217-b320-c8a076be9320",
			claim: `"8A9856E0-F12D-4217-B320-C8A076BE9320"`, want: ciba.Word(ciba.WordSomeoneElse),
		},
		"capitals":                      {typed: "mette", claim: `"Mette"`, want: ciba.Word(ciba.WordSomeoneElse)},
		"a blank in the claim":          {typed: "mette", claim: `"mette "`, want: ciba.Word(ciba.WordSomeoneElse)},
		"the claim in another form":     {typed: "Åge", claim: `"A\u030age"`, want: ciba.Word(ciba.WordSomeoneElse)},
		"letters that look the same":    {typed: "mette", claim: `"m\u0435tte"`, want: ciba.Word(ciba.WordSomeoneElse)},
		"a zero-width character behind": {typed: "mette", claim: `"mette\u200b"`, want: ciba.Word(ciba.WordSomeoneElse)},
		"a part":                        {typed: "mette", claim: `"mett"`, want: ciba.Word(ciba.WordSomeoneElse)},
		"a number":                      {typed: "4711", claim: `4711`, want: ciba.Word(ciba.WordMalformed)},
		"a list":                        {typed: "mette", claim: `["mette"]`, want: ciba.Word(ciba.WordMalformed)},
		"nothing":                       {typed: "mette", claim: `""`, want: ciba.Word(ciba.WordMalformed)},
		"null":                          {typed: "mette", claim: `null`, want: ciba.Word(ciba.WordMalformed)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			check := checkOf(t, ciba.CheckPerson, Request{Person: test.typed}, "sub", payload("sub", test.claim))
			if passed := test.want == ciba.Word(ciba.WordSame); check.Actual != test.want || !check.Required || (check.Result == ciba.Pass) != passed {
				t.Errorf("%+v", check)
			}
		})
	}
	t.Run("in another claim", func(t *testing.T) {
		check := checkOf(t, ciba.CheckPerson, request(), "preferred_username", payload("sub", quoted(request().Person), "Preferred_Username", quoted(request().Person)))
		if check.Result != ciba.Fail || check.Actual != ciba.Word(ciba.WordAbsent) {
			t.Errorf("%+v", check)
		}
	})
}

// TestNobodyWithoutAPersonClaim: if the environment names no person claim, no claim counts, not
// even one with an empty name.
func TestNobodyWithoutAPersonClaim(t *testing.T) {
	claims := payload("sub", quoted(request().Person), "", quoted(request().Person))
	check := checkOf(t, ciba.CheckPerson, request(), "", claims)
	if check.Result != ciba.Fail || !check.Required || check.Expected != ciba.Word(ciba.WordNoPersonClaim) {
		t.Errorf("%+v", check)
	}
	for _, nobody := range []string{"", " ", "a\u200bb", strings.Repeat("a", 256)} {
		if check := checkOf(t, ciba.CheckPerson, Request{Person: nobody}, "sub", payload("sub", quoted(nobody))); check.Result != ciba.Fail || check.Expected != ciba.Word(ciba.WordMalformed) {
			t.Errorf("nobody was asked for: %+v", check)
		}
	}
}

func TestChecksOfMitIDDoNotApply(t *testing.T) {
	claims := payload("idp", `"mitid"`, "mitid.reference_text", `"x"`, "mitid.transaction_id", `"1"`, "ciba_nonce", `"n"`, "loa", `"high"`)
	for _, id := range []ciba.CheckID{ciba.CheckIdentityProvider, ciba.CheckApprovedText, ciba.CheckTransaction, ciba.CheckNonce} {
		if check := checkOf(t, id, request(), "sub", claims); check.Result != ciba.Skip || check.Required || check.Actual != ciba.Word(ciba.WordNotApplicable) {
			t.Errorf("%s: %+v", id, check)
		}
	}
}

// TestText: a provider need not say which text was approved. If it does, it must be the text sent.
func TestText(t *testing.T) {
	tests := map[string]struct {
		claim  string // JSON; "" for none
		person string
		want   ciba.Fact
		result ciba.CheckResult
	}{
		"not stated": {person: "mette", want: ciba.Word(ciba.WordNotApplicable), result: ciba.Skip},
		"the same":   {claim: `"Kode 1, \u00c5lborg"`, person: "mette", want: ciba.Word(ciba.WordSame), result: ciba.Pass},
		"the same in another form": {
			claim: `"Kode 1, A\u030alborg"`, person: "mette", want: ciba.Word(ciba.WordSame), result: ciba.Pass,
		},
		"another":                    {claim: `"Betal 100 kr."`, person: "mette", want: ciba.Literal("Betal 100 kr."), result: ciba.Fail},
		"another of another person":  {claim: `"Betal 100 kr."`, person: "helle", want: ciba.Word(ciba.WordDifferent), result: ciba.Fail},
		"the same of another person": {claim: `"Kode 1, Ålborg"`, person: "helle", want: ciba.Word(ciba.WordSame), result: ciba.Pass},
		"an invisible character more": {
			claim: `"Kode 1,\u200b Ålborg"`, person: "mette", want: ciba.Word(ciba.WordDifferent), result: ciba.Fail,
		},
		"nothing that can be seen": {claim: `"\u200b"`, person: "mette", want: ciba.Word(ciba.WordDifferent), result: ciba.Fail},
		"empty":                    {claim: `""`, person: "mette", want: ciba.Word(ciba.WordMalformed), result: ciba.Fail},
		"null":                     {claim: `null`, person: "mette", want: ciba.Word(ciba.WordMalformed), result: ciba.Fail},
		"a list": {
			claim: `["Kode 1, Ålborg"]`, person: "mette", want: ciba.Word(ciba.WordMalformed), result: ciba.Fail,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			claims := payload("sub", quoted(test.person))
			if test.claim != "" {
				claims = payload("sub", quoted(test.person), "binding_message", test.claim)
			}
			check := checkOf(t, ciba.CheckApprovedText, Request{Person: "mette", Text: "Kode 1, Ålborg"}, "sub", claims)
			if check.Actual != test.want || check.Result != test.result || check.Required == (test.result == ciba.Skip) {
				t.Errorf("%+v", check)
			}
		})
	}
}

// TestClassIsInformation: acr_values is only a preference, so acr never prevents a verification.
func TestClassIsInformation(t *testing.T) {
	asked := []string{"urn:a:2", "urn:a:1"}
	tests := map[string]struct {
		asked  []string
		claims ciba.Claims
		result ciba.CheckResult
		actual ciba.Fact
	}{
		"one of them": {asked: asked, claims: payload("acr", `"urn:a:1"`), result: ciba.Pass, actual: ciba.Literal("urn:a:1")},
		"another":     {asked: asked, claims: payload("acr", `"0"`), result: ciba.Skip, actual: ciba.Literal("0")},
		"one that looks alike": {
			asked: asked, claims: payload("acr", `"urn:a:\u200b1"`), result: ciba.Skip, actual: ciba.Word(ciba.WordDifferent),
		},
		"none":            {asked: asked, claims: payload(), result: ciba.Skip, actual: ciba.Word(ciba.WordNotStated)},
		"of another type": {asked: asked, claims: payload("acr", `1`), result: ciba.Skip, actual: ciba.Word(ciba.WordMalformed)},
		"not asked for":   {claims: payload("acr", `"2"`), result: ciba.Skip, actual: ciba.Literal("2")},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := request()
			r.ACRValues = test.asked
			if check := checkOf(t, ciba.CheckAssurance, r, "sub", test.claims); check.Result != test.result || check.Required || check.Actual != test.actual {
				t.Errorf("%+v", check)
			}
		})
	}
}

func TestName(t *testing.T) {
	for claim, want := range map[string]string{
		`"Mette Holm"`: "Mette Holm", `"\u202eMette\u0000 "`: "Mette", `7`: "", `""`: "", `" "`: "", `"\u200b"`: "",
	} {
		if got := Name(payload("name", claim)); got != want {
			t.Errorf("%s is read as %q", claim, got)
		}
	}
	if got := Name(payload("name", quoted(strings.Repeat("a", 1000)))); len([]rune(got)) > 201 {
		t.Errorf("a name of %d characters", len(got))
	}
}
