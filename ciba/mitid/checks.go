package mitid

import (
	"encoding/base64"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"ringback/ciba"
)

// NoncePolicy says how ciba_nonce is used. The zero value is [NonceOff].
type NoncePolicy string

// The policies. It isn't documented where the broker returns ciba_nonce, so sending and requiring
// it are separate.
const (
	NonceOff     NoncePolicy = "off"     // not sent, not checked
	NonceSend    NoncePolicy = "send"    // a returned one must be ours; a missing one is only shown
	NonceRequire NoncePolicy = "require" // must be returned
)

// Options are the requirements of an environment for the claims.
type Options struct {
	Nonce       NoncePolicy // an unknown one counts as [NonceRequire]
	RequiredLoA string      // see [ParseLoA]; "" for none. No token reaches one that can't be read
}

// Checks returns the checks that MitID adds for a request, in the order of [ciba.CheckOrder]:
// identity provider, person, reference text, transaction, nonce, assurance. The request may be as
// typed; it is compared as it is sent, see [Request.Canonical].
//
// If another person approved, the facts contain nothing of that person's claims. The person of a
// request by CPR can stay open, for [Match] to decide.
func Checks(r Request, o Options) func(ciba.Claims) []ciba.Check {
	r = r.Canonical()
	return func(claims ciba.Claims) []ciba.Check {
		person := r.checkApprover(claims)
		return []ciba.Check{
			checkIdentityProvider(claims),
			person,
			checkText(r.Text, claims, person.Result == ciba.Pass),
			checkTransaction(claims),
			checkNonce(r.Nonce, o.Nonce, claims),
			checkAssurance(o.RequiredLoA, claims),
		}
	}
}

// checkApprover checks the person. One asked by CPR never passes here, even if the token states the
// number: that counts only after everything else passed, which [Match] waits for.
func (r Request) checkApprover(claims ciba.Claims) ciba.Check {
	if !r.ByCPR {
		return checkPerson(r.UUID, claims)
	}
	check := checkCPR(r.CPR, claims)
	if check.Result == ciba.Pass {
		return open(check, ciba.WordNotAsked)
	}
	return check
}

func checkIdentityProvider(claims ciba.Claims) ciba.Check {
	check := required(ciba.CheckIdentityProvider, ciba.Literal(identityProvider))
	switch idp, fault := nonEmpty(claims, claimIDP); {
	case fault != "":
		return failed(check, ciba.Word(fault))
	case idp != identityProvider:
		return failed(check, literalOr(idp, identityProvider, ciba.WordDifferent))
	default:
		return passed(check, ciba.Literal(idp))
	}
}

func checkPerson(asked string, claims ciba.Claims) ciba.Check {
	check := required(ciba.CheckPerson, ciba.Literal(asked))
	canonical, err := ParseUUID(asked)
	if err != nil {
		// No person was asked for, so none can match: fail closed.
		check.Expected = ciba.Word(ciba.WordMalformed)
		return failed(check, ciba.Word(ciba.WordUnverified))
	}
	claim, fault := nonEmpty(claims, claimUUID)
	if fault != "" {
		return failed(check, ciba.Word(fault))
	}
	switch id, readable := readUUID(claim); {
	case !readable:
		return failed(check, ciba.Word(ciba.WordMalformed))
	case id != uuid.MustParse(canonical):
		return failed(check, ciba.Word(ciba.WordSomeoneElse))
	default:
		return passed(check, ciba.Word(ciba.WordSame))
	}
}

// checkText compares the approved text with the text sent. A different text is shown only if the
// requested person approved it.
func checkText(sent string, claims ciba.Claims, personPassed bool) ciba.Check {
	check := required(ciba.CheckApprovedText, ciba.Literal(sent))
	if sent == "" {
		check.Expected = ciba.Word(ciba.WordMalformed)
		return failed(check, ciba.Word(ciba.WordUnverified))
	}
	text, fault := nonEmpty(claims, claimText)
	switch {
	case fault != "":
		return failed(check, ciba.Word(fault))
	case sameText(text, sent):
		return passed(check, ciba.Word(ciba.WordSame))
	case isBase64Of(text, sent):
		return passed(check, ciba.Word(ciba.WordSameBase64))
	case personPassed:
		return failed(check, literalOr(text, sent, ciba.WordDifferent))
	default:
		return failed(check, ciba.Word(ciba.WordDifferent))
	}
}

