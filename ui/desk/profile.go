package desk

import (
	"context"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"ringback/ciba"
	"ringback/ciba/mitid"
	"ringback/storage/config"
	"ringback/storage/journal"
)

// asked is a request as it would be sent or was sent. Each profile has its own: it wraps the
// request of its protocol package.
type asked interface {
	Person() string      // as the profile writes it, and as it is shown: a CPR number masked
	Key() journal.Person // as the journal hashes it
	Text() string
	Case() string // the operator's own reference; not every profile sends it

	// Validate returns what keeps it from being sent, as [ciba.FieldError] values.
	Validate() error
	// Form returns the parameters that are sent, without client authentication.
	Form(scope string) (ciba.Form, error)
	// Params returns what the profile adds to a verification: the secret parameters of the form,
	// the reference that a token may state, the checks, and the meaning of the provider's own error
	// codes.
	Params(e config.Environment) ciba.Params
	// Late returns what decides the person after all other checks, see [ciba.Params]; nil if the
	// token's claims decide.
	Late(m mitid.Match) func(context.Context, ciba.Late) ciba.Check
	// Also returns who a verified person is in the journal's other domain; nobody if that isn't
	// known.
	Also(claims ciba.Claims) journal.Person

	// Refill puts into the form what the request says beyond person and text, as far as it is kept.
	Refill(*form)
	// Show fills in the profile's own fields of the form.
	Show(f *Form, show shown)
	// Name sets who approved on a verified outcome.
	Name(o *Outcome, claims ciba.Claims)
	// Transaction returns the provider's id of an approval; "" if the profile has none.
	Transaction(claims ciba.Claims) string
}

// profile is a kind of provider. A new one takes a package of the protocol, a file here that makes
// a profile of it, and an entry in [profiles].
type profile struct {
	id string // as an environments file writes it

	// ask makes the request from the form.
	ask func(f form, e config.Environment, now time.Time) asked
	// kept decodes a request from its JSON members.
	kept func(members jsontext.Value) (asked, error)
	// find returns whom a text names; nil if every text is taken as it is.
	find func(text string, l lookup) Finding
	// person returns a person as typed for hashing in the journal.
	person func(typed string, now time.Time) (person journal.Person, ok bool)
	// fields are the fields of the form that another profile may lack.
	fields func(config.Environment) []string
	// oauth says what an error of the provider means.
	oauth func(*ciba.OAuthError) Text

	breaksOff []string // error codes of a person who aborted rather than refused
	foreign   []string // keys of an environments file that mean nothing here
	appswitch bool     // it has an app whose address we know
	births    bool     // it states the date of birth

	words string   // prefix for the keys of its own texts
	own   []string // keys of the texts that it words differently
	apart Text     // from whom a receipt says we are independent; may be zero
}

// profiles returns all profiles. The first is the default of an environment that names none.
func profiles() []profile { return []profile{mitidFlex(), anyProvider()} }

// profileOf returns a profile by its id, or the default.
func profileOf(id string) profile {
	all := profiles()
	return all[max(0, slices.IndexFunc(all, func(p profile) bool { return p.id == id }))]
}

// ask returns the request that the form describes.
func (s *state) ask() asked {
	e := s.environment()
	return profileOf(e.Profile).ask(s.form, e, s.opt.Now())
}

// personKey returns a person as the journal hashes them, whichever profile asked for them.
func personKey(typed string, now time.Time) journal.Person {
	for _, p := range profiles() {
		if person, ok := p.person(typed, now); ok {
			return person
		}
	}
	return journal.Named(typed)
}
