package ciba

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// NormalizeText makes of what was typed the text that is sent: Unicode normalization form C,
// without blanks at its ends, runs of blanks as one U+0020. A blank is any Unicode space separator
// (category Zs). Tabs and line breaks are not blanks: they stay, and [CheckText] names them.
func NormalizeText(typed string) string {
	return strings.Join(strings.FieldsFunc(norm.NFC.String(typed), IsBlank), " ")
}

// IsBlank reports whether r is a blank of [NormalizeText].
func IsBlank(r rune) bool { return unicode.Is(unicode.Zs, r) }

// TextUnits counts a text in UTF-16 units, which count an emoji as two: what is within a limit so
// is within it by every other way of counting characters.
func TextUnits(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// problemIn returns the problem of the first character that doesn't show as what it is:
// [ProblemMalformed], [ProblemLineBreak], [ProblemInvisible] (control, direction override,
// zero-width) or [ProblemUnassigned]; "" if there is none.
func problemIn(text string) string {
	if !utf8.ValidString(text) {
		return ProblemMalformed
	}
	runes := []rune(text)
	for i, r := range runes {
		switch {
		case isLineBreak(r):
			return ProblemLineBreak
		case r == '\ufe0e' || r == '\ufe0f':
			if !selectsEmoji(runes, i) {
				return ProblemInvisible
			}
		case Invisible(r) || unicode.In(r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) || r == brailleBlank:
			return ProblemInvisible
		case !unicode.IsGraphic(r):
			// Nobody can say how such a character looks or is normalized.
			return ProblemUnassigned
		}
	}
	return ""
}

// CheckText reports why a text that people read can't be sent as what the field
// says: a line break, a character that can't be seen or isn't known, or more than limit UTF-16
// units. The error is a [FieldError]. Whether there must be a text is the caller's business.
func CheckText(field, text string, limit int) error {
	if problem := problemIn(text); problem != "" {
		return FieldError{Field: field, Problem: problem}
	}
	if TextUnits(text) > limit {
		return FieldError{Field: field, Problem: ProblemTooLong, Limit: limit}
	}
	return nil
}

// brailleBlank is a symbol to Unicode and a gap to the eye.
const brailleBlank = '\u2800'

func isLineBreak(r rune) bool {
	switch r {
	case '\n', '\v', '\f', '\r', '\u0085', '\u2028', '\u2029':
		return true
	}
	return false
}

// selectsEmoji reports whether the variation selector at i stands behind a character that can be an
// emoji (Unicode Technical Standard #51 §2.3): behind a letter it would be an invisible difference
// between two texts.
func selectsEmoji(runes []rune, i int) bool {
	if i == 0 {
		return false
	}
	switch base := runes[i-1]; {
	case base == '©' || base == '®':
		return true
	case base == '\u203c' || base == '\u2049' || base == 'ℹ' || base == '〰':
		return true // emoji, but punctuation or letter to Unicode
	case strings.ContainsRune("0123456789#*", base):
		return i+1 < len(runes) && runes[i+1] == '\u20e3' // keycap
	default:
		return base > '\u203c' && unicode.IsSymbol(base)
	}
}
