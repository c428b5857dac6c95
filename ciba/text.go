package ciba

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// NormalizeText returns what was typed in the form in which it is sent: Unicode normalization form
// C, without leading and trailing blanks, and with every run of blanks as one U+0020. A blank is
// any Unicode space separator (category Zs). Tabs and line breaks are not blanks: they stay, and
// [CheckText] reports them.
func NormalizeText(typed string) string {
	return strings.Join(strings.FieldsFunc(norm.NFC.String(typed), IsBlank), " ")
}

// IsBlank reports whether r is a blank of [NormalizeText].
func IsBlank(r rune) bool { return unicode.Is(unicode.Zs, r) }

// TextUnits returns the length of a text in UTF-16 units, which count an emoji as two. No other
// usual count of characters is larger.
func TextUnits(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// problemIn returns the problem of the first character that isn't visible as what it is:
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
			// Its look and normalization are unknown.
			return ProblemUnassigned
		}
	}
	return ""
}

// CheckText reports why a text for people can't be sent: a line break, an invisible or unknown
// character, or more than limit UTF-16 units. The error is a [FieldError] with the given field. An
// empty text is fine; the caller decides whether one is required.
func CheckText(field, text string, limit int) error {
	if problem := problemIn(text); problem != "" {
		return FieldError{Field: field, Problem: problem}
	}
	if TextUnits(text) > limit {
		return FieldError{Field: field, Problem: ProblemTooLong, Limit: limit}
	}
	return nil
}

// brailleBlank is a symbol to Unicode, but looks like a gap.
const brailleBlank = '\u2800'

func isLineBreak(r rune) bool {
	switch r {
	case '\n', '\v', '\f', '\r', '\u0085', '\u2028', '\u2029':
		return true
	}
	return false
}

// selectsEmoji reports whether the variation selector at i follows a character that can be an emoji
// (Unicode Technical Standard #51 §2.3). After a letter it would be an invisible difference between
// two texts.
func selectsEmoji(runes []rune, i int) bool {
	if i == 0 {
		return false
	}
	switch base := runes[i-1]; {
	case base == '©' || base == '®':
		return true
	case base == '\u203c' || base == '\u2049' || base == 'ℹ' || base == '〰':
		return true // emoji, but punctuation or letters to Unicode
	case strings.ContainsRune("0123456789#*", base):
		return i+1 < len(runes) && runes[i+1] == '\u20e3' // keycap
	default:
		return base > '\u203c' && unicode.IsSymbol(base)
	}
}
