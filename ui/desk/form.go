package desk

import (
	"ringback/ciba"
	"ringback/ciba/mitid"
)

// Caller says who rang whom.
type Caller string

// Who called. MitID tells people never to approve because of a call that they get, so WeCalled asks
// for a confirmation.
const (
	TheyCalled Caller = "they_called"
	WeCalled   Caller = "we_called"
)

// input is a field as typed.
type input struct {
	typed   string
	touched bool
}

func (i *input) set(typed string) { i.typed, i.touched = typed, true }

// form is the request as typed.
type form struct {
	caller    Caller
	callerAck bool
	filled    bool // by Fill
	// the person: a MitID UUID, or in the profile generic whatever the provider's claim holds
	person     input
	token      input // secret: the token that names the person, where the environment's hint is one
	text       input
	code       string
	ip         input
	action     input
	caseNumber input
	appOS      input
	returnURL  input
	encoding   string
	style      mitid.Style // of appswitch
	nonce      string
}

// personal reports whether it holds something that must not stay on a desk that nobody touches. A
// case number and a text of the operator's own can name somebody too.
func (f *form) personal() bool {
	return f.person.typed != "" || f.token.typed != "" || f.caseNumber.typed != "" || f.text.touched
}

// useEnvironment fills in what the environment sets.
func (s *state) useEnvironment() {
	s.hideJournal()
	s.closeDecoder() // it was held against the other one
	s.forgetRecent(false)
	s.templateProblem, s.guard = Text{}, nil
	e := s.environment()
	s.leaveDemo(e)
	s.form = form{caller: TheyCalled, encoding: e.HintEncoding, style: mitid.Style(e.Appswitch)}
	s.form.ip.typed = e.IP
	s.fillText()
}

// clearPerson begins a new request: what concerned the last person goes, what the operator has set
// up for the day stays.
func (s *state) clearPerson() {
	s.guard = nil
	s.form.caller, s.form.callerAck, s.form.filled = TheyCalled, false, false
	s.form.person, s.form.token, s.form.caseNumber, s.form.nonce = input{}, input{}, input{}, ""
	s.fillText()
}

// ReadPerson reads a text that is exactly a MitID UUID, as it may be pasted, and returns it in its
// canonical form.
func ReadPerson(text string) (uuid string, ok bool) {
	if len(text) > 200 { // a clipboard can hold anything
		return "", false
	}
	uuid, err := mitid.ParseUUID(text)
	return uuid, err == nil
}

// problems returns what is wrong, field by field.
func (s *state) problems() map[string]ciba.FieldError {
	found := map[string]ciba.FieldError{}
	for _, err := range ciba.FieldErrors(s.ask().Validate()) {
		if _, known := found[err.Field]; !known {
			found[err.Field] = err
		}
	}
	return found
}

// complete reports whether the form can be sent.
func (s *state) complete() bool {
	return len(s.problems()) == 0 && (s.form.caller != WeCalled || s.form.callerAck)
}
