package kit

import (
	"fmt"
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// pair is two adjacent colours, and the least contrast that they need.
type pair struct {
	over, under fyne.ThemeColorName
	least       float64
}

const (
	leastText   = 5.3 // the look's own measure for text; WCAG asks for 4.5
	leastShape  = 3.0 // borders of fields and the ring of the focus
	leastIssued = 4.5
)

func pairs() []pair {
	var all []pair
	for _, ground := range []fyne.ThemeColorName{ColorGround, ColorCard, ColorField} {
		for _, text := range []fyne.ThemeColorName{ColorInk, ColorSoft, ColorAccent} {
			least := leastText
			// The accent is for the ring and the line under a tab; as text it is only in rows, on a
			// card.
			if text == ColorAccent {
				least = leastShape
			}
			all = append(all, pair{text, ground, least})
		}
		all = append(all, pair{ColorFieldBorder, ground, leastShape})
	}
	for _, tone := range []string{ToneNeutral, ToneWaiting, ToneVerified, ToneRefused, ToneUnknown, ToneDemo, ToneTest, ToneProduction} {
		text, ground := ToneColor(tone)
		all = append(all, pair{text, ground, leastText}, pair{text, ColorCard, leastText}, pair{text, ColorGround, leastText})
	}
	return append(all,
		pair{ColorProblem, ColorField, leastText}, // the label of a Danger button
		pair{ColorOnAccent, ColorAccent, leastText},
		pair{ColorOnAccentSoft, ColorAccent, leastText},
		pair{ColorOnAccentPale, ColorAccentPale, leastText},
		pair{ColorInk, ColorAccentPale, leastText}, // rows that are all selected
		pair{ColorSoft, ColorAccentPale, leastIssued},
		pair{ColorAccent, ColorCard, leastText}, // what a row does
		pair{ColorAccent, ColorAccentPale, leastIssued},
		pair{ColorAccent, theme.ColorNameSelection, leastIssued},
		pair{ColorInk, theme.ColorNameSelection, leastText},
		pair{ColorInk, theme.ColorNameMenuBackground, leastText},
		pair{ColorSoft, theme.ColorNameMenuBackground, leastText},
		pair{ColorSoft, theme.ColorNameSelection, leastIssued},
		pair{theme.ColorNameForeground, theme.ColorNameMenuBackground, leastText},
		pair{theme.ColorNameDisabled, theme.ColorNameMenuBackground, leastText},
		pair{theme.ColorNameForeground, theme.ColorNameOverlayBackground, leastText},
		pair{theme.ColorNameForegroundOnPrimary, theme.ColorNamePrimary, leastText},
		pair{theme.ColorNameDisabled, theme.ColorNameInputBackground, leastText},
		pair{theme.ColorNamePlaceHolder, theme.ColorNameInputBackground, leastText},
		pair{theme.ColorNameError, theme.ColorNameOverlayBackground, leastText},
		pair{theme.ColorNameInputBorder, theme.ColorNameOverlayBackground, leastShape},
	)
}

func TestContrast(t *testing.T) {
	for name, mode := range map[string]Mode{"light": Light, "dark": Dark} {
		look := NewTheme(mode)
		for _, p := range pairs() {
			t.Run(fmt.Sprintf("%s/%s on %s", name, p.over, p.under), func(t *testing.T) {
				if got := Contrast(look.Color(p.over, 0), look.Color(p.under, 0)); got < p.least {
					t.Errorf("contrast is %.2f, want %.2f or more", got, p.least)
				}
			})
		}
	}
}

// In high contrast each text has 7:1, and each border 4.5:1.
func TestHighContrast(t *testing.T) {
	const leastText, leastBorder = 7, 4.5
	all := pairs()
	for _, ground := range []fyne.ThemeColorName{ColorGround, ColorCard, ColorField, ColorAccentPale} {
		all = append(all, pair{ColorEdge, ground, leastShape}, pair{ColorLine, ground, leastShape}, pair{ColorFieldBorder, ground, leastShape})
	}
	for name, variant := range map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark} {
		look := NewTheme(HighContrast)
		for _, p := range all {
			least := float64(leastText)
			if p.least == leastShape && p.over != ColorAccent {
				least = leastBorder
			}
			if got := Contrast(look.Color(p.over, variant), look.Color(p.under, variant)); got < least {
				t.Errorf("%s: %s on %s has a contrast of %.2f, want %.1f or more", name, p.over, p.under, got, least)
			}
		}
	}
}

