package secrets

import (
	"errors"
	"fmt"

	"ringback/ciba"
)

// Binding is what a client's secret or private key is bound to. It is given out only for exactly
// this, so that an environment that was changed, by mistake or on purpose, sends nothing to a host
// that the user hasn't agreed to. Endpoints that aren't overridden are the issuer's, whose host
// discovery can't leave (see [ciba.Client.Discover]).
type Binding struct {
	Issuer    string
	ClientID  string
	Key       bool // a private key, which signs assertions; else a secret
	Overrides Overrides
	// PublicSecret is the client's secret if that is public on purpose and built in, else "".
	PublicSecret ciba.Secret
}

// Overrides are the endpoints that an environment overrides and that are sent the secret or an
// assertion, the hint, the auth_req_id or an access token. Each is a complete URL in its canonical
// form ([ciba.CanonicalURL]); "" is the issuer's own. The JSON members are the keys of the
// environments file.
type Overrides struct {
	BackchannelAuthentication string `json:"backchannel_authentication_endpoint,omitempty"`
	Token                     string `json:"token_endpoint,omitempty"`
	Cancel                    string `json:"cancel_endpoint,omitempty"`
	CPRMatch                  string `json:"cpr_match_endpoint,omitempty"`
}

// The keys of the endpoints that a secret is bound to, in the order in which changes are listed.
const (
	keyBackchannelAuthentication = "backchannel_authentication_endpoint"
	keyToken                     = "token_endpoint"
	keyCancel                    = "cancel_endpoint"
	keyCPRMatch                  = "cpr_match_endpoint"
)

// OverridesOf takes the endpoints by their keys. It panics for an unknown key, because nothing
// would be bound to it. A test compares this list with that of the environments.
func OverridesOf(bound map[string]string) Overrides {
	var o Overrides
	for key, address := range bound {
		into := o.of(key)
		if into == nil {
			panic("secrets: nothing is bound to " + key) // our mistake, not the input's
		}
		*into = ciba.CanonicalURL(address)
	}
	return o
}

// of returns the endpoint of a key; nil if nothing is bound to that key.
func (o *Overrides) of(key string) *string {
	switch key {
	case keyBackchannelAuthentication:
		return &o.BackchannelAuthentication
	case keyToken:
		return &o.Token
	case keyCancel:
		return &o.Cancel
	case keyCPRMatch:
		return &o.CPRMatch
	}
	return nil
}

// Get returns the endpoint of a key of the environments file, "" for the issuer's own.
func (o Overrides) Get(key string) string {
	if at := o.of(key); at != nil {
		return *at
	}
	return ""
}

// None reports whether nothing is overridden.
func (o Overrides) None() bool { return o == Overrides{} }

// whole reports whether the binding names a client.
func (b Binding) whole() bool { return b.Issuer != "" && b.ClientID != "" }

// client returns the binding without what may differ between environments that share a client: the
// keyring has one entry for all of them.
func (b Binding) client() Binding { return Binding{Issuer: b.Issuer, ClientID: b.ClientID} }

// Published reports whether the client's secret is public and built in. Such a client needs no
// saved secret, but the user's agreement to other hosts.
func (b Binding) Published() bool {
	_, ok := b.published()
	return ok
}

func (b Binding) published() (ciba.Secret, bool) {
	if b.Key || b.PublicSecret == "" {
		return "", false
	}
	return b.PublicSecret, true
}

// fits reports whether a secret is of the kind that is bound: a private key is never given out as a
// secret, nor a secret as a private key.
func (b Binding) fits(secret ciba.Secret) error {
	switch isKey := ciba.HoldsPrivateKey(secret); {
	case !b.Key && isKey:
		return ErrKeySaved
	case b.Key && !isKey:
		return ErrSecretSaved
	case b.Key:
		_, err := ciba.ParsePrivateKey(secret)
		return err
	}
	return nil
}

// ElsewhereError says that a secret was agreed to for other hosts than it would be sent to now. It
// is [ErrBoundElsewhere] with both bindings.
type ElsewhereError struct {
	Saved, Asked Binding
	// Public means that the secret is public, so it needn't be entered again. But the user hasn't
	// agreed that a person's data goes to these hosts.
	Public bool
}

// Error names what differs. Addresses aren't secret.
func (e *ElsewhereError) Error() string {
	text := ErrBoundElsewhere.Error()
	for _, c := range e.Changes() {
		text += fmt.Sprintf(" (%s: %s, now %s)", c.Key, orIssuers(c.Saved), orIssuers(c.Asked))
	}
	return text
}

// Change is an endpoint that has changed; "" is the issuer's own.
type Change struct{ Key, Saved, Asked string }

// Changes returns the endpoints that differ.
func (e *ElsewhereError) Changes() []Change {
	var all []Change
	for _, key := range []string{keyBackchannelAuthentication, keyToken, keyCancel, keyCPRMatch} {
		if c := (Change{key, e.Saved.Overrides.Get(key), e.Asked.Overrides.Get(key)}); c.Saved != c.Asked {
			all = append(all, c)
		}
	}
	return all
}

func orIssuers(address string) string {
	if address == "" {
		return "the issuer's own"
	}
	return address
}

// Is makes it [ErrBoundElsewhere].
func (e *ElsewhereError) Is(target error) bool { return errors.Is(ErrBoundElsewhere, target) }
