package generic

import (
	"errors"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"ringback/ciba"
)

// Checks returns this profile's checks for a request, in the order of [ciba.CheckOrder].
// personClaim is the claim that must be the person, as the environment names it; without one the
// person check always fails.
//
// The claim must be a JSON string that equals the canonical person code point by code point. It is
// compared without case folding, trimming or normalization (OpenID Connect Core 1.0 §14); only the
// typed text is normalized, see [CanonicalPerson].
//
// A provider need not say which text was approved. If it states a binding_message, that must be the
// text sent, after Unicode normalization form C. A different text is shown only if the requested
// person approved it.
//
// The checks of MitID are skipped with the word for not applicable. The authentication context
// class is shown under assurance as information: acr_values is only a preference (OpenID Connect
// Core 1.0 §3.1.2.1), so a token with another class isn't wrong.
//
// If another person approved, the facts don't say who.
func Checks(r Request, personClaim string) func(ciba.Claims) []ciba.Check {
	r = r.Canonical()
	return func(claims ciba.Claims) []ciba.Check {
		person := checkClaim(r.Person, personClaim, claims)
		return []ciba.Check{
			inapplicable(ciba.CheckIdentityProvider),
			person,
			checkApprovedText(r.Text, claims, person.Result == ciba.Pass),
			inapplicable(ciba.CheckTransaction),
			inapplicable(ciba.CheckNonce),
			checkACR(r.ACRValues, claims),
		}
	}
}

func inapplicable(id ciba.CheckID) ciba.Check {
	return ciba.Check{ID: id, Result: ciba.Skip, Actual: ciba.Word(ciba.WordNotApplicable)}
}

// checkClaim is the person check. It fails unless everything is as required.
func checkClaim(person, name string, claims ciba.Claims) ciba.Check {
	check := ciba.Check{ID: ciba.CheckPerson, Required: true, Result: ciba.Fail, Expected: ciba.Literal(person)}
	switch {
	case name == "":
		check.Expected, check.Actual = ciba.Word(ciba.WordNoPersonClaim), ciba.Word(ciba.WordUnverified)
		return check
	case checkPerson(person) != nil: // no person was asked for, so none can match
		check.Expected, check.Actual = ciba.Word(ciba.WordMalformed), ciba.Word(ciba.WordUnverified)
		return check
	}
	switch value, err := claims.String(name); {
	case errors.Is(err, ciba.ErrClaimAbsent):
		check.Actual = ciba.Word(ciba.WordAbsent)
	case err != nil || value == "":
		check.Actual = ciba.Word(ciba.WordMalformed)
	case value != person:
		check.Actual = ciba.Word(ciba.WordSomeoneElse)
	default:
		check.Result, check.Actual = ciba.Pass, ciba.Word(ciba.WordSame)
	}
	return check
}

// claimMessage is the claim in which some providers repeat the approved text, named after the
// parameter (CIBA Core 1.0 §7.1). No specification requires it.
const claimMessage = "binding_message"

// checkApprovedText compares the approved text, if the provider states it, with the text sent.
func checkApprovedText(sent string, claims ciba.Claims, personPassed bool) ciba.Check {
	check := ciba.Check{ID: ciba.CheckApprovedText, Result: ciba.Skip, Expected: ciba.Literal(sent), Actual: ciba.Word(ciba.WordNotApplicable)}
	text, err := claims.String(claimMessage)
	if errors.Is(err, ciba.ErrClaimAbsent) {
		return check
	}
	check.Result, check.Required = ciba.Fail, true
	switch shown := ciba.Literal(text); {
	case err != nil || text == "":
		check.Actual = ciba.Word(ciba.WordMalformed)
	case norm.NFC.String(text) == norm.NFC.String(sent):
		check.Result, check.Actual = ciba.Pass, ciba.Word(ciba.WordSame)
	case !personPassed || looksLike(shown.Text, ""), looksLike(shown.Text, check.Expected.Text):
		check.Actual = ciba.Word(ciba.WordDifferent)
	default:
		check.Actual = shown
	}
	return check
}

// looksLike reports whether a reader would mistake one text for the other.
func looksLike(a, b string) bool { return ciba.NormalizeText(a) == ciba.NormalizeText(b) }

// checkACR shows whether the authentication context class is one of those requested. It never
// fails: see [Checks].
func checkACR(asked []string, claims ciba.Claims) ciba.Check {
	check := ciba.Check{ID: ciba.CheckAssurance, Result: ciba.Skip, Expected: ciba.Word(ciba.WordNotRequired)}
	if len(asked) > 0 {
		check.Expected = ciba.Literal(strings.Join(asked, ", "))
	}
	acr, err := claims.String("acr")
	switch shown := ciba.Literal(acr); {
	case errors.Is(err, ciba.ErrClaimAbsent):
		check.Actual = ciba.Word(ciba.WordNotStated)
	case err != nil || shown.Text == "":
		check.Actual = ciba.Word(ciba.WordMalformed)
	case slices.Contains(asked, acr):
		check.Result, check.Actual = ciba.Pass, shown
	case len(asked) > 0 && slices.Contains(asked, shown.Text): // looks like one of them, but isn't
		check.Actual = ciba.Word(ciba.WordDifferent)
	default:
		check.Actual = shown
	}
	return check
}

// Name returns the name claim (OpenID Connect Core 1.0 §5.1), cleaned, or "" if it is missing or
// unreadable. Show it only if the person check passed: otherwise it may be another person's.
func Name(claims ciba.Claims) string {
	name, err := claims.String("name")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(ciba.Clean(name, 200))
}
