package desk

import (
	"slices"
	"strings"
	"time"

	"ringback/ciba"
	"ringback/ciba/generic"
	"ringback/ciba/mitid"
	"ringback/storage/config"
)

// Form is the request as the operator fills it in.
type Form struct {
	Caller    Caller
	CallerAck bool // the confirmation that WeCalled needs
	Filled    bool // begun by Fill
	// FilledBy says which offer filled the form, until Start; usually "". Resting is true in the
	// first second after that, in which nothing starts.
	FilledBy OfferKind
	Resting  bool

	// Fields are the names of the profile's fields that other profiles may lack; see [Form.Has].
	Fields []string
	// Person is the MitID UUID, or in a generic environment the value that PersonClaim must have.
	// A CPR number is shown as typed until Start, and from then on masked.
	Person Field
	// CPR is the number that Person is, for an operator who asks to see it; the zero value if it is
	// none, or after a restart. Born is its date of birth, until Start.
	CPR  mitid.CPR
	Born time.Time
	// PersonAskedUntil: a request to Person may be open until then, by what the shared journal
	// says; zero if none is, or nobody knows.
	PersonAskedUntil time.Time
	// PersonClaim is the claim that must equal Person in a generic environment. If it is "" there,
	// nobody is ever verified.
	PersonClaim string
	TokenHint   string // parameter for Token: login_hint_token, id_token_hint; "" for neither
	Token       SecretField
	Text        Field
	TextUnits   int    // UTF-16 units, after normalization
	TextLimit   int    // 130
	Code        string // the check code of this request; "" if the text doesn't contain it
	Preview     string // what the phone will show: the normalized text

	IP          Field
	IPIsExample bool // prefilled from the documentation: no real person's address
	IPFolded    bool // the environment sets it
	Action      Field
	Actions     []string // choices for Action, "" first
	Case        Field
	AppOS       Field // "", "IOS", "Android"
	ReturnURL   Field
	Encoding    string   // "json", "base64"
	Encodings   []string // choices for Encoding

	// Lacks is what it still lacks, from its top down: names as in [Missing].
	Lacks []string

	// Request is the exact request that would be sent, one parameter per line, secrets as dots; nil
	// while the form isn't valid.
	Request []Pair
	// Hint is the decoded login hint: JSON, indented.
	Hint string
}

// Field is one field of the form.
type Field struct {
	Value   string // as typed
	Problem Text   // why it can't be sent; zero while empty and untouched
	Valid   bool
	Notes   []Text // what was changed in a text that was pasted; usually none
}

// SecretField is a field whose value prints as dots.
type SecretField struct {
	Value   ciba.Secret
	Problem Text
	Valid   bool
}

// Pair is a name and a value.
type Pair struct{ Name, Value string }

// The fields by name. All but the first three are in [Form.Fields] of the profiles that have them.
const (
	FieldPerson    = mitid.FieldPerson
	FieldText      = mitid.FieldText
	FieldCase      = mitid.FieldCase
	FieldUUID      = "uuid" // the person is asked for by MitID UUID
	FieldCPR       = "cpr"  // … or by CPR number
	FieldHintToken = generic.FieldHintToken
	FieldIP        = mitid.FieldIP
	FieldAction    = mitid.FieldAction
	FieldAppOS     = mitid.FieldAppOS
	FieldReturnURL = mitid.FieldReturnURL
)

// Has reports whether the profile has a field.
func (f Form) Has(field string) bool { return slices.Contains(f.Fields, field) }

// shown is what a profile needs to show its fields.
type shown struct {
	environment config.Environment
	typed       form
	locked      bool // a request is on the desk
	problems    map[string]ciba.FieldError
}

// field returns one field. An empty field that wasn't touched shows no problem, unless another
// field requires it.
func (s shown) field(name string, in input) Field {
	f := Field{Value: in.typed, Notes: in.notes}
	err, bad := s.problems[name]
	f.Valid = !bad && in.typed != ""
	if bad && (in.touched || in.typed != "" || name == FieldAppOS || name == FieldReturnURL) {
		p := profileOf(s.environment.Profile)
		f.Problem = p.say(fieldProblem(name, in.typed, err, p.fields(s.environment)))
	}
	if !in.refused.IsZero() {
		f.Problem = in.refused
	}
	return f
}

// viewForm returns the form as the operator sees it.
func (s *state) viewForm() Form {
	e, r := s.environment(), s.ask()
	if s.run != nil && s.run.resumed {
		r = s.run.request // the form lacks what isn't kept
	}
	show := shown{environment: e, typed: s.form, locked: s.run != nil, problems: s.problems()}
	f := Form{
		Caller: s.form.caller, CallerAck: s.form.callerAck, Filled: s.form.filled, Fields: profileOf(e.Profile).fields(e),
		TextUnits: ciba.TextUnits(r.Text()), Preview: r.Text(), Code: s.codeIn(r.Text()),
		Case: show.field(mitid.FieldCase, s.form.caseNumber), PersonAskedUntil: s.openUntil(),
	}
	if s.run == nil {
		f.FilledBy, f.Resting = s.form.filledBy, s.formRests()
	}
	r.Show(&f, show)
	if show.problems[mitid.FieldText].Problem == problemCPRInside {
		f.Preview = "" // no phone will show it, and the console writes it
	}
	f.Lacks = s.lacks()
	if !f.Person.Problem.IsZero() && s.form.person.refused.IsZero() {
		if found := s.find(s.form.person.typed); !found.Problem.IsZero() {
			f.Person.Problem = found.Problem
		}
	}
	if len(show.problems) == 0 {
		f.Request = exactRequest(e, r)
	}
	return f
}

// exactRequest returns what would be sent, secrets as dots; nil if it can't be built.
func exactRequest(e config.Environment, r asked) []Pair {
	form, err := r.Form(e.Scope)
	if err != nil {
		return nil
	}
	var pairs []Pair
	params := r.Params(e)
	for _, p := range e.Config().Preview(ciba.MaskHint(form, params.Mask)) {
		if slices.Contains(params.Hide, p.Name) {
			p.Value = ciba.Secret(p.Value).String()
		}
		pairs = append(pairs, Pair{p.Name, p.Value})
	}
	return pairs
}

// codeIn returns the check code if the text still contains it. The operator must not read aloud
// what isn't on the phone.
func (s *state) codeIn(text string) string {
	if s.form.code != "" && strings.Contains(text, s.form.code) {
		return s.form.code
	}
	return ""
}
