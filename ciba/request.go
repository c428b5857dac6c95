package ciba

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Request is an authentication request with the names of CIBA Core 1.0 §7.1. A provider that needs
// more parameters gets a raw [Form]; see [Params].
type Request struct {
	Scope     string   // space-separated, with openid; that of [Config] if empty
	ACRValues []string // the authentication context classes requested, in order of preference

	// The person; exactly one of the three is required.
	LoginHintToken Secret // identifies the person; the provider defines it
	IDTokenHint    Secret // an ID token that the provider issued before
	LoginHint      string // a name by which the provider knows the person

	BindingMessage  string        // shown to the person and to whoever asks; at most 1,000 UTF-16 units
	UserCode        Secret        // known only to the person, if the provider requires one
	RequestedExpiry time.Duration // whole seconds, at most [MaxLifetime]; 0: the provider decides
}

// The fields of a request, as errors name them and as they are called on the wire.
const (
	fieldACRValues       = "acr_values"
	fieldLoginHintToken  = "login_hint_token"
	fieldIDTokenHint     = "id_token_hint"
	fieldLoginHint       = "login_hint"
	fieldBindingMessage  = "binding_message"
	fieldUserCode        = "user_code"
	fieldRequestedExpiry = "requested_expiry"
)

// The limits of a request. The specification has none.
const (
	maxBindingMessage = 1000
	maxACRValue       = 100
)

// Form returns the parameters in the order of the specification, without client authentication,
// which the [Client] adds. The error is the joined [FieldError] of each field; the form is then
// nil.
func (r Request) Form() (Form, error) {
	if err := errors.Join(
		CheckScope(r.Scope), checkACRValues(r.ACRValues), r.checkHints(),
		CheckText(fieldBindingMessage, r.BindingMessage, maxBindingMessage), checkExpiry(r.RequestedExpiry),
	); err != nil {
		return nil, err
	}
	form := Form{{FieldScope, r.Scope}, {fieldACRValues, strings.Join(r.ACRValues, " ")}}
	form = append(form, r.hints()...)
	form = append(form, Param{fieldBindingMessage, r.BindingMessage}, Param{fieldUserCode, r.UserCode.Reveal()})
	if r.RequestedExpiry > 0 {
		form = append(form, Param{fieldRequestedExpiry, strconv.FormatInt(int64(r.RequestedExpiry/time.Second), 10)})
	}
	return slices.DeleteFunc(form, func(p Param) bool { return p.Value == "" }), nil
}

// hints returns all three, set or not.
func (r Request) hints() Form {
	return Form{{fieldLoginHintToken, r.LoginHintToken.Reveal()}, {fieldIDTokenHint, r.IDTokenHint.Reveal()}, {fieldLoginHint, r.LoginHint}}
}

func (r Request) checkHints() error {
	given := slices.DeleteFunc(r.hints(), func(p Param) bool { return p.Value == "" })
	switch len(given) {
	case 0:
		return FieldError{Field: fieldLoginHint, Problem: ProblemEmpty}
	case 1:
		return nil
	}
	return FieldError{Field: given[1].Name, Problem: ProblemTooMany}
}

// checkExpiry reports whether wanted can't be sent: it must be a positive number of whole seconds,
// or 0 for none.
func checkExpiry(wanted time.Duration) error {
	switch {
	case wanted < 0, wanted%time.Second != 0:
		return FieldError{Field: fieldRequestedExpiry, Problem: ProblemMalformed}
	case wanted > MaxLifetime:
		return FieldError{Field: fieldRequestedExpiry, Problem: ProblemTooLong, Limit: int(MaxLifetime / time.Second)}
	}
	return nil
}

func checkACRValues(values []string) error {
	for _, value := range values {
		if value == "" || len(value) > maxACRValue || strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return FieldError{Field: fieldACRValues, Problem: ProblemMalformed}
		}
	}
	return nil
}

// Prepare prepares the verification of a request. Nothing is sent before [Verification.Run]. The
// tokens and the code in the request are masked in every [Exchange]. The error is that of
// [Request.Form].
//
// Prepare ignores Params.Form; use [Client.NewVerification] for a ready-made form.
func (c *Client) Prepare(r Request, p Params) (*Verification, error) {
	if r.Scope == "" {
		r.Scope = c.config.Scope
	}
	form, err := r.Form()
	if err != nil {
		return nil, err
	}
	p.Form = form
	p.Hide = append(slices.Clone(p.Hide), fieldLoginHintToken, fieldIDTokenHint, fieldUserCode)
	return c.NewVerification(p), nil
}
