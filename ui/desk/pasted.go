package desk

import (
	"strings"
	"unicode"
	"unicode/utf8"

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
			text, p.Cut = cutBefore(text, i), true
			break
		}
	}
	text = strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\r\n", " ")
	bare := strings.Trim(text, "\t")
	p.Text = strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			p.Cleaned = true
			return ' '
		case breaksLine(r):
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

// breaksLine reports whether a character begins a new line or page. Word writes the vertical tab of
// Shift+Enter.
func breaksLine(r rune) bool {
	return strings.ContainsRune("\n\r\v\f\u0085\u2028\u2029", r)
}

// longestPerson is more letters and digits than any spelling of a person has without a hyphen or a
// blank in between.
const longestPerson = 40

// cutBefore cuts a text before a byte. It leaves out a word that would be cut in two: what is left
// of a longer number could be the number of somebody else.
func cutBefore(text string, at int) string {
	inWord := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || r == utf8.RuneError || ciba.Invisible(r) && !unicode.IsSpace(r)
	}
	kept := text[:at]
	if next, _ := utf8.DecodeRuneInString(text[at:]); !inWord(next) {
		return kept
	}
	whole := strings.TrimRightFunc(kept, inWord)
	if utf8.RuneCountInString(kept[len(whole):]) > longestPerson {
		return kept
	}
	return whole
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
