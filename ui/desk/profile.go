package desk

import (
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"ringback/ciba"
	"ringback/storage/config"
)

// asked is a request as it would be sent or was sent. Every profile has its own: the request of its
// protocol package, said in the words of the desk.
type asked interface {
	Person() string // as the profile writes it
	Text() string
	Case() string // the operator's own; not every profile sends it

	// Validate reports what keeps it from being sent, made of [ciba.FieldError].
	Validate() error
	// Form is what is sent, without client authentication.
	Form(scope string) (ciba.Form, error)
	// Params are what the profile adds to a verification: the secret parameters of the form, the
	// reference that a token may state, the checks, and what the provider's own error codes mean.
	Params(e config.Environment) ciba.Params

	// Show fills in what the form shows of the profile's own fields.
	Show(f *Form, show shown)
	// Name puts who approved on a verified outcome.
	Name(o *Outcome, claims ciba.Claims)
	// Transaction is the provider's number for an approval; "" where the profile knows none.
	Transaction(claims ciba.Claims) string
}

// profile is a kind of provider. A new one is a package of the protocol, a file here that makes a
// profile of it, and a line in [profiles].
type profile struct {
	id string // as an environments file writes it

	// ask makes of what was typed the request as it would be sent.
	ask func(form, config.Environment) asked
	// kept reads a request of the members that its JSON has.
	kept func(members jsontext.Value) (asked, error)
	// person reads whom somebody typed, as the journal hashes them.
	person func(typed string) (person string, ok bool)
	// fields are those of the form that another profile may lack.
	fields func(config.Environment) []string
	// oauth says what an error of the provider's means.
	oauth func(*ciba.OAuthError) Text

	breaksOff []string // the error codes of a person who didn't say no, but broke it off
	foreign   []string // the keys of an environments file that mean nothing here
	appswitch bool     // there is an app of which we know the address
	births    bool     // it states when somebody was born

	words string   // where its own texts are: before the key of the one that each replaces
	own   []string // the texts that it says in its own words
	apart Text     // what a receipt says that we are not; zero for nothing
}

// profiles are all there are. The first one is that of an environment that doesn't say.
func profiles() []profile { return []profile{mitidFlex(), anyProvider()} }

// profileOf returns a profile by its id.
func profileOf(id string) profile {
	all := profiles()
	return all[max(0, slices.IndexFunc(all, func(p profile) bool { return p.id == id }))]
}

// ask is what the form asks for.
func (s *state) ask() asked {
	e := s.environment()
	return profileOf(e.Profile).ask(s.form, e)
}

// personKey is a person as the journal hashes them, whichever profile asked for them.
func personKey(typed string) string {
	for _, p := range profiles() {
		if person, ok := p.person(typed); ok {
			return person
		}
	}
	return typed
}
