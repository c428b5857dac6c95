package receipt

import (
	"strings"

	"github.com/go-pdf/fpdf"
	"golang.org/x/image/font/sfnt"

	"ringback/ui/desk"
)

// Positions on the page, in mm.
const (
	left, right = 18.0, 192.0
	top, bottom = 16.0, 284.0
	width       = right - left
	gap         = 5.0
	labelWidth  = 44.0
	pad         = 5.0  // inside a card
	leading     = 0.48 // height of a line in mm for each point of type
)

// Sizes of type, in points.
const (
	sizeBadge = 30.0
	sizeWord  = 22.0
	sizeText  = 10.5
	sizeRow   = 9.5
	sizeCheck = 8.0
	sizeFoot  = 8.0
)

// limits are the most lines that texts may have, so that everything fits on one page.
type limits struct {
	texts  int // of the sentence, of a row, of a note
	checks int // of a failed check; the others have two at most
}

// narrowing returns the limits to try, in order. What the person read is cut last.
func narrowing() []limits {
	return []limits{{3, 3}, {3, 2}, {3, 1}, {2, 1}, {1, 1}}
}

const family = "text"

// columns returns the widths of the table of checks, in mm. The second has room for the longest
// word for a result, the last two for a UUID, which must not be cut.
func columns() [4]float64 { return [4]float64{38, 22, 57, 57} }

// colour is red, green, blue.
type colour [3]int

// The colours of the window's light theme.
//
//nolint:gochecknoglobals // Constants in all but name: Go has no constant arrays.
var (
	ink  = colour{0x17, 0x20, 0x2b}
	soft = colour{0x56, 0x62, 0x73}
	line = colour{0xe1, 0xe5, 0xeb}
	red  = colour{0xae, 0x2a, 0x1e}
)

// toneColours returns the colours of the outcome: text and background. Only verified is green.
func toneColours(tone desk.Tone) (text, ground colour) {
	switch tone {
	case desk.ToneVerified:
		return colour{0x14, 0x70, 0x3f}, colour{0xe3, 0xf5, 0xea}
	case desk.ToneRefused:
		return red, colour{0xfd, 0xea, 0xe7}
	case desk.ToneUnknown:
		return colour{0x64, 0x36, 0xa0}, colour{0xf0, 0xe9, 0xfa}
	}
	return colour{0x4b, 0x55, 0x63}, colour{0xec, 0xef, 0xf3}
}

func badgeColours(badge desk.Badge) (text, ground colour) {
	if badge == desk.BadgeDemo {
		return colour{0x3d, 0x54, 0x68}, colour{0xe3, 0xea, 0xf0}
	}
	return colour{0x8a, 0x5a, 0x00}, colour{0xff, 0xf4, 0xdc}
}

// page draws from the top down. While measuring, it only moves.
type page struct {
	*fpdf.Fpdf
	fonts     []*sfnt.Font
	most      limits
	measuring bool
	y         float64
}

// height returns how much of the page the content takes, in mm.
func (p *page) height(c Content) float64 {
	p.measuring = true
	defer func() { p.measuring = false }()
	p.draw(c)
	return p.y - top
}

func (p *page) draw(c Content) {
	p.y = top
	p.text(left, width, sizeText, "B", soft, 1, "Ringback")
	p.y += gap
	if c.Badge != "" {
		p.badge(c)
	}
	p.outcome(c)
	for _, row := range c.Rows {
		p.row(row)
	}
	if len(c.Checks) > 0 {
		p.y += gap
		p.checks(c)
	}
	if len(c.Evidence) > 0 {
		p.y += gap
		for _, row := range c.Evidence {
			p.evidence(row)
		}
	}
	p.y += gap
	for _, note := range c.Notes {
		p.text(left, width, sizeText, "", ink, p.most.texts, note)
	}
	p.foot(c)
}

// badge says before everything else that this isn't production.
func (p *page) badge(c Content) {
	text, ground := badgeColours(c.badge)
	const height = 18
	p.card(height, ground)
	start := p.y
	p.y += (height - sizeBadge*leading) / 2
	p.SetFont(family, "B", sizeBadge)
	badge := drawable(c.Badge, p.fonts...)
	wide := p.GetStringWidth(badge)
	p.text(left+pad, wide+1, sizeBadge, "B", text, 1, badge)
	x := left + pad + wide + 2*pad
	lines := p.wrap(c.BadgeNote, right-pad-x, sizeText, "", 2)
	p.y = start + (height-float64(len(lines))*sizeText*leading)/2
	p.text(x, right-pad-x, sizeText, "", text, 2, c.BadgeNote)
	p.y = start + height + gap
}

