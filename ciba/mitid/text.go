package mitid

import "ringback/ciba"

// MaxText is the longest reference text, in UTF-16 units. MitID documents 130 characters
// without a unit. UTF-16 units count an emoji as two, so a text within this limit is within it by
// any other count.
const MaxText = 130

// CheckText reports why a normalized text can't be sent: empty, longer than [MaxText], or with
// a line break or an invisible character (control, direction override, zero-width, unassigned). A
// text is rejected, never cut or cleaned: the operator must know what the person will read. The
// zero-width joiner is rejected even between emoji; the variation selectors U+FE0E and U+FE0F are
// accepted only after an emoji. The error is a [ciba.FieldError].
func CheckText(text string) error {
	if text == "" {
		return ciba.FieldError{Field: FieldText, Problem: ciba.ProblemEmpty}
	}
	return ciba.CheckText(FieldText, text, MaxText)
}
