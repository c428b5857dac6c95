package desk

import (
	"slices"

	"ringback/ciba"
)

// Masked is a value of an exchange that is shown as dots. The value itself is in no view: see
// [Desk.Reveal].
type Masked struct {
	Value int    // its number within the exchange
	Place string // "url", "request_header", "request_form", "response_header", "response_body"
	Index int    // of the header, or of the line
	Name  string // of the header, parameter or member
	Never Text   // why it is never shown; zero where it can be
}

// Revealed is the one masked value that the operator asked for, or why it can't be shown.
type Revealed struct {
	Seq, Value int // of the exchange, and of the value within it
	Problem    Text

	lines *[]string // behind a pointer: no way of printing a view prints it
}

// NewRevealed is a value that is shown.
func NewRevealed(seq, value int, text string) *Revealed {
	lines := chunks(ciba.Clean(text, len(text)), revealedLength)
	return &Revealed{Seq: seq, Value: value, lines: &lines}
}

// Lines is the value, cleaned, in pieces; nil if there is a problem.
func (r *Revealed) Lines() []string {
	if r.lines == nil {
		return nil
	}
	return slices.Clone(*r.lines)
}

// revealedLength is where a revealed value is cut into pieces: it stands moved in.
const revealedLength = 64

// Reveal shows one masked value of an exchange, and hides the one that was shown before. It stays
// until [Desk.Conceal], another call of Reveal, Done, or until nobody has touched the desk for a
// while.
func (d *Desk) Reveal(seq, value int) { d.act(func(s *state) { s.reveal(seq, value) }) }

// Conceal hides the value that Reveal shows. A window calls it for whatever takes the value out of
// sight, so it doesn't mean that somebody is there.
func (d *Desk) Conceal() { d.post((*state).conceal) }

func (s *state) conceal() {
	if s.run != nil {
		s.run.revealed = nil
	}
}

func (s *state) reveal(seq, value int) {
	s.conceal()
	r := s.run
	if r == nil || seq < 1 || seq > len(r.masked) || value < 0 || value >= len(r.masked[seq-1]) {
		return
	}
	m := r.masked[seq-1][value]
	text, kept := m.Reveal()
	switch problem := r.keepsBack(m); {
	case !kept: // which the view has said before
	case !problem.IsZero():
		r.revealed = &Revealed{Seq: seq, Value: value, Problem: problem}
	default:
		r.revealed = NewRevealed(seq, value, text)
	}
}

// keepsBack says why a value that can be shown isn't shown now. Tokens hold personal data: until
// they are checked nobody knows whose, and those of somebody else are no more shown here than among
// the claims.
func (r *run) keepsBack(m ciba.Masked) Text {
	switch {
	case !m.Token():
		return Text{}
	case r.claims == nil:
		return Say("network.reveal.unchecked")
	case r.claims.Withheld:
		return Say("network.reveal.someone_else")
	}
	return Text{}
}

// neverShown says why a value can't be asked for.
func neverShown(m ciba.Masked) Text {
	if _, kept := m.Reveal(); kept {
		return Text{}
	}
	if m.Credential {
		return Say("network.reveal.secret")
	}
	return Say("network.reveal.too_long")
}
