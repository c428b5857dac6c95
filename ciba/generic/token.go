package generic

import (
	"regexp"

	"ringback/ciba"
)

// compact matches a JWS or a JWE in compact serialization (RFC 7515 §7.1, RFC 7516 §7.1). An
// unsecured JWS, without a signature, doesn't match: it identifies no one.
var compact = regexp.MustCompile(`^[\w-]+\.(?:[\w-]+\.[\w-]+|[\w-]*\.[\w-]+\.[\w-]+\.[\w-]+)$`)

// checkToken reports why a token without surrounding blanks can't be a hint: empty, longer than
// [MaxToken], or malformed. An id_token_hint is a compact JWS, or a JWE if the provider wants its
// own token back encrypted. The content of a login_hint_token is up to the provider (§7.1), so only
// what no token can contain is rejected: line breaks, control characters and non-ASCII characters.
// The error is a [ciba.FieldError] and contains nothing of the token.
func checkToken(hint Hint, token string) error {
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

// checkHint requires a token if the hint is one, and rejects it otherwise: it would silently not
// be sent.
func checkHint(hint Hint, token string) error {
	switch hint {
	case HintLogin:
		if token != "" {
			return ciba.FieldError{Field: FieldHintToken, Problem: ciba.ProblemUnknown}
		}
		return nil
	case HintLoginToken, HintIDToken:
		return checkToken(hint, token)
	}
	return ciba.FieldError{Field: FieldHint, Problem: ciba.ProblemUnknown}
}

// visible reports whether a text is all printable ASCII (VSCHAR of RFC 6749 appendix A).
func visible(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}
