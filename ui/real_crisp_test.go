//go:build realparts && linux

package ui_test

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"testing"
)

// TestRealBordersAreCrisp measures the borders of fields in pictures of the window, at each scale
// that a screen can have: 3:1 or more to the field and to the card that it lies on, 4.5:1 in high
// contrast, where buttons have borders as well.
func TestRealBordersAreCrisp(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 2600, 1640)
	for _, theme := range []struct {
		name        string
		card, field color.RGBA
		least       float64
	}{
		{name: "light", least: 3, card: color.RGBA{0xFF, 0xFF, 0xFF, 0xFF}, field: color.RGBA{0xF1, 0xF3, 0xF6, 0xFF}},
		{name: "dark", least: 3, card: color.RGBA{0x1C, 0x22, 0x2B, 0xFF}, field: color.RGBA{0x25, 0x2D, 0x38, 0xFF}},
		{name: "contrast", least: 4.5, card: color.RGBA{0x0E, 0x12, 0x17, 0xFF}, field: color.RGBA{0x15, 0x1B, 0x22, 0xFF}},
	} {
		s.settings(fmt.Sprintf("theme = %q\n", theme.name))
		for _, scale := range []string{"1", "1.3", "1.5", "2"} {
			s.env = append(s.env, "FYNE_SCALE="+scale)
			p := s.open()
			p.startsFrom(theme.card)
			picture := p.picture()
			borders := bordersDown(picture, xOfFields(scale), theme.card, theme.field)
			if len(borders) < 2 {
				t.Errorf("%s at %s: found no field", theme.name, scale)
			}
			for _, contrast := range borders {
				if contrast < theme.least {
					t.Errorf("%s at %s: borders have contrasts of %.2f", theme.name, scale, borders)
					break
				}
			}
			if t.Failed() {
				p.keep(p.window, "crisp-"+theme.name+"-"+scale)
			}
			p.shut()
		}
	}
}

// startsFrom waits until the window is drawn: its upper left corner is a bar, in the colour of a
// card.
func (p *program) startsFrom(card color.RGBA) {
	p.t.Helper()
	until(p.t, "a drawn window", func() bool { return isOneOf(p.picture().At(4, 4), []color.RGBA{card}) })
}

// xOfFields is within the fields of the form, and left of their texts.
func xOfFields(scale string) int {
	var factor float64
	_, _ = fmt.Sscan(scale, &factor)
	return int(30 * factor)
}

// bordersDown goes down a column of pixels and returns the contrast of each line between a card and
// a field: of the pixel that has the most, to the nearer of the two colours. What lies on a card
// without a line is no field.
func bordersDown(img image.Image, x int, card, field color.RGBA) []float64 {
	var found []float64
	var between []color.Color
	last := color.RGBA{}
	for y := range img.Bounds().Dy() {
		c := img.At(x, y)
		var now color.RGBA
		switch {
		case isOneOf(c, []color.RGBA{card}):
			now = card
		case isOneOf(c, []color.RGBA{field}):
			now = field
		default:
			between = append(between, c)
			continue
		}
		if last.A > 0 && now != last && len(between) > 0 && len(between) <= 6 {
			best := 0.0
			for _, line := range between {
				best = max(best, min(contrast(line, card), contrast(line, field)))
			}
			found = append(found, best)
		}
		last, between = now, nil
	}
	return found
}

// contrast is the contrast ratio of WCAG 2.2.
func contrast(a, b color.Color) float64 {
	one, other := luminance(a), luminance(b)
	return (max(one, other) + 0.05) / (min(one, other) + 0.05)
}

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(channel uint32) float64 {
		s := float64(channel) / 0xFFFF
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}
