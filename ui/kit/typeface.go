package kit

import (
	"fyne.io/fyne/v2"
	"golang.org/x/image/font/sfnt"
)

// typeface is a font that draws texts by itself.
//
// Fyne keeps fonts for each text style, and with each the fonts that it falls back on: its emoji
// font alone takes 5 MB of memory, again for every style. A text with a source of its own takes one
// font and falls back on nothing. The two look the same where the font has every letter of the
// text, so only other texts are left to Fyne.
type typeface struct {
	source fyne.Resource
	glyphs *sfnt.Font   // nil if the font can't be read
	buffer *sfnt.Buffer // of the goroutine that draws
}

func newTypeface(source fyne.Resource) typeface {
	glyphs, err := sfnt.Parse(source.Content())
	if err != nil {
		return typeface{}
	}
	return typeface{source, glyphs, new(sfnt.Buffer)}
}

// has reports whether the font has every letter of a text. Tabs and other control characters count
// as missing: Fyne doesn't draw them as letters.
func (t typeface) has(text string) bool {
	if t.glyphs == nil {
		return false
	}
	for _, r := range text {
		if r < ' ' {
			return false
		}
		if glyph, err := t.glyphs.GlyphIndex(t.buffer, r); err != nil || glyph == 0 {
			return false
		}
	}
	return true
}

// typefaces are the fonts of the styles other than the regular one, which Fyne's own widgets use
// anyway.
type typefaces struct{ bold, mono typeface }

// currentTypefaces returns the fonts of the current theme; the zero value if it isn't ours.
func currentTypefaces() typefaces {
	theme, ok := fyne.CurrentApp().Settings().Theme().(interface{ typefaces() typefaces })
	if !ok {
		return typefaces{}
	}
	return theme.typefaces()
}

// fontOf returns how a text in a style is drawn with one font: the style for it and, if that isn't
// enough, the font. A text with letters that the font lacks stays as it is.
//
// For the style for symbols Fyne keeps no emoji font, so [Theme.Font] has the monospaced font for
// it. Entries need it, because their texts have no source, and two ways would load the font twice.
func fontOf(text string, style fyne.TextStyle) (fyne.TextStyle, fyne.Resource) {
	faces := currentTypefaces()
	switch {
	case style == fyne.TextStyle{Bold: true} && faces.bold.has(text):
		return style, faces.bold.source
	case style == fyne.TextStyle{Monospace: true} && faces.mono.has(text):
		return fyne.TextStyle{Symbol: true}, nil
	}
	return style, nil
}
