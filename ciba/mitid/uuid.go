package mitid

import (
	"strings"
	"unicode"

	"github.com/google/uuid"

	"ringback/ciba"
)

// canonicalLength is the length of 8-4-4-4-12 hexadecimal digits with hyphens.
const canonicalLength = 36

// uuidDigits is how many hexadecimal digits a UUID has.
const uuidDigits = 32

const urnPrefix = "urn:uuid:"

// ParseUUID reads a MitID UUID as typed or pasted and returns it in canonical form, in lower case
// (RFC 9562 §4). It removes blanks and line breaks anywhere, the zero-width characters that come
// with text copied from web pages, one pair of braces and "urn:uuid:", and accepts upper case.
//
// It accepts 8-4-4-4-12, and thirty-two digits without hyphens if no blank is between them: a
// column of telephone numbers has as many. The nil and the max UUID (RFC 9562 §5.9, §5.10) are
// rejected, since they belong to nobody. The error is a [ciba.FieldError].
func ParseUUID(typed string) (string, error) {
	text := strings.Map(dropPasted, typed)
	if text == "" {
		return "", ciba.FieldError{Field: FieldPerson, Problem: ciba.ProblemEmpty}
	}
	if len(text) > len("{}") && text[0] == '{' && text[len(text)-1] == '}' {
		text = text[1 : len(text)-1]
	}
	if len(text) == len(urnPrefix)+canonicalLength && strings.EqualFold(text[:len(urnPrefix)], urnPrefix) {
		text = text[len(urnPrefix):]
	}
	whole := len(text) == uuidDigits && strings.Contains(typed, text)
	if len(text) != canonicalLength && !whole {
		return "", ciba.FieldError{Field: FieldPerson, Problem: ciba.ProblemMalformed}
	}
	id, err := uuid.Parse(text)
	if err != nil {
		// The cause is left out: it quotes parts of what was typed.
		return "", ciba.FieldError{Field: FieldPerson, Problem: ciba.ProblemMalformed}
	}
	if id == uuid.Nil || id == uuid.Max {
		return "", ciba.FieldError{Field: FieldPerson, Problem: ciba.ProblemNil}
	}
	return id.String(), nil
}

// dropPasted removes white space and zero-width characters. A direction override stays and makes
// the UUID malformed, because it changes how the digits look.
func dropPasted(r rune) rune {
	if unicode.IsSpace(r) || unicode.Is(unicode.Zs, r) || r == '\u200b' || r == '\u2060' || r == '\ufeff' {
		return -1
	}
	return r
}

// readUUID reads a claim that must be a UUID. It accepts upper case, braces and missing hyphens,
// none of which should raise a false alarm. ok is false if the claim is no UUID at all.
func readUUID(claim string) (id uuid.UUID, ok bool) {
	// Of 38 characters, uuid.Parse ignores the first and the last.
	if len(claim) == canonicalLength+len("{}") && (claim[0] != '{' || claim[len(claim)-1] != '}') {
		return uuid.UUID{}, false
	}
	id, err := uuid.Parse(claim)
	return id, err == nil
}

// PersonUUID returns the MitID UUID of whoever approved, in canonical form; "" if the claims have
// none. Use it only if the person check passed.
func PersonUUID(claims ciba.Claims) string {
	claim, _ := nonEmpty(claims, claimUUID)
	if id, ok := readUUID(claim); ok {
		return id.String()
	}
	return ""
}