// TestMenusStandOutInTheDark: a shadow is visible on a light card only.
func TestMenusStandOutInTheDark(t *testing.T) {
	look := NewTheme(Dark)
	for _, below := range []fyne.ThemeColorName{ColorCard, ColorGround} {
		if got := Contrast(look.Color(theme.ColorNameMenuBackground, 0), look.Color(below, 0)); got < 1.1 {
			t.Errorf("a menu above %s has a contrast of %.2f to it", below, got)
		}
	}
}

func TestContrastItself(t *testing.T) {
	for _, c := range []struct {
		a, b uint32
		want float64
	}{{b: 0xFFFFFF, want: 21}, {a: 0xFFFFFF, b: 0xFFFFFF, want: 1}, {a: 0x767676, b: 0xFFFFFF, want: 4.54}} {
		if got := Contrast(rgb(c.a), rgb(c.b)); math.Abs(got-c.want) > 0.01 {
			t.Errorf("Contrast(%06X, %06X) = %.3f, want %.2f", c.a, c.b, got, c.want)
		}
		if Contrast(rgb(c.a), rgb(c.b)) != Contrast(rgb(c.b), rgb(c.a)) {
			t.Errorf("the contrast of %06X and %06X depends on their order", c.a, c.b)
		}
	}
}

func TestModes(t *testing.T) {
	for _, c := range []struct {
		mode    Mode
		variant fyne.ThemeVariant
		want    uint32
	}{
		{mode: Light, variant: theme.VariantDark, want: 0xF7F8FA},
		{mode: Dark, variant: theme.VariantLight, want: 0x14181F},
		{mode: System, variant: theme.VariantLight, want: 0xF7F8FA},
		{mode: System, variant: theme.VariantDark, want: 0x14181F},
	} {
		if got := NewTheme(c.mode).Color(ColorGround, c.variant); got != rgb(c.want) {
			t.Errorf("mode %d, variant %d: ground is %v, want %06X", c.mode, c.variant, got, c.want)
		}
	}
}

// TestNothingIsGreenButVerified goes through every name of Fyne's and of ours.
func TestNothingIsGreenButVerified(t *testing.T) {
	names := []fyne.ThemeColorName{ColorGround, ColorCard, ColorField, ColorFieldBorder, ColorLine, ColorInk, ColorSoft, ColorAccent,
		ColorOnAccent, ColorOnAccentSoft, ColorAccentPale, ColorOnAccentPale, ColorProblem, theme.ColorNameSuccess, theme.ColorNamePrimary,
		theme.ColorNameFocus, theme.ColorNameSelection, theme.ColorNameHyperlink, theme.ColorNameWarning, theme.ColorNameError}
	for _, tone := range []string{ToneNeutral, ToneWaiting, ToneRefused, ToneUnknown, ToneDemo, ToneTest, ToneProduction, "no such tone"} {
		text, ground := ToneColor(tone)
		names = append(names, text, ground)
	}
	for _, mode := range []Mode{Light, Dark, HighContrast} {
		for _, variant := range []fyne.ThemeVariant{theme.VariantLight, theme.VariantDark} {
			for _, name := range names {
				r, g, b, _ := NewTheme(mode).Color(name, variant).RGBA()
				if g > r+0x0C00 && g > b+0x0C00 {
					t.Errorf("mode %d: %s is green", mode, name)
				}
			}
		}
	}
}

// Contrast is the contrast ratio of two opaque colours, from 1 to 21, as WCAG 2.2 defines it.
func Contrast(a, b color.Color) float64 {
	lighter, darker := luminance(a), luminance(b)
	if lighter < darker {
		lighter, darker = darker, lighter
	}
	return (lighter + 0.05) / (darker + 0.05)
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(c color.Color) float64 {
	linear := func(channel uint32) float64 {
		s := float64(channel) / 0xFFFF
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	r, g, b, _ := c.RGBA()
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}
