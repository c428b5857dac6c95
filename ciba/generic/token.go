package generic

import (
	"regexp"

	"ringback/ciba"
)

// compact is a JWS or a JWE in compact serialization (RFC 7515 §7.1, RFC 7516 §7.1). An unsecured
// one, without a signature, names nobody.
var compact = regexp.MustCompile(`^[\w-]+\.(?:[\w-]+\.[\w-]+|[\w-]*\.[\w-]+\.[\w-]+\.[\w-]+)$`)

// CheckToken reports why a token without blanks at its ends can't be a hint:
// empty, longer than [MaxToken], or not of the shape it must have. An
// id_token_hint is a compact JWS, or a JWE where the provider wants its own
// token back encrypted. A login_hint_token can be anything that a provider has
// agreed on (§7.1), so only what can't be in a token is refused: line breaks,
// control characters and whatever isn't ASCII. Whether the provider takes it,
// the provider says. The error is a [ciba.FieldError] without anything of the
// token.
func CheckToken(hint Hint, token string) error {
	switch {
	case token == "":
		return ciba.FieldError{Field: FieldHintToken, Problem: ciba.ProblemEmpty}
	case len(token) > MaxToken:
		return ciba.FieldError{Field: FieldHintToken, Problem: ciba.ProblemTooLong, Limit: MaxToken}
	case hint == HintIDToken && !compact.MatchString(token), !visible(token):
		return ciba.FieldError{Field: FieldHintToken, Problem: ciba.ProblemMalformed}
	}
	return nil
}

// checkToken asks for a token where the hint is one, and only there: what isn't sent would be left
// out unnoticed.
func checkToken(hint Hint, token string) error {
	switch hint {
	case HintLogin:
		if token != "" {
			return ciba.FieldError{Field: FieldHintToken, Problem: ciba.ProblemUnknown}
		}
		return nil
	case HintLoginToken, HintIDToken:
		return CheckToken(hint, token)
	}
	return ciba.FieldError{Field: FieldHint, Problem: ciba.ProblemUnknown}
}

// visible reports whether a text is of printable ASCII only (VSCHAR of RFC 6749 appendix A).
func visible(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}
