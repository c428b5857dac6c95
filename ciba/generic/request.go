package generic

import (
	"errors"
	"math"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"ringback/ciba"
)

// Hint is the parameter that identifies the person (CIBA Core 1.0 §7.1). A request has exactly one.
type Hint string

// The hints.
const (
	HintLogin      Hint = "login_hint"       // the person as the operator typed it
	HintLoginToken Hint = "login_hint_token" // a token of the person, which the provider defines
	HintIDToken    Hint = "id_token_hint"    // an ID token that the provider issued before
)

// The limits of a request. The specification has none.
const (
	// MaxPerson is the longest person, in UTF-16 units. It is the limit for sub (OpenID Connect
	// Core 1.0 §2).
	MaxPerson = 255
	// MaxText is the longest binding message, in UTF-16 units. It "SHOULD be relatively short"
	// (§7.1), and many providers accept less.
	MaxText = 130
	// MaxToken is the longest token for a hint, in bytes.
	MaxToken = 8 << 10
)

// The fields that a [ciba.FieldError] can name.
const (
	FieldPerson          = "person"
	FieldHint            = "hint"
	FieldHintToken       = "hint_token"
	FieldText            = "text"
	FieldRequestedExpiry = "requested_expiry"
	FieldACRValues       = "acr_values"
)

// Request is what the operator asks of a person. Callers store its JSON to resume after a crash, so
// the JSON keeps the names of the first version.
type Request struct {
	// Person is what the environment's claim must equal. With [HintLogin] it is also the
	// login_hint.
	Person string
	// Text is the binding_message, shown where the person approves and by the program that asks.
	Text string `json:"Message"`

	Hint Hint
	// Token is the value of the other two hints. It may allow its holder to ask in the person's
	// name, so it is never stored.
	Token ciba.Secret `json:"-"`

	RequestedExpiry int      // seconds, up to [ciba.MaxLifetime]; 0 leaves it to the provider
	ACRValues       []string // in order of preference; empty if none is requested
}

// CanonicalPerson returns the person to ask from what was typed: without leading and trailing white
// space, in Unicode normalization form C, so that it doesn't depend on the keyboard.
func CanonicalPerson(typed string) string { return norm.NFC.String(strings.TrimSpace(typed)) }

// Canonical returns the request as it is sent.
func (r Request) Canonical() Request {
	r.Person = CanonicalPerson(r.Person)
	r.Text = ciba.NormalizeText(r.Text)
	r.Token = ciba.Secret(strings.TrimSpace(r.Token.Reveal()))
	return r
}

// Validate reports what is wrong with what the operator typed: the joined [ciba.FieldError] of each
// field, in the order of the fields. It checks the request as it would be sent, so anything that
// [Request.Canonical] cleans is no error.
func (r Request) Validate() error {
	r = r.Canonical()
	return errors.Join(checkPerson(r.Person), checkText(r.Text), checkHint(r.Hint, r.Token.Reveal()))
}

// checkPerson reports why a canonical person can't be asked: empty, longer than [MaxPerson], or
// with an invisible character. Anything else is up to the provider. The error is a
// [ciba.FieldError].
func checkPerson(person string) error {
	return checkSeen(FieldPerson, person, MaxPerson)
}

// checkText reports why a normalized text can't be sent: empty, longer than [MaxText], or with a
// line break or an invisible character. A text is rejected, never cut or cleaned: the operator must
// know what the person will read. The error is a [ciba.FieldError].
func checkText(text string) error {
	return checkSeen(FieldText, text, MaxText)
}

func checkSeen(field, text string, limit int) error {
	if text == "" {
		return ciba.FieldError{Field: field, Problem: ciba.ProblemEmpty}
	}
	return ciba.CheckText(field, text, limit)
}

// Hide returns the names of the parameters whose values are secret.
func (r Request) Hide() []string {
	if r.Hint == HintLogin {
		return nil
	}
	return []string{string(r.Hint)}
}

// Form returns the parameters of the authentication request in the order of the specification (CIBA
// Core 1.0 §7.1). The scope is space-separated and must include openid. Package ciba adds the
// client authentication. The error is the joined [ciba.FieldError] of each field; the form is then
// nil.
func (r Request) Form(scope string) (ciba.Form, error) {
	if err := r.Validate(); err != nil {
		return nil, err
	}
	r = r.Canonical()
	wire := ciba.Request{
		Scope: scope, ACRValues: r.ACRValues, BindingMessage: r.Text,
		// keeps the duration from overflowing
		RequestedExpiry: time.Duration(min(r.RequestedExpiry, math.MaxInt32)) * time.Second,
	}
	switch r.Hint {
	case HintLogin:
		wire.LoginHint = r.Person
	case HintLoginToken:
		wire.LoginHintToken = r.Token
	case HintIDToken:
		wire.IDTokenHint = r.Token
	}
	return wire.Form()
}
