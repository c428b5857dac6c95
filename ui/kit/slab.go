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
// are rounded rectangles, each on one in the colour of the line; between them lie plain areas.
type slab struct {
	strips      [4]*canvas.Rectangle // line and fill at the top, line and fill at the bottom
	left, right *canvas.Rectangle    // the line between the strips
	middle      *canvas.Image
	lined       float32 // width of the line
	radius      float32
	all         []fyne.CanvasObject
}

func newSlab() *slab {
	s := &slab{left: unseen(), right: unseen(), middle: newPlain()}
	for i := range s.strips {
		s.strips[i] = unseen()
		s.all = append(s.all, s.strips[i])
	}
	s.all = append(s.all, s.left, s.right, s.middle)
	return s
}

// draw sets how it looks. A width of 0 means that there is no line.
func (s *slab) draw(fill, line color.Color, width, radius float32) {
	s.lined, s.radius = width, radius
	paintPlain(s.middle, fill)
	for _, edge := range []*canvas.Rectangle{s.left, s.right} {
		edge.FillColor, edge.Hidden = line, width == 0
	}
	for i, strip := range s.strips {
		corner := max(radius-width, 0)
		strip.FillColor = fill
		if isLine := i%2 == 0; isLine {
			strip.FillColor, strip.Hidden, corner = line, width == 0, radius
		}
		if i < 2 {
			strip.TopLeftCornerRadius, strip.TopRightCornerRadius = corner, corner
		} else {
			strip.BottomLeftCornerRadius, strip.BottomRightCornerRadius = corner, corner
		}
	}
}

// place lays it out. It is at least as high as its corners.
func (s *slab) place(x, y, width, height float32) {
	w, radius, inside := s.lined, s.radius, max(width-2*s.lined, 0)
	between := max(height-2*radius, 2*slabSeam)
	bottom := y + radius + between
	place(s.strips[0], x, y, width, radius+slabSeam)
	place(s.strips[1], x+w, y+w, inside, radius-w+slabSeam)
	place(s.strips[2], x, bottom-slabSeam, width, radius+slabSeam)
	place(s.strips[3], x+w, bottom-slabSeam, inside, radius-w+slabSeam)
	place(s.left, x, y+radius, w, between)
	place(s.right, x+width-w, y+radius, w, between)
	place(s.middle, x+w, y+radius, inside, between)
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
