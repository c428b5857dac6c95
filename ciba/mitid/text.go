package mitid

import "ringback/ciba"

// MaxTextUnits is the longest reference text, in UTF-16 units. MitID's limit is 130 characters and
// doesn't say of what; UTF-16 units count an emoji as two and so never pass what another way of
// counting refuses.
const MaxTextUnits = 130

// CheckText reports why a normalized text can't be sent: empty, longer than [MaxTextUnits], or with
// a line break or a character that can't be seen (control, direction override, zero-width,
// unassigned). A text is refused, never cut or cleaned: the operator must know what the person will
// read. The zero-width joiner is refused even where it joins emoji; the variation selectors U+FE0E
// and U+FE0F pass behind an emoji and nowhere else. The error is a [ciba.FieldError].
func CheckText(text string) error {
	if text == "" {
		return ciba.FieldError{Field: FieldText, Problem: ciba.ProblemEmpty}
	}
	return ciba.CheckText(FieldText, text, MaxTextUnits)
}
