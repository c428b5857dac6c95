package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// ringWidth is the width of the focus ring, in dp.
const ringWidth = 2

// drawRing draws the focus ring at the inner edge of a widget of this size: 2 px in the accent. On
// the accent itself such a ring would be invisible. There it draws a line in the text colour
// further in, and the accent outside it is the ring.
func (l look) drawRing(ring *canvas.Rectangle, focused, onAccent bool, size fyne.Size) {
	ring.Hidden = !focused
	if onAccent {
		in := l.dp(3)
		l.frame(ring, ColorOnAccent, l.dp(ringWidth), 6)
		place(ring, in, in, max(size.Width-2*in, 0), max(size.Height-2*in, 0))
		return
	}
	l.frame(ring, ColorAccent, l.dp(ringWidth), 8)
	place(ring, 0, 0, size.Width, size.Height)
}

// faint returns a transparent shade of a colour, for a ground under the pointer.
func faint(c color.Color) color.Color {
	r, g, b, _ := c.RGBA()
	return color.NRGBA{R: uint8(r >> 8), G: uint8(g >> 8), B: uint8(b >> 8), A: 0x10}
}
