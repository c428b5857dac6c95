package desk

import (
	"strings"
	"time"

	"ringback/ciba"
	"ringback/ciba/mitid"
)

// Caller says who called whom.
type Caller string

// Who called. MitID tells people never to approve because of a call that they receive, so WeCalled
// needs a confirmation.
const (
	TheyCalled Caller = "they_called"
	WeCalled   Caller = "we_called"
)

// input is a field as typed.
type input struct {
	typed   string
	touched bool
	notes   []Text // what was done to a text that was pasted
	// of the person: why a pasted text wasn't taken, and whether what was typed is still to be
	// searched
	refused    Text
	unsearched bool
}

func (i *input) set(typed string) { *i = input{typed: typed, touched: true} }

// form is the request as typed.
type form struct {
	caller    Caller
	callerAck bool
	filled    bool // by Fill
	// begun: something was typed, pasted, picked or filled in since the last request
	begun    bool
	filledBy OfferKind // "" unless an offer filled it
	filledAt time.Time // monotonic: when it did
	// forDay is what the operator had set for the day in fields that an offer filled in.
	forDay map[string]input
	// MitID UUID, or in a generic environment the value of the provider's claim
	person     input
	token      input // secret: the token that identifies the person, if the hint is one
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

// personal reports whether the form holds data that must not stay on an unattended desk. A case and
// a text that the operator typed can also identify a person, and what an offer filled in is about
// one.
func (f *form) personal() bool {
	return f.person.typed != "" || f.token.typed != "" || f.caseNumber.typed != "" || f.text.touched || f.filledBy != ""
}

// input returns a field by its name; nil if there is none that is typed.
func (f *form) input(name string) *input {
	return map[string]*input{
		mitid.FieldPerson: &f.person, FieldHintToken: &f.token, mitid.FieldText: &f.text, FieldIP: &f.ip, FieldAction: &f.action,
		mitid.FieldCase: &f.caseNumber, FieldAppOS: &f.appOS, FieldReturnURL: &f.returnURL,
	}[name]
}

// useEnvironment resets the desk to the values that the environment sets.
func (s *state) useEnvironment() {
	s.hideJournal()
	s.closeDecoder() // it was checked against the other environment
	s.forgetRecent(false)
	s.templateProblem, s.guard = Text{}, nil
	e := s.environment()
	s.leaveDemo(e)
	s.logEnvironment(e)
	s.form = form{caller: TheyCalled, encoding: e.HintEncoding, style: mitid.Style(e.Appswitch)}
	s.form.ip.typed = e.IP
	s.fillText()
}

// clearPerson begins a new request. It clears what concerned the last person and keeps what the
// operator set for the day.
func (s *state) clearPerson() {
	s.guard = nil
	s.form.caller, s.form.callerAck, s.form.filled = TheyCalled, false, false
	s.form.begun, s.form.filledBy = false, ""
	for field, set := range s.form.forDay {
		*s.form.input(field) = set // what was filled in was the last person's
	}
	s.form.forDay = nil
	s.form.person, s.form.token, s.form.caseNumber, s.form.nonce = input{}, input{}, input{}, ""
	s.fillText()
}

// ShortPerson returns so much of a person's id, as typed, that an operator recognizes it: the end
// of a UUID or a name, and of a CPR number the birth date.
func ShortPerson(typed string) string {
	now := time.Now()
	if found := findMitID(typed, lookup{cpr: true, testDays: true, now: now}); found.Person != "" {
		typed = found.Person
	}
	typed = strings.TrimSpace(typed)
	if number, err := mitid.ParseCPR(typed, true, now); err == nil {
		return number.Masked()
	}
	const end = 4
	if all := []rune(typed); len(all) > 0 {
		return ciba.Clean("…"+string(all[max(0, len(all)-end):]), end+1)
	}
	return ""
}

// CopiedPerson returns what is copied of a person as typed: a CPR number masked, anything else
// whole.
func CopiedPerson(typed string) string {
	if number, err := mitid.ParseCPR(typed, true, time.Now()); err == nil {
		return number.Masked()
	}
	return typed
}

// problems returns the first problem of each field.
func (s *state) problems() map[string]ciba.FieldError {
	found := map[string]ciba.FieldError{}
	asked := s.ask()
	for _, err := range append(ciba.FieldErrors(asked.Validate()), s.noCPR(asked)...) {
		if _, known := found[err.Field]; !known {
			found[err.Field] = s.cprProblem(err)
		}
	}
	if !s.form.person.refused.IsZero() {
		found[mitid.FieldPerson] = ciba.FieldError{Field: mitid.FieldPerson, Problem: ciba.ProblemTooMany}
	}
	return found
}

// complete reports whether the form can be sent.
func (s *state) complete() bool {
	return len(s.problems()) == 0 && (s.form.caller != WeCalled || s.form.callerAck)
}
