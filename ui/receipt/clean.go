package receipt

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/image/font/sfnt"
)

// clean returns the visible characters of a foreign text, on one line.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsGraphic(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd"))
	return strings.Join(strings.Fields(text), " ")
}

// highest is the highest character that the PDF library can write.
const highest = 0xffff

// drawable replaces what a font can't draw with its code, such as [U+1F609]: a blank box could be
// any character.
func drawable(text string, fonts ...*sfnt.Font) string {
	var b strings.Builder
	var buffer sfnt.Buffer
	for _, r := range text {
		drawn := r <= highest
		for _, font := range fonts {
			glyph, err := font.GlyphIndex(&buffer, r)
			drawn = drawn && err == nil && glyph != 0
		}
		switch {
		case drawn:
			b.WriteRune(r)
		case unicode.Is(unicode.Variation_Selector, r): // belongs to the character before it
		default:
			fmt.Fprintf(&b, "[U+%04X]", r)
		}
	}
	return b.String()
}
