package generic

import (
	"errors"
	"slices"
	"strings"

	"ringback/ciba"
)

// Checks returns the checks that this profile has for a request, in the order
// of [ciba.CheckOrder]. personClaim is the claim that must be the person, as
// the environment names it; without one the person fails, whoever approved.
//
// The claim must be a JSON string and equal the canonical person code point by
// code point: no case is folded, nothing is trimmed, and the claim isn't
// normalized (OpenID Connect Core 1.0 §14). Only what was typed is, see
// [CanonicalPerson].
//
// The checks of MitID are skipped, with the word that they don't apply. The
// class of authentication stands under assurance and is information: acr_values
// is a wish (OpenID Connect Core 1.0 §3.1.2.1), so a token without one of them
// isn't wrong.
//
// Whoever approved in the place of the person stays unnamed.
func Checks(r Request, personClaim string) func(ciba.Claims) []ciba.Check {
	r = r.Canonical()
	return func(claims ciba.Claims) []ciba.Check {
		return []ciba.Check{
			inapplicable(ciba.CheckIdentityProvider),
			checkClaim(r.Person, personClaim, claims),
			// The text went out and nothing comes back of it.
			{ID: ciba.CheckReferenceText, Result: ciba.Skip, Expected: ciba.Literal(r.Message), Actual: ciba.Word(ciba.WordNotApplicable)},
			inapplicable(ciba.CheckTransaction),
			inapplicable(ciba.CheckNonce),
			checkACR(r.ACRValues, claims),
		}
	}
}

func inapplicable(id ciba.CheckID) ciba.Check {
	return ciba.Check{ID: id, Result: ciba.Skip, Actual: ciba.Word(ciba.WordNotApplicable)}
}

// checkClaim is the person check. It fails unless everything is as it must be.
func checkClaim(person, name string, claims ciba.Claims) ciba.Check {
	check := ciba.Check{ID: ciba.CheckPerson, Required: true, Result: ciba.Fail, Expected: ciba.Literal(person)}
	switch {
	case name == "":
		check.Expected, check.Actual = ciba.Word(ciba.WordNoPersonClaim), ciba.Word(ciba.WordUnverified)
		return check
	case CheckPerson(person) != nil: // nobody was asked for, so nobody can be the one
		check.Expected, check.Actual = ciba.Word(ciba.WordMalformed), ciba.Word(ciba.WordDifferent)
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

// checkACR shows whether the class of authentication is one that was asked
// for. It never fails: see [Checks].
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
	case len(asked) > 0 && slices.Contains(asked, shown.Text): // looks like one, and isn't
		check.Actual = ciba.Word(ciba.WordDifferent)
	default:
		check.Actual = shown
	}
	return check
}

// Name returns the name claim (OpenID Connect Core 1.0 §5.1), cleaned; "" if
// there is none that can be read. Show it only if the person check passed:
// otherwise it is somebody else's.
func Name(claims ciba.Claims) string {
	name, err := claims.String("name")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(ciba.Clean(name, 200))
}
