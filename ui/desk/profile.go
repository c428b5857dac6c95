package desk

import (
	"cmp"
	"errors"
	"strings"
	"time"

	"ringback/ciba"
	"ringback/ciba/generic"
	"ringback/ciba/mitid"
	"ringback/storage"
)

// isGeneric reports whether an environment is any provider's and not MitID's.
func isGeneric(e storage.Environment) bool { return e.Profile == storage.ProfileGeneric }

// hintOf is what names the person to the provider of a generic environment.
func hintOf(e storage.Environment) generic.Hint {
	return cmp.Or(generic.Hint(e.Hint), generic.HintLogin)
}

// asked is a request as it would be sent or was sent: MitID's, or where there
// is one that of the profile generic.
type asked struct {
	mitid    mitid.Request
	encoding mitid.HintEncoding
	generic  *generic.Request
	caseID   string // of the profile generic, which sends none
}

// person is who is asked, as the profile writes it.
func (a asked) person() string {
	if a.generic != nil {
		return a.generic.Person
	}
	return a.mitid.UUID
}

// text is the reference text.
func (a asked) text() string {
	if a.generic != nil {
		return a.generic.Message
	}
	return a.mitid.ReferenceText
}

// caseNumber is the operator's own number for the request.
func (a asked) caseNumber() string {
	if a.generic != nil {
		return a.caseID
	}
	return a.mitid.ReferenceID
}

// reference is the number that is sent with the request, so that a token may
// state it again. The profile generic sends none.
func (a asked) reference() string {
	if a.generic != nil {
		return ""
	}
	return a.mitid.ReferenceID
}

// validate reports what keeps it from being sent, made of ciba.FieldError.
func (a asked) validate() error {
	if a.generic != nil {
		// A case is held to what MitID's is held to, though it is sent to nobody: it
		// goes into the text and into the journal.
		return errors.Join(a.generic.Validate(), ciba.CheckText(mitid.FieldReferenceID, a.caseID, mitid.MaxReferenceID))
	}
	return a.mitid.Validate()
}

// form is what is sent, without client authentication.
func (a asked) form(scope string) (ciba.Form, error) {
	if a.generic != nil {
		return a.generic.Form(scope)
	}
	return a.mitid.Form(scope, a.encoding)
}

// hide names the parameters of the form that are secret.
func (a asked) hide() []string {
	if a.generic != nil {
		return a.generic.Hide()
	}
	return nil
}

// checks are what the profile adds to the verdict.
func (a asked) checks(e storage.Environment) func(ciba.Claims) []ciba.Check {
	if a.generic != nil {
		return generic.Checks(*a.generic, e.PersonClaim)
	}
	return mitid.Checks(a.mitid, mitid.Options{Nonce: mitid.NoncePolicy(e.CIBANonce), RequiredLoA: e.RequiredLoA})
}

// meaning knows the provider's own error codes, where the profile has any.
func (a asked) meaning() func(code string) ciba.CodeMeaning {
	if a.generic != nil {
		return nil
	}
	return mitid.Meaning
}

// transaction is the provider's number for an approval; "" where the profile
// knows none.
func (a asked) transaction(claims ciba.Claims) string {
	if a.generic != nil {
		return ""
	}
	return mitid.TransactionID(claims)
}

// name puts who approved on a verified outcome.
func (a asked) name(o *Outcome, claims ciba.Claims) {
	if a.generic == nil {
		person := mitid.ReadPerson(claims)
		o.Name, o.DateOfBirth, o.NameProtected = person.Name, person.DateOfBirth, person.NameProtected
		return
	}
	if o.Name = generic.Name(claims); o.Name == "" {
		o.Name, o.Unnamed = a.generic.Person, true
	}
}

// ask is what the form asks for.
func (s *state) ask() asked {
	f := s.form
	if e := s.environment(); isGeneric(e) {
		request := generic.Request{
			Person: f.uuid.typed, Message: f.text.typed, Hint: hintOf(e),
			RequestedExpiry: int(e.RequestedExpiry / time.Second), ACRValues: e.ACRValues,
		}
		if request.Hint != generic.HintLogin {
			request.Token = ciba.Secret(f.token.typed)
		}
		request = request.Canonical()
		return asked{generic: &request, caseID: strings.TrimSpace(f.referenceID.typed)}
	}
	r := mitid.Request{
		UUID: f.uuid.typed, ReferenceText: f.text.typed, IP: f.ip.typed,
		Action: f.action.typed, ReferenceID: f.referenceID.typed, Nonce: f.nonce,
	}
	if s.style == mitid.StyleDocumented && (f.appOS.typed != "" || f.returnURL.typed != "") {
		r.AppOS, r.AppSwitchReturnURL = f.appOS.typed, f.returnURL.typed
	}
	return asked{mitid: r.Canonical(), encoding: mitid.HintEncoding(f.encoding)}
}

// personKey is a person as the journal hashes them. A UUID is one person
// however it is spelt; anybody else is who the provider says, letter by letter.
func personKey(person string) string {
	if id, err := mitid.ParseUUID(person); err == nil {
		return id
	}
	return generic.CanonicalPerson(person)
}
