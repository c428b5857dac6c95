package kit

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Mode says whether a [Theme] is light or dark, and how much its colours differ.
type Mode int

// The modes. System follows the window system. HighContrast does so as well, in colours of high
// contrast: text of 7:1, borders of 4.5:1, also around what usually has none.
const (
	System Mode = iota
	Light
	Dark
	HighContrast
)

// The names of the colours. The widgets look them up in the theme when they are drawn.
const (
	ColorGround       fyne.ThemeColorName = "ringback.ground"       // the window
	ColorCard         fyne.ThemeColorName = "ringback.card"         // cards, bars and the request
	ColorField        fyne.ThemeColorName = "ringback.field"        // fields, quiet buttons
	ColorFieldBorder  fyne.ThemeColorName = "ringback.fieldBorder"  // 3:1 or more on every ground
	ColorEdge         fyne.ThemeColorName = "ringback.edge"         // around buttons; usually transparent
	ColorLine         fyne.ThemeColorName = "ringback.line"         // dividing lines
	ColorInk          fyne.ThemeColorName = "ringback.ink"          // text
	ColorSoft         fyne.ThemeColorName = "ringback.soft"         // secondary text
	ColorAccent       fyne.ThemeColorName = "ringback.accent"       // the one accent
	ColorOnAccent     fyne.ThemeColorName = "ringback.onAccent"     // text on the accent
	ColorOnAccentSoft fyne.ThemeColorName = "ringback.onAccentSoft" // secondary text on the accent
	ColorAccentPale   fyne.ThemeColorName = "ringback.accentPale"   // a disabled primary button
	ColorOnAccentPale fyne.ThemeColorName = "ringback.onAccentPale" // text on that
	ColorProblem      fyne.ThemeColorName = toneText + ToneRefused  // an invalid field
)

// The text sizes, in dp. One for reading, one for headings, one for the state.
const (
	SizeText                       = theme.SizeNameText           // 15
	SizeSmall                      = theme.SizeNameCaptionText    // 13: captions, counters
	SizeRow     fyne.ThemeSizeName = "ringback.row"               // 14: rows of tables and lists
	SizeHeading                    = theme.SizeNameSubHeadingText // 17
	SizeTitle                      = theme.SizeNameHeadingText    // 20: the question on the phone
	SizeSay     fyne.ThemeSizeName = "ringback.say"               // 17: what to say on the phone
	SizeCode    fyne.ThemeSizeName = "ringback.code"              // 25: the check code in it
	SizeState   fyne.ThemeSizeName = "ringback.state"             // 34: the state word
	sizeUnit    fyne.ThemeSizeName = "ringback.unit"              // 1 dp of the pictures
	sizeTile    fyne.ThemeSizeName = "ringback.tile"              // 64
	sizeFactor  fyne.ThemeSizeName = "ringback.factor"            // the text size, 1 for 100 %
)

// Theme is the look of the window: colours, sizes of type and distances. It is immutable.
type Theme struct {
	mode       Mode
	presenting bool
	// factor is by how much everything is larger at the user's text size: 1 at 100 %, 0 in a
	// presentation, which has its own sizes
	factor      float32
	light, dark palette
	base        fyne.Theme
	faces       typefaces
}

var _ fyne.Theme = (*Theme)(nil)

// NewTheme returns the look in a mode.
func NewTheme(mode Mode) *Theme {
	base := theme.DefaultTheme()
	faces := typefaces{
		bold: newTypeface(base.Font(fyne.TextStyle{Bold: true})),
		mono: newTypeface(base.Font(fyne.TextStyle{Monospace: true})),
	}
	t := &Theme{mode: mode, factor: 1, light: lightPalette(), dark: darkPalette(), base: base, faces: faces}
	if mode == HighContrast {
		t.light, t.dark = lightContrastPalette(), darkContrastPalette()
	}
	return t
}

// Enlarged returns the same look at a text size: everything larger by a factor, which may be below
// 1.
func (t *Theme) Enlarged(factor float32) *Theme {
	larger := *t
	larger.factor = factor
	return &larger
}

// TextFactor returns how much larger the current look is than at a text size of 100 %. In a
// presentation, which fills its screen anyway, it is 1.
func TextFactor() float32 {
	if factor := currentLook().size(sizeFactor); factor > 0 {
		return factor
	}
	return 1 // also in a foreign theme
}

// Presenting returns the same look for a big screen: everything larger by 1.6, the state by 2,
// whatever the text size.
func (t *Theme) Presenting() *Theme {
	larger := *t
	larger.presenting, larger.factor = true, 0
	return &larger
}

// IsDark reports whether the theme is dark if the window system asks for variant.
func (t *Theme) IsDark(variant fyne.ThemeVariant) bool {
	switch t.mode {
	case Light:
		return false
	case Dark:
		return true
	}
	return variant == theme.VariantDark
}

// Color returns the colour of a name: one of ours, one of a tone, or one of Fyne's own.
func (t *Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	p, fallback := t.light, theme.VariantLight
	if t.IsDark(variant) {
		p, fallback = t.dark, theme.VariantDark
	}
	if own, ok := p.own(name); ok {
		return own
	}
	if fynes, ok := p.fynes(name); ok {
		return fynes
	}
	return t.base.Color(name, fallback)
}

