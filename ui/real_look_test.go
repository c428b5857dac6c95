//go:build realparts && linux

package ui_test

import (
	"image"
	"image/color"
)

// The accent of the light and of the dark theme.
var accents = []color.RGBA{{0x1F, 0x5F, 0xA8, 0xFF}, {0x7D, 0xB2, 0xF0, 0xFF}}

// inForm reports whether a point is in the form, which is at the left.
func inForm(at, size image.Point) bool { return at.X < size.X*3/10 }

// anywhere is for what has its place by the window's size.
func anywhere(_, _ image.Point) bool { return true }

// besideForm reports whether a point is to the right of the form.
func besideForm(at, size image.Point) bool { return at.X > size.X*32/100 }

// filledButton finds a button that is filled with the accent, and returns a place in it. Above its
// words such a button is a block of rows that are each one long run of the colour.
func filledButton(img image.Image, where func(at, size image.Point) bool) (image.Point, bool) {
	return accentBlock(img, 100, 6, 100, where)
}

// underPhone reports whether a point is where the demo's scenarios are picked: below the phone,
// which is at the right.
func underPhone(at, size image.Point) bool { return at.X > size.X*3/4 && at.Y > size.Y/2 }

// hasRing reports whether a focus ring is around something wide in a place. The ring is
// anti-aliased, so no pixel needs to have exactly the accent colour.
func hasRing(img image.Image, where func(at, size image.Point) bool) bool {
	size := img.Bounds().Size()
	for y := range size.Y {
		run := 0
		for x := range size.X {
			if !where(image.Pt(x, y), size) || !resemblesOneOf(img.At(x, y), accents, 0x28) {
				run = 0
				continue
			}
			if run++; run >= 100 {
				return true
			}
		}
	}
	return false
}

// underline finds the line under the chosen tab.
func underline(img image.Image) (image.Point, bool) {
	return accentBlock(img, 30, 2, 5, besideForm)
}

// accentBlock finds a block of the accent: runs of at least length pixels in at least rows and at
// most most rows that follow each other. It returns the middle of it.
func accentBlock(img image.Image, length, rows, most int, where func(at, size image.Point) bool) (image.Point, bool) {
	size := img.Bounds().Size()
	type block struct{ left, right, count int }
	var now block
	for y := range size.Y {
		left, right := longestRun(img, y, where, size)
		if right-left >= length && (now.count == 0 || left < now.right && right > now.left) {
			now = block{left, right, now.count + 1}
			continue
		}
		if now.count >= rows && now.count <= most {
			return image.Pt((now.left+now.right)/2, y-now.count/2-1), true
		}
		now = block{}
	}
	return image.Point{}, false
}

// longestRun finds the longest run of the accent in a row of pixels.
func longestRun(img image.Image, y int, where func(at, size image.Point) bool, size image.Point) (left, right int) {
	start := -1
	for x := 0; x <= size.X; x++ {
		if x < size.X && isOneOf(img.At(x, y), accents) && where(image.Pt(x, y), size) {
			if start < 0 {
				start = x
			}
			continue
		}
		if start >= 0 && x-start > right-left {
			left, right = start, x
		}
		start = -1
	}
	return left, right
}

// isOneOf reports whether a colour is one of some.
func isOneOf(c color.Color, some []color.RGBA) bool {
	return resemblesOneOf(c, some, 2) // for the rounding of a graphics card
}

// resemblesOneOf allows each of red, green and blue to be off by a little.
func resemblesOneOf(c color.Color, some []color.RGBA, off uint8) bool {
	rgba, _ := color.RGBAModel.Convert(c).(color.RGBA)
	near := func(a, b uint8) bool { return max(a, b)-min(a, b) <= off }
	for _, one := range some {
		if near(rgba.R, one.R) && near(rgba.G, one.G) && near(rgba.B, one.B) {
			return true
		}
	}
	return false
}

// The grounds of notices, in the light and in the dark theme.
var (
	neutralGrounds = []color.RGBA{{0xEC, 0xEF, 0xF3, 0xFF}, {0x2A, 0x32, 0x3D, 0xFF}}
	badGrounds     = []color.RGBA{{0xFD, 0xEA, 0xE7, 0xFF}, {0x40, 0x20, 0x1D, 0xFF}}
)

// hasNotice reports whether there is a strip of one of the colours under the bar.
func hasNotice(img image.Image, grounds []color.RGBA) bool {
	size := img.Bounds().Size()
	for y := 60; y < 140; y++ {
		run := 0
		for x := range size.X {
			if !isOneOf(img.At(x, y), grounds) {
				continue
			}
			if run++; run > size.X/2 {
				return true
			}
		}
	}
	return false
}

// isShaded reports whether the window is in the shade of a dialog: no pixel of the bar at the top
// has the colour of a card.
func isShaded(img image.Image) bool {
	cards := []color.RGBA{{0xFF, 0xFF, 0xFF, 0xFF}, {0x1C, 0x22, 0x2B, 0xFF}}
	return !isOneOf(img.At(img.Bounds().Dx()/2, 8), cards)
}

// hasWarningBadge reports whether the badge in the bar has the colours of production.
func hasWarningBadge(img image.Image) bool {
	for x := 150; x < 300; x++ {
		if isOneOf(img.At(x, 28), badGrounds) {
			return true
		}
	}
	return false
}
