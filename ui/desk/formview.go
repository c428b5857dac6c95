package desk

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"ringback/ciba"
	"ringback/ciba/generic"
	"ringback/ciba/mitid"
	"ringback/storage"
)

// Form is the request as the operator fills it in.
type Form struct {
	Caller    Caller
	CallerAck bool // the confirmation that WeCalled needs
	// UUID is the person: the MitID UUID, or in a generic environment what
	// PersonClaim must equal.
	UUID Field
	// PersonClaim is the claim that must be the person in a generic environment;
	// "" there means that nobody is ever verified.
	PersonClaim string
	TokenHint   string // what Token is sent as: login_hint_token or id_token_hint; "" for neither
	Token       SecretField
	Text        Field
	TextUnits   int    // UTF-16 units, after normalization
	TextLimit   int    // 130
	Code        string // the check code made for this request; "" if the text doesn't hold it
	Preview     string // what the phone will show: the normalized text

	IP          Field
	IPIsExample bool // prefilled from the documentation: not a person's address
	IPFolded    bool // the environment sets it
	Action      Field
	Actions     []string // what Action can be, "" first
	ReferenceID Field
	AppOS       Field // "", "IOS", "Android"
	ReturnURL   Field
	Encoding    string   // "json", "base64"
	Encodings   []string // what Encoding can be

	// Request is the exact request as it would be sent, one parameter a line,
	// the secret as dots; nil while the form isn't valid.
	Request []Pair
	// Hint is the login hint decoded: JSON, indented.
	Hint string
}

// Field is one field of the form.
type Field struct {
	Value   string // as typed
	Problem Text   // why it can't be sent; zero while empty and untouched
	Valid   bool
}

// SecretField is a field whose value isn't for reading: it prints as dots.
type SecretField struct {
	Value   ciba.Secret
	Problem Text
	Valid   bool
}

// Pair is a name and a value.
type Pair struct{ Name, Value string }

// viewForm shows the form.
func (s *state) viewForm() Form {
	r, problems := s.ask(), s.problems()
	field := func(name string, in input) Field {
		f := Field{Value: in.typed}
		err, bad := problems[name]
		f.Valid = !bad && in.typed != ""
		// What nobody has filled in yet is no mistake, unless another field asks for it.
		if bad && (in.touched || in.typed != "" || name == mitid.FieldAppOS || name == mitid.FieldReturnURL) {
			f.Problem = fieldProblem(name, in.typed, err)
		}
		return f
	}
	e := s.environment()
	if isGeneric(e) {
		return s.viewGenericForm(e, r, field, len(problems) == 0)
	}
	f := Form{
		Caller: s.form.caller, CallerAck: s.form.callerAck,
		UUID: field(mitid.FieldUUID, s.form.uuid), Text: field(mitid.FieldReferenceText, s.form.text),
		TextUnits: ciba.TextUnits(r.text()), TextLimit: mitid.MaxTextUnits, Preview: r.text(),
		IP: field(mitid.FieldIP, s.form.ip), IPIsExample: e.IPFromDocumentation && s.form.ip.typed == e.IP, IPFolded: e.IP != "",
		Action: field(mitid.FieldAction, s.form.action), Actions: append([]string{""}, mitid.Actions()...),
		ReferenceID: field(mitid.FieldReferenceID, s.form.referenceID),
		AppOS:       field(mitid.FieldAppOS, s.form.appOS), ReturnURL: field(mitid.FieldReturnURL, s.form.returnURL),
		Encoding: s.form.encoding, Encodings: []string{string(mitid.HintJSON), string(mitid.HintBase64)},
	}
	f.Code = s.codeIn(r.text())
	if len(problems) == 0 {
		f.Request, f.Hint = exactRequest(e, r), indented(r.mitid)
	}
	return f
}

// viewGenericForm shows the form of the profile generic: nothing in it is
// MitID's. sendable says that nothing in it is wrong.
func (s *state) viewGenericForm(e storage.Environment, r asked, field func(string, input) Field, sendable bool) Form {
	f := Form{
		Caller: s.form.caller, CallerAck: s.form.callerAck,
		UUID: field(generic.FieldPerson, s.form.uuid), Text: field(generic.FieldMessage, s.form.text),
		TextUnits: ciba.TextUnits(r.text()), TextLimit: generic.MaxMessage, Preview: r.text(), Code: s.codeIn(r.text()),
		ReferenceID: field(mitid.FieldReferenceID, s.form.referenceID),
		PersonClaim: ciba.Clean(e.PersonClaim, 100),
	}
	if sendable {
		f.Request = exactRequest(e, r)
	}
	if r.generic.Hint != generic.HintLogin {
		f.TokenHint = string(r.generic.Hint)
		token := field(generic.FieldHintToken, s.form.token)
		f.Token = SecretField{Value: ciba.Secret(token.Value), Problem: token.Problem, Valid: token.Valid}
	}
	return f
}

// exactRequest is what would be sent, secrets as dots; nil if it can't be.
func exactRequest(e storage.Environment, r asked) []Pair {
	form, err := r.form(e.Scope)
	if err != nil {
		return nil
	}
	var shown []Pair
	for _, p := range e.Config().Preview(form) {
		if slices.Contains(r.hide(), p.Name) {
			p.Value = ciba.Secret(p.Value).String()
		}
		shown = append(shown, Pair{p.Name, p.Value})
	}
	return shown
}

// indented is the login hint for reading.
func indented(r mitid.Request) string {
	hint, err := r.Hint(mitid.HintJSON)
	if err != nil {
		return ""
	}
	value := jsontext.Value(hint)
	if err := value.Indent(jsontext.WithIndent("  ")); err != nil {
		return hint
	}
	return string(value)
}

// codeIn returns the check code if the text still holds it: what isn't on the
// phone must not be read aloud.
func (s *state) codeIn(text string) string {
	if s.form.code != "" && strings.Contains(text, s.form.code) {
		return s.form.code
	}
	return ""
}
