package ui

import (
	"slices"
	"strings"
	"time"

	"ringback/ui/desk"
)

const (
	genericPerson = "mette.holm@identity.example"
	genericName   = "Mette Holm Sørensen"
)

// inGeneric moves a view to an environment of a provider that isn't MitID.
func inGeneric(v desk.View) desk.View {
	v.Environments = append(environments(), desk.Environment{ID: "identity", Name: "Identity, test", Badge: desk.BadgeTest, Host: "identity.example", Profile: "generic"})
	v.Environment = v.Environments[len(v.Environments)-1]
	v.Status.Badge, v.Phone, v.Appswitch = desk.BadgeTest, nil, desk.Appswitch{}
	v.Secret = desk.SecretState{Needed: true, Source: "keyring"}
	v.Form = desk.Form{
		Caller: v.Form.Caller, Person: desk.Field{Value: genericPerson, Valid: true}, PersonClaim: "preferred_username",
		Text: v.Form.Text, TextUnits: v.Form.TextUnits, TextLimit: v.Form.TextLimit, Code: v.Form.Code, Preview: v.Form.Preview,
		Request: []desk.Pair{
			{Name: "scope", Value: "openid"}, {Name: "client_id", Value: "ringback"}, {Name: "client_secret", Value: "•••"},
			{Name: "login_hint", Value: genericPerson}, {Name: "binding_message", Value: sampleText}, {Name: "requested_expiry", Value: "120"},
		},
	}
	if o := v.Outcome; o != nil {
		o.Person, o.Transaction, o.DateOfBirth = genericPerson, "", time.Time{}
		inGenericWords(v)
	}
	if v.State != desk.Idle && v.State != desk.Ended {
		v.Status.SayNow = desk.Say("generic.say.waiting.code", "Code", "4821")
	}
	return v
}

// inGenericWords gives an outcome what the desk gives it.
func inGenericWords(v desk.View) {
	notHere := desk.Value{Word: desk.Say("check.value.not_applicable")}
	for i := range v.Outcome.Checks {
		check := &v.Outcome.Checks[i]
		switch check.ID {
		case "identity_provider", "transaction", "nonce":
			check.Result, check.Expected, check.Actual = "skip", desk.Value{}, notHere
		case "reference_text":
			check.Result, check.Actual = "skip", notHere
		case "person":
			check.Expected = desk.Value{Text: genericPerson}
		case "assurance":
			check.Expected, check.Actual = desk.Value{Text: "urn:example:loa:2"}, desk.Value{Text: "urn:example:loa:1"}
		}
	}
}

// genericSamples returns the samples of the profile generic.
func genericSamples() []sample {
	empty := inGeneric(emptyView())
	empty.Form.Person, empty.Form.Request = desk.Field{}, nil
	empty.Missing.Text = desk.Say("form.missing.empty", "Field", desk.Say("generic.form.person.label"))

	token := inGeneric(filledView())
	token.Form.TokenHint, token.Form.Token = "id_token_hint", desk.SecretField{Value: "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", Valid: true}
	token.Form.Request[3] = desk.Pair{Name: "id_token_hint", Value: "•••"}

	wrong := inGeneric(problemView())
	wrong.Form.Person = desk.Field{Value: "mette\u200bholm", Problem: desk.Say("form.person.problem.invisible")}
	wrong.Missing.Text = desk.Say("form.missing.wrong", "Field", desk.Say("generic.form.person.label"))
	wrong.Form.TokenHint, wrong.Form.Token = "login_hint_token", desk.SecretField{Value: "æ", Problem: desk.Say("form.hint_token.problem.malformed")}
	wrong.Form.Text.Problem, wrong.Form.Request = desk.Say("generic.form.text.problem.too_long", "Length", 156, "Limit", 130), nil

	unclaimed := inGeneric(filledView())
	unclaimed.Form.PersonClaim = ""

	verified := inGeneric(verifiedView())
	verified.Status.Sentence = desk.Say("generic.outcome.verified.sentence", "Name", genericName, "At", desk.At(at(10, 42, 51)))
	verified.Status.SayNow, verified.Outcome.Advice = desk.Say("generic.say.outcome.verified"), desk.Say("generic.outcome.verified.meaning")
	verified.Outcome.Name = genericName

	long := verified
	outcome := *verified.Outcome
	long.Outcome = &outcome
	long.Outcome.Person = strings.Repeat("urn:example:person:", 8) + "4711"
	long.Outcome.Name, long.Outcome.Unnamed = long.Outcome.Person, true
	long.Outcome.Checks = slices.Clone(long.Outcome.Checks)
	long.Outcome.Checks[0].Expected.Text = long.Outcome.Person
	long.Form.Person.Value = long.Outcome.Person
	long.Status.Sentence = desk.Say("generic.outcome.verified.sentence", "Name", long.Outcome.Person, "At", desk.At(at(10, 42, 51)))

	nobody := inGeneric(notVerifiedView("person_claim", desk.Value{}))
	nobody.Outcome.Checks = failing("person", desk.Value{Word: desk.Say("check.value.unverified")})
	nobody.Outcome.Checks[0].Expected = desk.Value{Word: desk.Say("check.value.no_person_claim")}
	inGenericWords(nobody)
	nobody.Outcome.Checks[0].Expected = desk.Value{Word: desk.Say("check.value.no_person_claim")}
	nobody.Form.PersonClaim = ""

	return []sample{
		{name: "generic-empty", view: empty},
		{name: "generic-filled", view: inGeneric(filledView())},
		{name: "generic-exact", view: inGeneric(filledView()), open: "exact"},
		{name: "generic-token", view: token},
		{name: "generic-problems", view: wrong},
		{name: "generic-unclaimed", view: unclaimed},
		{name: "generic-waiting", view: inGeneric(waitingView())},
		{name: "generic-verified", view: verified},
		{name: "generic-long", view: long},
		{name: "generic-nobody", view: nobody},
		{name: "generic-receipt", view: verified, open: "receipt"},
	}
}