func sameText(a, b string) bool { return norm.NFC.String(a) == norm.NFC.String(b) }

// isBase64Of reports whether encoded is the standard Base64, with padding, of the text. It encodes
// the text instead of decoding, since the decoder ignores line breaks and trailing bits.
func isBase64Of(encoded, text string) bool {
	raw, err := base64.StdEncoding.DecodeString(encoded)
	return err == nil && base64.StdEncoding.EncodeToString(raw) == encoded && sameText(string(raw), text)
}

// checkTransaction compares the two claims that hold MitID's transaction id. If one of them is
// missing, nothing contradicts the other.
func checkTransaction(claims ciba.Claims) ciba.Check {
	check := required(ciba.CheckTransaction, ciba.Word(ciba.WordSame))
	ours, oursFault := nonEmpty(claims, claimTransactionID)
	theirs, theirsFault := nonEmpty(claims, claimIDPTransactionID)
	switch {
	case oursFault == ciba.WordMalformed || theirsFault == ciba.WordMalformed:
		return failed(check, ciba.Word(ciba.WordMalformed))
	case oursFault == ciba.WordAbsent || theirsFault == ciba.WordAbsent:
		return passed(check, ciba.Word(ciba.WordNotStated))
	case ours != theirs:
		return failed(check, ciba.Word(ciba.WordDifferent))
	default:
		return passed(check, ciba.Word(ciba.WordSame))
	}
}

// checkNonce checks both claims in which ciba_nonce may be returned; each one present must be ours.
func checkNonce(sent string, policy NoncePolicy, claims ciba.Claims) ciba.Check {
	returned := claims.Has(claimCIBANonce) || claims.Has(claimNonce)
	if policy == NonceOff || policy == "" {
		actual := ciba.WordAbsent
		if returned {
			actual = ciba.WordPresent
		}
		return skipped(ciba.CheckNonce, ciba.Word(ciba.WordNotRequired), ciba.Word(actual))
	}
	check := required(ciba.CheckNonce, ciba.Literal(sent))
	if sent == "" {
		check.Expected = ciba.Word(ciba.WordMalformed)
	}
	switch {
	case !returned && policy == NonceSend:
		return skipped(ciba.CheckNonce, check.Expected, ciba.Word(ciba.WordNotStated))
	case !returned:
		return failed(check, ciba.Word(ciba.WordAbsent))
	}
	for _, name := range []string{claimCIBANonce, claimNonce} {
		switch nonce, fault := nonEmpty(claims, name); {
		case fault == ciba.WordMalformed:
			return failed(check, ciba.Word(ciba.WordMalformed))
		case fault == "" && sent == "": // the fault is ours
			return failed(check, ciba.Word(ciba.WordUnverified))
		case fault == "" && nonce != sent:
			return failed(check, ciba.Word(ciba.WordDifferent))
		}
	}
	return passed(check, ciba.Word(ciba.WordSame))
}

func required(id ciba.CheckID, expected ciba.Fact) ciba.Check {
	return ciba.Check{ID: id, Result: ciba.Fail, Required: true, Expected: expected}
}

func passed(check ciba.Check, actual ciba.Fact) ciba.Check {
	check.Result, check.Actual = ciba.Pass, actual
	return check
}

func failed(check ciba.Check, actual ciba.Fact) ciba.Check {
	check.Result, check.Actual = ciba.Fail, actual
	return check
}

func skipped(id ciba.CheckID, expected, actual ciba.Fact) ciba.Check {
	return ciba.Check{ID: id, Result: ciba.Skip, Expected: expected, Actual: actual}
}

// literalOr returns foreign text as a fact, or the word if the cleaned text is empty or looks like
// the expected one.
func literalOr(text, expected, word string) ciba.Fact {
	shown := ciba.Literal(text)
	if looks := ciba.NormalizeText(shown.Text); looks == "" || looks == ciba.NormalizeText(expected) {
		return ciba.Word(word)
	}
	return shown
}
