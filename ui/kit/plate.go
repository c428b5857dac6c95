package kit

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// plate is a ground with round corners and a border, such as that of a field, painted pixel by
// pixel. A rounded rectangle of Fyne's has soft edges: its line of one pixel lies on three, none of
// which has its colour, and the contrast of that line is what tells where a field is.
type plate struct {
	*canvas.Raster
	owner         fyne.CanvasObject // what is drawn, which knows the scale
	fill, line    color.Color
	width, radius float32 // in dp
	scale         float32 // that it was last painted at; 0 before
}

func newPlate(owner fyne.CanvasObject) *plate {
	p := &plate{owner: owner, fill: color.Transparent, line: color.Transparent}
	p.Raster = canvas.NewRaster(p.paint)
	// Where rounding makes its place a pixel wider than the picture, one of its middle columns is
	// repeated, and the borders stay as they are.
	p.ScaleMode = canvas.ImageScalePixels
	return p
}

// plate draws the ground of a field. An empty name is transparent, and the radius is in dp.
func (l look) plate(p *plate, fill, border fyne.ThemeColorName, width, radius float32) {
	named := func(name fyne.ThemeColorName) color.Color {
		if name == "" {
			return color.Transparent
		}
		return l.color(name)
	}
	p.set(named(fill), named(border), width, l.dp(radius))
}

// set changes how it looks. Nothing is painted anew if nothing has changed.
func (p *plate) set(fill, line color.Color, width, radius float32) {
	if p.fill == fill && p.line == line && p.width == width && p.radius == radius && (p.scale == 0 || p.scale == scaleOf(p.owner)) {
		return
	}
	p.fill, p.line, p.width, p.radius = fill, line, width, radius
	p.Refresh()
}

// paint returns the picture of a size in pixels. The border is a whole number of pixels wide.
func (p *plate) paint(width, height int) image.Image {
	p.scale = scaleOf(p.owner)
	pixels := p.scale
	if size := p.Size().Width; size > 0 {
		// On some screens a pixel of the scale is several real ones.
		pixels *= max(1, float32(math.Round(float64(float32(width)/size/p.scale))))
	}
	line := float64(0)
	if p.width > 0 {
		line = math.Max(1, math.Round(float64(p.width*pixels)))
	}
	outer := roundBox{0, 0, float64(width), float64(height), float64(p.radius * pixels)}
	inner := roundBox{line, line, outer.right - line, outer.bottom - line, math.Max(outer.radius-line, 0)}

	img := image.NewRGBA(image.Rect(0, 0, width, height))
	corner := int(math.Ceil(math.Max(outer.radius, line)))
	for y := range height {
		if y > corner && y < height-corner { // between the corners all rows are the same
			copy(img.Pix[y*img.Stride:(y+1)*img.Stride], img.Pix[(y-1)*img.Stride:])
			continue
		}
		for x := range width {
			out, in := outer.covers(x, y), inner.covers(x, y)
			img.SetRGBA(x, y, blend(p.line, out-in, p.fill, in))
		}
	}
	return img
}

// roundBox is a box with round corners, in pixels.
type roundBox struct{ left, top, right, bottom, radius float64 }

// covers returns the share of a pixel that is in the box, from 0 to 1.
func (b roundBox) covers(x, y int) float64 {
	// The middle of the pixel, and of the circle that rounds the nearest corner.
	atX, atY := float64(x)+0.5, float64(y)+0.5
	radius := math.Min(b.radius, math.Min(b.right-b.left, b.bottom-b.top)/2)
	toX := math.Max(b.left+radius-atX, atX-(b.right-radius))
	toY := math.Max(b.top+radius-atY, atY-(b.bottom-radius))
	away := math.Hypot(math.Max(toX, 0), math.Max(toY, 0)) + math.Min(math.Max(toX, toY), 0)
	return math.Min(math.Max(radius+0.5-away, 0), 1)
}

// blend adds up shares of two colours.
func blend(one color.Color, share float64, other color.Color, rest float64) color.RGBA {
	r1, g1, b1, a1 := one.RGBA()
	r2, g2, b2, a2 := other.RGBA()
	channel := func(c1, c2 uint32) uint8 {
		return uint8(math.Round((float64(c1)*share + float64(c2)*rest) / 0x101))
	}
	return color.RGBA{R: channel(r1, r2), G: channel(g1, g2), B: channel(b1, b2), A: channel(a1, a2)}
}
