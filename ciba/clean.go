package ciba

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes foreign text harmless to show: control, bidirectional, invisible and unassigned
// characters are dropped, line breaks become blanks, and what is longer than limit runes ends in an
// ellipsis. It is for showing only; what is compared is never cleaned first.
func Clean(text string, limit int) string {
	var b strings.Builder
	n := 0
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		text = text[size:]
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == '\u2028' || r == '\u2029':
			r = ' '
		case Invisible(r) || !unicode.IsGraphic(r):
			continue // not graphic: also unassigned
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

// Invisible reports whether r can't be seen or turns the direction of what stands beside it:
// control, format (bidirectional overrides, zero-width), private use, surrogate. A variation
// selector is visible in what it does to the emoji before it.
func Invisible(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs) || r == '\u115f' || r == '\u1160' || r == '\u3164' || r == '\uffa0' || r == '\u034f'
}