func (p *page) outcome(c Content) {
	text, ground := toneColours(c.tone)
	lines := p.wrap(c.Sentence, width-2*pad, sizeText, "", p.most.texts)
	// type has some room below it
	height := 1.7*pad + sizeWord*leading + float64(len(lines))*sizeText*leading
	p.card(height, ground)
	end := p.y + height + gap
	p.y += pad * 0.7
	p.text(left+pad, width-2*pad, sizeWord, "B", text, 1, c.Word)
	p.text(left+pad, width-2*pad, sizeText, "", ink, p.most.texts, c.Sentence)
	p.y = end
}

func (p *page) row(r Row) {
	start := p.y
	p.text(left, labelWidth-pad, sizeRow, "", soft, 1, r.Label)
	after := p.y
	p.y = start
	p.text(left+labelWidth, width-labelWidth, sizeRow, "", ink, p.most.texts, r.Value)
	p.picture(r)
	p.y = max(p.y, after) + 0.3
}

// evidence draws a row in small type, on one line.
func (p *page) evidence(r Row) {
	start := p.y
	p.text(left, labelWidth-1, sizeCheck, "", soft, 1, r.Label)
	p.y = start
	p.text(left+labelWidth, width-labelWidth, sizeCheck, "", ink, 1, r.Value)
	p.y += 0.2
}

func (p *page) checks(c Content) {
	p.cells(c.Headings, "B", soft, 1)
	for _, check := range c.Checks {
		p.rule()
		style, colour, lines := "", ink, min(p.most.checks, 2)
		if check.Failed {
			style, colour, lines = "B", red, p.most.checks
		}
		p.cells([4]string{check.Name, check.Result, check.Expected, check.Actual}, style, colour, lines)
	}
	p.rule()
}

// cells draws one row of the table.
func (p *page) cells(cells [4]string, style string, text colour, maxLines int) {
	start, end, x := p.y, p.y, left
	for i, wide := range columns() {
		p.y = start + 0.25
		p.text(x, wide-2, sizeCheck, style, text, maxLines, cells[i])
		end = max(end, p.y+0.25)
		x += wide
	}
	p.y = end
}

// foot draws the foot of the page.
func (p *page) foot(c Content) {
	if !p.measuring {
		p.y = bottom - float64(len(c.Foot))*sizeFoot*leading
	}
	for _, line := range c.Foot {
		p.text(left, width, sizeFoot, "", soft, 1, line)
	}
}

// text writes lines and moves below them.
func (p *page) text(x, wide, size float64, style string, text colour, maxLines int, written string) {
	for _, line := range p.wrap(written, wide, size, style, maxLines) {
		if !p.measuring {
			p.SetTextColor(text[0], text[1], text[2])
			p.SetXY(x, p.y)
			p.CellFormat(wide, size*leading, line, "", 0, "L", false, 0, "")
		}
		p.y += size * leading
	}
}

// card draws a background to write on.
func (p *page) card(height float64, ground colour) {
	if !p.measuring {
		p.SetFillColor(ground[0], ground[1], ground[2])
		p.RoundedRect(left, p.y, width, height, 3, "1234", "F")
	}
}

// rule draws a hairline.
func (p *page) rule() {
	if !p.measuring {
		p.SetDrawColor(line[0], line[1], line[2])
		p.SetLineWidth(0.2)
		p.Line(left, p.y, right, p.y)
	}
}

// wrap breaks a text into at least one line, between words if possible. If the last line is too
// long, it ends in an ellipsis.
func (p *page) wrap(text string, wide, size float64, style string, maxLines int) []string {
	p.SetFont(family, style, size)
	rest := []rune(drawable(text, p.fonts...))
	var lines []string
	for len(lines) < maxLines-1 && p.GetStringWidth(string(rest)) > wide {
		n := beforeCode(rest, p.fitting(rest, wide))
		if blank := lastBlank(rest[:n+1]); blank > 0 {
			n = blank
		}
		lines = append(lines, strings.TrimSpace(string(rest[:n])))
		rest = []rune(strings.TrimSpace(string(rest[n:])))
	}
	if p.GetStringWidth(string(rest)) > wide {
		rest = append(rest[:beforeCode(rest, p.fitting(rest, wide-p.GetStringWidth("…")))], '…')
	}
	return append(lines, string(rest))
}

// fitting returns how many characters fit, at least one.
func (p *page) fitting(text []rune, wide float64) int {
	n := 1
	for n < len(text) && p.GetStringWidth(string(text[:n+1])) <= wide {
		n++
	}
	return n
}

// beforeCode returns n, or where the code of a character begins that would be cut in two there.
func beforeCode(text []rune, n int) int {
	for i := n - 1; i > 0 && text[i] != ']'; i-- {
		if strings.HasPrefix(string(text[i:]), "[U+") {
			return i
		}
	}
	return n
}

func lastBlank(text []rune) int {
	for i := len(text) - 1; i > 0; i-- {
		if text[i] == ' ' {
			return i
		}
	}
	return 0
}
