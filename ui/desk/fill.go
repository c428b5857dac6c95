package desk

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"ringback/ciba"
	"ringback/ciba/generic"
	"ringback/ciba/mitid"
)

// Request is what a case system fills into the form. A field that is "" is left to the operator and
// the environment.
type Request struct {
	Environment string // id; "" is the one in use
	Person      string // MitID UUID; in a generic environment as the provider knows them
	CPR         string // CPR number, instead of Person; never in a link
	HintToken   string // secret; for a generic environment whose hint is a token
	Text        string // reference text; "" is the template with a new check code
	IP          string
	Action      string
	Case        string
	AppOS       string // "IOS" or "Android"
	ReturnURL   string
}

// person returns whom the request names, however it does.
func (r Request) person() string { return cmp.Or(r.Person, r.CPR) }

// Maximum lengths, in UTF-16 units, of fields that may reach the form. Whether the value can be
// sent is up to the form.
const (
	maxFilled    = 64
	maxFilledURL = 2048
)

// LongUUID says why a person who is named as a MitID UUID must not reach the form: the name is too
// long. A person who is named as such may have a longer one: other providers do.
func LongUUID(uuid string) Text {
	if ciba.TextUnits(uuid) > maxFilled {
		return Say("fill.too_long", "Field", Say("form.person.label"), "Limit", maxFilled)
	}
	return Text{}
}

// Problem says why a request must not reach the form: a field is too long, or has invisible
// characters, so that the form would show something other than what is sent. Values that are merely
// invalid are filled in, and the form reports them.
func (r Request) Problem() Text {
	fields := []struct {
		name  Text
		value string
		limit int
	}{
		{Say("bar.environment"), r.Environment, maxFilled},
		{Say("result.person"), r.Person, generic.MaxPerson},
		{Say("form.cpr.label"), r.CPR, maxFilled},
		{Say("form.hint_token.label"), r.HintToken, generic.MaxToken},
		{Say("form.text.label"), r.Text, mitid.MaxText},
		{Say("form.ip.label"), r.IP, maxFilled},
		{Say("form.case.label"), r.Case, mitid.MaxCase},
		{Say("form.return_url.label"), r.ReturnURL, maxFilledURL},
	}
	for _, field := range fields {
		switch {
		case ciba.TextUnits(field.value) > field.limit:
			return Say("fill.too_long", "Field", field.name, "Limit", field.limit)
		case !utf8.ValidString(field.value) || ciba.Clean(field.value, len(field.value)) != field.value:
			return Say("fill.characters", "Field", field.name)
		}
	}
	switch {
	case r.Action != "" && !slices.Contains(mitid.Actions(), r.Action):
		return Say("fill.not_a_choice", "Field", Say("form.action.label"))
	case r.AppOS != "" && r.AppOS != mitid.AppOSIOS && r.AppOS != mitid.AppOSAndroid:
		return Say("fill.not_a_choice", "Field", Say("form.app_os.label"))
	}
	return r.cprInside()
}

// cprInside reports a text or a case that has the person's CPR number in it: they are shown where
// the number must not be.
func (r Request) cprInside() Text {
	number := unseparated(r.CPR)
	if number == "" {
		return Text{}
	}
	for _, field := range []struct{ name, value string }{{mitid.FieldText, r.Text}, {mitid.FieldCase, r.Case}} {
		if strings.Contains(unseparated(field.value), number) {
			return Say("fill.cpr_inside", "Field", Say("form."+field.name+".label"))
		}
	}
	return Text{}
}

// Fill puts a request into the form of a desk without an operator, all fields at once, and switches
// to its environment. It sets Form.Filled and clears the data of the previous person. Values that a
// form couldn't show as they are reach it as well, and it says what is wrong with them. A request
// that names an unknown environment, or that has what the environment has no field for, changes
// nothing and is reported as a notice. Fill never starts a verification, and does nothing on a
// locked desk. See [Desk.Offer] for a desk with an operator.
func (d *Desk) Fill(r Request) {
	d.edit(func(s *state) {
		at, problem := s.findFor(r)
		if !problem.IsZero() {
			s.notify(problem, true)
			return
		}
		s.fillIn(r, at)
		s.form.filled = true
	})
}

// findFor returns the index of the environment that a request is for, and why it isn't for any.
func (s *state) findFor(r Request) (at int, problem Text) {
	at = s.current
	if r.Environment != "" {
		at = s.environmentAt(r.Environment)
	}
	if at < 0 {
		return -1, s.noEnvironment(r.Environment)
	}
	e := s.whole(s.environments[at])
	if r.CPR != "" && s.cprIsOff(e.ID) {
		return at, Say("form.person.problem." + problemCPRBarred)
	}
	return at, r.strange(profileOf(e.Profile).fields(e))
}

// Strange reports a field of the request that means nothing in the environment in use. Ignoring it
// could drop what matters.
func (r Request) Strange(v View) Text {
	if r.CPR != "" && v.Fixed.CPR {
		return Say("form.person.problem." + problemCPRBarred)
	}
	return r.strange(v.Form.Fields)
}

func (r Request) strange(fields []string) Text {
	switch {
	case r.CPR != "" && r.Person != "":
		return Say("fill.two_persons")
	case isCPR(r.Person) && slices.Contains(fields, FieldUUID):
		return Say("fill.cpr_as_person")
	case r.CPR != "" && !isCPR(r.CPR):
		return Say("fill.not_cpr")
	}
	for _, field := range []struct{ name, value string }{
		{FieldCPR, r.CPR}, {FieldHintToken, r.HintToken}, {FieldIP, r.IP}, {FieldAction, r.Action}, {FieldAppOS, r.AppOS}, {FieldReturnURL, r.ReturnURL},
	} {
		if field.value != "" && !slices.Contains(fields, field.name) {
			return Say("fill.not_for_profile", "Field", Say("form."+field.name+".label"))
		}
	}
	return Text{}
}

// noEnvironment says that a request names an environment that is unknown or not allowed.
func (s *state) noEnvironment(id string) Text {
	if problem := NotAllowed(s.opt.Policy, id); !problem.IsZero() {
		return problem
	}
	return Say("fill.environment_unknown", "ID", ciba.Clean(id, 40))
}

// canonical returns the person of a request as the form shows them: a CPR number with its hyphen.
func (s *state) canonical(r Request) string {
	if number, err := mitid.ParseCPR(r.CPR, true, s.opt.Now()); err == nil {
		return number.Whole()
	}
	return r.person()
}

// fillIn begins a new request with the given fields, in the environment at an index.
func (s *state) fillIn(r Request, at int) {
	if at != s.current {
		s.switchTo(at) // not remembered: the operator didn't choose it
	}
	s.clearPerson()
	s.form.begun, s.form.forDay = true, make(map[string]input)
	for field, value := range map[string]string{FieldIP: r.IP, FieldAction: r.Action, FieldAppOS: r.AppOS, FieldReturnURL: r.ReturnURL} {
		if value != "" {
			s.form.forDay[field] = *s.form.input(field)
		}
	}
	for _, given := range []struct {
		value string
		field *input
	}{
		{s.canonical(r), &s.form.person}, {r.HintToken, &s.form.token}, {r.Text, &s.form.text}, {r.IP, &s.form.ip}, {r.Action, &s.form.action},
		{r.Case, &s.form.caseNumber}, {r.AppOS, &s.form.appOS}, {r.ReturnURL, &s.form.returnURL},
	} {
		if given.value != "" {
			given.field.set(given.value)
		}
	}
	if r.Text == "" && r.Case != "" && s.form.code != "" {
		s.refillText() // the template may contain it
	}
}
