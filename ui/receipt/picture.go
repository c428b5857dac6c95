package receipt

import (
	"bytes"
	"image"
	"image/png"
	"slices"

	"github.com/go-pdf/fpdf"
)

// pictureHeight is the height of the picture of a name, in mm.
const pictureHeight = 6.0

// WithPicture adds a picture of the person's name where the fonts can't draw it, so that beside its
// codes it can be read. The sentence then does without the name: a long one's codes would push the
// rest of it off the page. draw returns the name as the window draws it, in black on white, or nil.
// The fonts are those of [Write].
func (c Content) WithPicture(regular, bold []byte, draw func(name string) image.Image) Content {
	fonts, err := parse(regular, bold)
	if err != nil {
		return c // Write says so
	}
	at := slices.IndexFunc(c.Rows, func(r Row) bool { return r.Field == FieldName })
	if at < 0 || drawable(c.Rows[at].Value, fonts...) == c.Rows[at].Value {
		return c
	}
	picture := draw(c.Rows[at].Value)
	var encoded bytes.Buffer
	if picture == nil || picture.Bounds().Empty() || png.Encode(&encoded, picture) != nil {
		return c
	}
	c.Sentence = c.unnamed
	c.Rows = slices.Clone(c.Rows)
	c.Rows[at].picture, c.Rows[at].shape = encoded.Bytes(), picture.Bounds().Size()
	return c
}

// picture draws the picture of a row, if it has one, and moves below it.
func (p *page) picture(r Row) {
	if len(r.picture) == 0 {
		return
	}
	high, wide := pictureHeight, pictureHeight*float64(r.shape.X)/float64(r.shape.Y)
	if most := width - labelWidth; wide > most {
		high, wide = high*most/wide, most
	}
	if !p.measuring {
		options := fpdf.ImageOptions{ImageType: "PNG"}
		p.RegisterImageOptionsReader(string(r.Field), options, bytes.NewReader(r.picture))
		p.ImageOptions(string(r.Field), left+labelWidth, p.y, wide, high, false, options, 0, "")
	}
	p.y += high
}
