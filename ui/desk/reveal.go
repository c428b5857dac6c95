package desk

import (
	"slices"

	"ringback/ciba"
)

// Masked is a value of an exchange that is shown as dots. No view holds the value itself: see
// [Desk.Reveal].
type Masked struct {
	Value int    // its index within the exchange
	Place string // "url", "request_header", "request_form", "response_header", "response_body"
	Index int    // of the header, or of the line
	Name  string // of the header, parameter or member
	Never Text   // why it is never shown; zero if it can be
}

// Revealed is the one masked value that the operator asked for, or why it can't be shown.
type Revealed struct {
	Seq, Value int // of the exchange, and of the value within it
	Problem    Text

	lines *[]string // a pointer, so that printing a view never prints the value
}

// NewRevealed returns a value that is shown.
func NewRevealed(seq, value int, text string) *Revealed {
	lines := chunks(ciba.Clean(text, len(text)), revealedLength)
	return &Revealed{Seq: seq, Value: value, lines: &lines}
}

// Lines returns the value, cleaned and cut into pieces; nil if there is a problem.
func (r *Revealed) Lines() []string {
	if r.lines == nil {
		return nil
	}
	return slices.Clone(*r.lines)
}

// revealedLength is the length at which a revealed value is cut. It is shorter than lineLength,
// since the value is indented.
const revealedLength = 64

// Reveal shows one masked value of an exchange, and hides the one shown before. The value stays
// until [Desk.Conceal], another Reveal, Done, or until the desk is unattended for a while.
func (d *Desk) Reveal(seq, value int) { d.act(func(s *state) { s.reveal(seq, value) }) }

// Conceal hides the value that Reveal shows. A window also calls it when the value goes out of
// sight, so it doesn't count as the operator being present.
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
	case !kept: // which the view has already said
	case !problem.IsZero():
		r.revealed = &Revealed{Seq: seq, Value: value, Problem: problem}
	default:
		r.revealed = NewRevealed(seq, value, text)
	}
}

// keepsBack says why a value that can be shown isn't shown now. Tokens hold personal data: until
// they are checked it is unknown whose, and another person's is withheld here as it is in the
// claims.
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

// neverShown says why a value can never be revealed; zero if it can.
func neverShown(m ciba.Masked) Text {
	if _, kept := m.Reveal(); kept {
		return Text{}
	}
	if m.Credential {
		return Say("network.reveal.secret")
	}
	return Say("network.reveal.too_long")
}
