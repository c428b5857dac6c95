package desk

import (
	"slices"

	"ringback/ciba"
	"ringback/ciba/mitid"
)

// Missing says why Start doesn't start.
type Missing struct {
	Text Text // zero if it does, or if a dialog says it
	// Field is where to correct it: a name of a field, [MissingAck] or [MissingSetup]; "" if
	// there is no such place.
	Field string
	Asked int // how often Start has been pressed in vain
}

// The places other than fields that [Missing] can name.
const (
	MissingAck   = "caller_ack" // the confirmation that calling a person needs
	MissingSetup = "setup"      // the environment's secret
)

// explain answers a Start that can't start: what is missing shows its problem.
func (s *state) explain() {
	s.asked++
	for _, name := range s.lacks() {
		if in := s.form.input(name); in != nil {
			in.touched = true
		}
	}
}

// lacks returns what the form still lacks, from its top down: names as in [Missing].
func (s *state) lacks() []string {
	var lacks []string
	if s.form.caller == WeCalled && !s.form.callerAck {
		lacks = append(lacks, MissingAck)
	}
	problems := s.problems()
	for _, name := range []string{
		mitid.FieldPerson, FieldHintToken, mitid.FieldText, FieldIP, FieldAction, mitid.FieldCase, FieldAppOS, FieldReturnURL,
	} {
		if _, bad := problems[name]; bad {
			lacks = append(lacks, name)
		}
	}
	return lacks
}

// missing returns why Start doesn't start.
func (s *state) missing() Missing {
	m := Missing{Asked: s.asked}
	if s.run != nil || s.canStart() {
		return m
	}
	if !s.connection.ready || s.setup != nil || !s.journalReady(s.environment()) {
		m.Text = s.idleSentence()
		if s.connection.source == "" {
			m.Field = MissingSetup
		}
		return m
	}
	if s.formRests() {
		m.Text = Say("form.missing.resting")
		return m
	}
	lacks := s.lacks()
	if len(lacks) == 0 { // a dialog lies over the form
		return m
	}
	m.Field = lacks[0]
	label := Say("form." + m.Field + ".label")
	if fields := profileOf(s.environment().Profile).fields(s.environment()); m.Field == mitid.FieldPerson && slices.Contains(fields, FieldCPR) {
		label = Say("form.person.label_cpr")
	}
	switch problem := s.problems()[m.Field].Problem; {
	case m.Field == MissingAck:
		m.Text = Say("form.missing.ack")
	case problem == ciba.ProblemEmpty:
		m.Text = Say("form.missing.empty", "Field", label)
	default:
		m.Text = Say("form.missing.wrong", "Field", label)
	}
	m.Text = profileOf(s.environment().Profile).say(m.Text)
	return m
}
