package generic

import (
	"errors"
	"math"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"ringback/ciba"
)

// Hint is the parameter that names the person (CIBA Core 1.0 §7.1). A request has exactly one.
type Hint string

// The hints.
const (
	HintLogin Hint = "login_hint" // the person as the operator typed it
	// a token that names the person; from whom, the provider says
	HintLoginToken Hint = "login_hint_token"
	// an ID token that the provider once issued for the person
	HintIDToken Hint = "id_token_hint"
)

// The bounds of a request. The specification names none.
const (
	// MaxPerson is the longest person, in UTF-16 units: as long as sub may be (OpenID Connect Core
	// 1.0 §2).
	MaxPerson = 255
	// MaxText is the longest binding message, in UTF-16 units. It "SHOULD be relatively short"
	// (§7.1), and many providers take less.
	MaxText = 130
	// MaxToken is the longest token for a hint, in bytes.
	MaxToken = 8 << 10
)

// The fields that a [ciba.FieldError] can be about.
const (
	FieldPerson          = "person"
	FieldHint            = "hint"
	FieldHintToken       = "hint_token"
	FieldText            = "text"
	FieldRequestedExpiry = "requested_expiry"
	FieldACRValues       = "acr_values"
)

// Request is what the operator asks of a person. Its JSON, which callers keep to go on after a
// crash, has the names that it had at first.
type Request struct {
	// Person is what the claim of the environment must equal. With [HintLogin] it is the login_hint
	// too.
	Person string
	// Text is the binding_message: shown where the person approves, and by whoever asks.
	Text string `json:"Message"`

	Hint Hint
	// Token is the value of the other two hints. It may let its holder ask in the person's name, so
	// it is never written anywhere.
	Token ciba.Secret `json:"-"`

	// seconds, at most those of [ciba.MaxLifetime]; 0 leaves it to the provider
	RequestedExpiry int
	ACRValues       []string // in the order of preference; none asks for nothing
}

// CanonicalPerson makes of what was typed the person who is asked: without white space at its ends,
// in Unicode normalization form C, so that it doesn't matter with which keyboard it was typed.
func CanonicalPerson(typed string) string { return norm.NFC.String(strings.TrimSpace(typed)) }

// Canonical returns the request as it is sent.
func (r Request) Canonical() Request {
	r.Person = CanonicalPerson(r.Person)
	r.Text = ciba.NormalizeText(r.Text)
	r.Token = ciba.Secret(strings.TrimSpace(r.Token.Reveal()))
	return r
}

// Validate reports what is wrong with what the operator typed: the joined [ciba.FieldError] of each
// field, in the order of the fields. It judges the request as it would be sent, so what
// [Request.Canonical] cleans is no error.
func (r Request) Validate() error {
	r = r.Canonical()
	return errors.Join(CheckPerson(r.Person), CheckText(r.Text), checkToken(r.Hint, r.Token.Reveal()))
}

// CheckPerson reports why a canonical person can't be asked: nobody, longer than [MaxPerson], or
// with a character that can't be seen. Whatever else it holds is the provider's business. The error
// is a [ciba.FieldError].
func CheckPerson(person string) error {
	return checkSeen(FieldPerson, person, MaxPerson)
}

// CheckText reports why a normalized text can't be sent: empty, longer than [MaxText], or with a
// line break or a character that can't be seen. A text is refused, never cut or cleaned: the
// operator must know what the person will read. The error is a [ciba.FieldError].
func CheckText(message string) error {
	return checkSeen(FieldText, message, MaxText)
}

func checkSeen(field, text string, limit int) error {
	if text == "" {
		return ciba.FieldError{Field: field, Problem: ciba.ProblemEmpty}
	}
	return ciba.CheckText(field, text, limit)
}

// Hide names the parameters of the request whose values are secret.
func (r Request) Hide() []string {
	if r.Hint == HintLogin {
		return nil
	}
	return []string{string(r.Hint)}
}

// Form returns the parameters of the authentication request in the order of the specification (CIBA
// Core 1.0 §7.1). The scope is space-separated and must hold openid. Client authentication is not
// in it: package ciba adds that. The error is made of [ciba.FieldError], and there is no form then.
func (r Request) Form(scope string) (ciba.Form, error) {
	if err := r.Validate(); err != nil {
		return nil, err
	}
	r = r.Canonical()
	wire := ciba.Request{
		Scope: scope, ACRValues: r.ACRValues, BindingMessage: r.Text,
		// as a duration it must not wrap around
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
