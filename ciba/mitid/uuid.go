package mitid

import (
	"strings"
	"unicode"

	"github.com/google/uuid"

	"ringback/ciba"
)

// canonicalLength is that of 8-4-4-4-12 hexadecimal digits with their hyphens.
const canonicalLength = 36

const urnPrefix = "urn:uuid:"

// ParseUUID reads a MitID UUID as it was typed or pasted and returns it in canonical form, lower
// case (RFC 9562 §4). Blanks and line breaks anywhere, the zero-width characters that copying from
// web pages leaves behind, one pair of braces, "urn:uuid:" and capitals are cleaned away.
//
// Only 8-4-4-4-12 is accepted. Thirty-two digits without hyphens are refused: the hyphens are the
// one sign that a UUID was pasted and not some other hexadecimal value. The nil and the max UUID
// (RFC 9562 §5.9, §5.10) are refused as nobody's. The error is a [ciba.FieldError].
func ParseUUID(typed string) (string, error) {
	text := strings.Map(dropPasted, typed)
	if text == "" {
		return "", ciba.FieldError{Field: FieldPerson, Problem: ciba.ProblemEmpty}
	}
	if len(text) == canonicalLength+len("{}") && text[0] == '{' && text[len(text)-1] == '}' {
		text = text[1 : len(text)-1]
	}
	if len(text) == len(urnPrefix)+canonicalLength && strings.EqualFold(text[:len(urnPrefix)], urnPrefix) {
		text = text[len(urnPrefix):]
	}
	if len(text) != canonicalLength {
		return "", ciba.FieldError{Field: FieldPerson, Problem: ciba.ProblemMalformed}
	}
	id, err := uuid.Parse(text)
	if err != nil {
		// The cause is left out: it holds parts of what was typed.
		return "", ciba.FieldError{Field: FieldPerson, Problem: ciba.ProblemMalformed}
	}
	if id == uuid.Nil || id == uuid.Max {
		return "", ciba.FieldError{Field: FieldPerson, Problem: ciba.ProblemNil}
	}
	return id.String(), nil
}

// dropPasted maps white space and zero-width characters to nothing. A direction override stays, and
// is malformed: it would make the digits look other than they are.
func dropPasted(r rune) rune {
	if unicode.IsSpace(r) || unicode.Is(unicode.Zs, r) || r == '\u200b' || r == '\u2060' || r == '\ufeff' {
		return -1
	}
	return r
}

// sameUUID reports whether a claim names the person that was asked for. Both are compared as UUIDs,
// so that capitals, braces or missing hyphens of a provider don't raise a false alarm. readable is
// false where the claim is no UUID at all.
func sameUUID(asked uuid.UUID, claim string) (same, readable bool) {
	// uuid.Parse looks only at what is between the first and the last character of 38, whatever
	// these are.
	if len(claim) == canonicalLength+len("{}") && (claim[0] != '{' || claim[len(claim)-1] != '}') {
		return false, false
	}
	id, err := uuid.Parse(claim)
	if err != nil {
		return false, false
	}
	return id == asked, true
}
