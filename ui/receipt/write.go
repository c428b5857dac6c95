package receipt

import (
	"errors"
	"io"
	"slices"

	"github.com/go-pdf/fpdf"
	"golang.org/x/image/font/sfnt"
)

// The errors of [Write], besides those of the writer.
var (
	ErrFont    = errors.New("the receipt can't be drawn with this font: it must be a TrueType font")
	ErrTooLong = errors.New("the receipt doesn't fit on one page")
)

// Write writes the content as a PDF of one A4 page. The fonts are TrueType files; characters that
// they can't draw are written as codes. The same content gives the same bytes. The title and author
// of the file hold nothing personal.
func Write(w io.Writer, c Content, regular, bold []byte) error {
	fonts, err := parse(regular, bold)
	if err != nil {
		return err
	}
	// Copies: the library keeps the fonts and writes into them.
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

// parse reads the fonts, which must be TrueType files.
func parse(files ...[]byte) ([]*sfnt.Font, error) {
	fonts := make([]*sfnt.Font, 0, len(files))
	for _, data := range files {
		font, err := sfnt.Parse(data)
		if err != nil || len(data) < 4 || string(data[:4]) == "OTTO" {
			return nil, ErrFont
		}
		fonts = append(fonts, font)
	}
	return fonts, nil
}

func newDocument(c Content, regular, bold []byte) *fpdf.Fpdf {
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(c.made.UTC())
	pdf.SetModificationDate(c.made.UTC())
	pdf.SetProducer("Ringback", true)
	pdf.SetTitle(c.title, true)
	pdf.SetLang(string(c.language))
	pdf.SetMargins(left, top, left)
	pdf.SetCellMargin(0)
	pdf.SetAutoPageBreak(false, 0)
	pdf.AddUTF8FontFromBytes(family, "", regular)
	pdf.AddUTF8FontFromBytes(family, "B", bold)
	pdf.AddPage()
	return pdf
}
