package desk

import (
	"strings"

	"ringback/ciba"
)

// maxPasted is how many characters of a pasted text reach a field of the form. A longer text isn't
// meant for it, and would take a while to lay out.
const maxPasted = 1000

// Pasted is a pasted text as a field of one line takes it.
type Pasted struct {
	Text    string
	Cut     bool // it was longer than the field takes
	Cleaned bool // tabs or characters that can't be seen were removed
}

// NewPasted cuts a pasted text, and removes from it tabs and what can't be seen. A tab or a line
// break between two words becomes a blank; a line break isn't counted as removed.
func NewPasted(text string) Pasted {
	p := Pasted{}
	text = strings.TrimRight(text, "\r\n")
	n := 0
	for i := range text {
		if n++; n > maxPasted {
			text, p.Cut = text[:i], true
			break
		}
	}
	text = strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\r\n", " ")
	bare := strings.Trim(text, "\t")
	p.Text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
			return ' '
		case r == '\t':
			p.Cleaned = true
			return ' '
		case ciba.Invisible(r):
			p.Cleaned = true
			return -1
		}
		return r
	}, bare)
	p.Cleaned = p.Cleaned || bare != text
	return p
}

// Notes says what was changed.
func (p Pasted) Notes() []Text {
	var notes []Text
	if p.Cut {
		notes = append(notes, Say("form.pasted.cut"))
	}
	if p.Cleaned {
		notes = append(notes, Say("form.pasted.cleaned"))
	}
	return notes
}
