package ciba

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes foreign text harmless to show. It drops control, bidirectional, invisible and
// unassigned characters, turns line breaks into blanks, and ends a text longer than limit runes
// with an ellipsis. It is for showing only: compare the text itself, never the cleaned one.
func Clean(text string, limit int) string {
	if len(text) <= limit && isPlain(text) {
		return text // as nearly all are
	}
	var b strings.Builder
	n := 0
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		text = text[size:]
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == '\u2028' || r == '\u2029':
			r = ' '
		case Invisible(r) || !unicode.IsGraphic(r):
			continue // not graphic, or unassigned
		}
		if n == limit {
			b.WriteRune('…')
			break
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}

// isPlain reports whether a text has only visible ASCII and blanks.
func isPlain[T ~string | ~[]byte](text T) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// Invisible reports whether r can't be seen or changes the direction of the text around it:
// control, format (bidirectional overrides, zero-width), private use, surrogate. A variation
// selector counts as visible, since it changes the emoji before it.
func Invisible(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs) || r == '\u115f' || r == '\u1160' || r == '\u3164' || r == '\uffa0' || r == '\u034f'
}
