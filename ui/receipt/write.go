package receipt

import (
	"errors"
	"io"
	"slices"

	"github.com/go-pdf/fpdf"
	"golang.org/x/image/font/sfnt"
)

// The errors of [Write], beside those of the writer.
var (
	ErrFont    = errors.New("the receipt can't be drawn with this font: it must be a TrueType font")
	ErrTooLong = errors.New("the receipt doesn't fit on one page")
)

// Write writes the content as a PDF of one page, A4. The fonts are the bytes of TrueType fonts;
// what they can't draw is written as its code. The same content gives the same bytes. The file's
// own title and author hold nothing personal.
func Write(w io.Writer, c Content, regular, bold []byte) error {
	fonts := make([]*sfnt.Font, 0, 2)
	for _, data := range [][]byte{regular, bold} {
		font, err := sfnt.Parse(data)
		if err != nil || len(data) < 4 || string(data[:4]) == "OTTO" {
			return ErrFont
		}
		fonts = append(fonts, font)
	}
	// The library keeps what it is given, and marks it.
	pdf := newDocument(c, slices.Clone(regular), slices.Clone(bold))
	p := &page{Fpdf: pdf, fonts: fonts}
	for _, p.most = range narrowing() {
		if p.height(c) <= bottom-top {
			p.draw(c)
			return pdf.Output(w)
		}
	}
	return ErrTooLong
}

func newDocument(c Content, regular, bold []byte) *fpdf.Fpdf {
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(c.made.UTC())
	pdf.SetModificationDate(c.made.UTC())
	pdf.SetProducer("Ringback", true)
	pdf.SetTitle("Ringback", true)
	pdf.SetLang(string(c.language))
	pdf.SetMargins(left, top, left)
	pdf.SetCellMargin(0)
	pdf.SetAutoPageBreak(false, 0)
	pdf.AddUTF8FontFromBytes(family, "", regular)
	pdf.AddUTF8FontFromBytes(family, "B", bold)
	pdf.AddPage()
	return pdf
}
