package kit

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// slab is a filled area with round corners and a line around it, made for machines without a
// graphics card. There a large rounded rectangle is most of what painting a window costs, because
// its corners are computed for each of its pixels. Here only two strips, as high as the corners,
// are rounded rectangles; between them lie plain areas, which also cover where the strips end.
type slab struct {
	top, bottom *canvas.Rectangle
	left, right *canvas.Rectangle // the line between the strips
	middle      *canvas.Image
	lined       float32 // width of the line
	radius      float32
	all         []fyne.CanvasObject
}

func newSlab() *slab {
	s := &slab{top: unseen(), bottom: unseen(), left: unseen(), right: unseen(), middle: newPlain()}
	s.all = []fyne.CanvasObject{s.top, s.bottom, s.left, s.right, s.middle}
	return s
}

// draw sets how it looks. A width of 0 means that there is no line.
func (s *slab) draw(fill, line color.Color, width, radius float32) {
	s.lined, s.radius = width, radius
	paintPlain(s.middle, fill)
	for _, edge := range []*canvas.Rectangle{s.left, s.right} {
		edge.FillColor, edge.Hidden = line, width == 0
	}
	for _, strip := range []*canvas.Rectangle{s.top, s.bottom} {
		strip.FillColor, strip.StrokeColor, strip.StrokeWidth = fill, line, width
	}
	s.top.TopLeftCornerRadius, s.top.TopRightCornerRadius = radius, radius
	s.bottom.BottomLeftCornerRadius, s.bottom.BottomRightCornerRadius = radius, radius
}

// place lays it out. It is at least as high as its corners.
func (s *slab) place(x, y, width, height float32) {
	w, radius := s.lined, s.radius
	between := max(height-2*radius, 2*slabSeam)
	bottom := y + radius + between
	place(s.top, x, y, width, radius+slabSeam)
	place(s.bottom, x, bottom-slabSeam, width, radius+slabSeam)
	place(s.left, x, y+radius, w, between)
	place(s.right, x+width-w, y+radius, w, between)
	place(s.middle, x+w, y+radius, max(width-2*w, 0), between)
}

// fits reports whether a slab of a width is whole at a scale. Fyne rounds the place and the size of
// each part to pixels by itself, so that parts of broken sizes wouldn't meet: at 125 % the line at
// the right would be a pixel beside its corners.
func (s *slab) fits(scale, width float32) bool {
	for _, length := range []float32{width, s.lined, s.radius} {
		pixels := float64(length * scale)
		if math.Abs(pixels-math.Round(pixels)) > 0.01 {
			return false
		}
	}
	return true
}

// scaleOf returns how many pixels a dp has where an object is drawn; 1 if it isn't drawn yet.
func scaleOf(o fyne.CanvasObject) float32 {
	if on := fyne.CurrentApp().Driver().CanvasForObject(o); on != nil {
		return on.Scale()
	}
	return 1
}

// slabSeam is how far strips reach below what lies between them: their edges are soft.
const slabSeam = 2

// newPlain returns an area of one colour: a picture of one pixel, which costs less to paint than a
// rectangle.
func newPlain() *canvas.Image {
	return &canvas.Image{FillMode: canvas.ImageFillStretch, ScaleMode: canvas.ImageScalePixels, Image: pixel(color.Transparent)}
}

// paintPlain changes the colour of an area.
func paintPlain(area *canvas.Image, fill color.Color) {
	now := pixel(fill)
	if area.Image.At(0, 0) != now.At(0, 0) {
		area.Image = now
		area.Refresh()
	}
}

func pixel(fill color.Color) *image.RGBA {
	one := image.NewRGBA(image.Rect(0, 0, 1, 1))
	one.Set(0, 0, fill)
	return one
}