// own returns the colour of one of our names.
func (p palette) own(name fyne.ThemeColorName) (color.Color, bool) {
	if tone, ok := strings.CutPrefix(string(name), toneText); ok {
		return p.tones[tone].text, true
	}
	if tone, ok := strings.CutPrefix(string(name), toneGround); ok {
		return p.tones[tone].ground, true
	}
	switch name {
	case ColorGround:
		return p.ground, true
	case ColorCard:
		return p.card, true
	case ColorField:
		return p.field, true
	case ColorFieldBorder:
		return p.fieldBorder, true
	case ColorEdge:
		return p.edge, true
	case ColorLine:
		return p.line, true
	case ColorInk:
		return p.ink, true
	case ColorSoft:
		return p.soft, true
	case ColorAccent:
		return p.accent, true
	case ColorOnAccent:
		return p.onAccent, true
	case ColorOnAccentSoft:
		return mix(p.onAccent, p.accent, 0.92), true
	case ColorAccentPale:
		return mix(p.accent, p.card, 0.16), true
	case ColorOnAccentPale:
		return mix(p.ink, p.soft, 0.35), true
	}
	return nil, false
}

// fynes returns the colour of one of Fyne's names, for its dialogs, menus and scroll bars.
func (p palette) fynes(name fyne.ThemeColorName) (color.Color, bool) {
	switch name {
	case theme.ColorNameBackground:
		return p.ground, true
	case theme.ColorNameForeground:
		return p.ink, true
	case theme.ColorNameButton, theme.ColorNameInputBackground, theme.ColorNameDisabledButton, theme.ColorNameHeaderBackground:
		return p.field, true
	case theme.ColorNameInputBorder:
		return p.fieldBorder, true
	case theme.ColorNamePrimary, theme.ColorNameHyperlink:
		return p.accent, true
	case theme.ColorNameForegroundOnPrimary:
		return p.onAccent, true
	case theme.ColorNameFocus:
		return withAlpha(p.accent, 0x33), true
	case theme.ColorNameSelection:
		return mix(p.accent, p.card, 0.16), true
	case theme.ColorNameHover:
		return withAlpha(p.ink, 0x0F), true
	case theme.ColorNamePressed:
		return withAlpha(p.ink, 0x1F), true
	case theme.ColorNameSeparator:
		return p.line, true
	case theme.ColorNameDisabled, theme.ColorNamePlaceHolder:
		return p.soft, true
	case theme.ColorNameMenuBackground:
		return p.menu, true
	case theme.ColorNameOverlayBackground, theme.ColorNameInnerWindowBorder, theme.ColorNameInnerWindowBorderInactive:
		return p.card, true
	case theme.ColorNameScrollBar:
		return withAlpha(p.fieldBorder, 0xCC), true
	case theme.ColorNameScrollBarBackground:
		return color.NRGBA{}, true
	case theme.ColorNameShadow:
		return color.NRGBA{A: 0x40}, true
	case theme.ColorNameError:
		return p.tones[ToneRefused].text, true
	case theme.ColorNameWarning:
		return p.tones[ToneWaiting].text, true
	case theme.ColorNameSuccess:
		// Fyne's ticks of valid fields would be green, and only the outcome verified is green.
		return p.ink, true
	case theme.ColorNameForegroundOnError, theme.ColorNameForegroundOnWarning, theme.ColorNameForegroundOnSuccess:
		return p.card, true
	}
	return nil, false
}

func withAlpha(c color.NRGBA, alpha uint8) color.NRGBA {
	c.A = alpha
	return c
}

// Size returns the size of a name, in dp: one of ours or one of Fyne's own.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case sizeFactor:
		return t.factor
	case theme.SizeNameSeparatorThickness, theme.SizeNameInputBorder:
		return t.base.Size(name) // lines are as thin at every text size
	}
	if t.presenting {
		return t.presented(name)
	}
	if own, ok := sizes(name); ok {
		return own * t.factor
	}
	return t.base.Size(name) * t.factor
}

// presented returns the size of a name in presentations.
func (t *Theme) presented(name fyne.ThemeSizeName) float32 {
	switch name {
	case SizeState:
		return 70
	case SizeCode:
		return 56
	case SizeSay:
		return 32
	case sizeTile:
		return 112
	}
	if own, ok := sizes(name); ok {
		return own * 1.6
	}
	return t.base.Size(name)
}

// sizes returns the size of a name outside presentations, in dp.
func sizes(name fyne.ThemeSizeName) (float32, bool) {
	switch name {
	case sizeUnit:
		return 1, true
	case SizeState:
		return 34, true
	case SizeCode:
		return 25, true
	case SizeSay:
		return 17, true
	case sizeTile:
		return 64, true
	case SizeText:
		return 15, true
	case SizeSmall:
		return 13, true
	case SizeRow:
		return 14, true
	case SizeHeading:
		return 17, true
	case SizeTitle:
		return 20, true
	case theme.SizeNameModalBlurRadius:
		// Software OpenGL takes a second for each blurred frame.
		return 0, true
	case theme.SizeNamePadding, theme.SizeNameLineSpacing:
		return 4, true
	case theme.SizeNameInnerPadding:
		return 10, true
	case theme.SizeNameInputRadius, theme.SizeNameButtonRadius, theme.SizeNameMenuRadius:
		return 8, true
	case theme.SizeNameCardRadius, theme.SizeNameDialogRadius, theme.SizeNamePopupRadius:
		return 12, true
	}
	return 0, false
}

// Font returns Fyne's bundled font. The style for symbols draws monospaced texts: see fontOf.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	if style == (fyne.TextStyle{Symbol: true}) {
		style = fyne.TextStyle{Monospace: true}
	}
	return t.base.Font(style)
}

func (t *Theme) typefaces() typefaces { return t.faces }

// Icon returns Fyne's own icon, for its dialogs; the window's symbols come from the assets.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return t.base.Icon(name) }
