package ciba

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

// Description is what a provider says about itself (OpenID Connect Discovery 1.0 §3, CIBA Core §4),
// whether or not a client could use it. It is for setting a client up. Everything in it is foreign
// text, cleaned. A nil list was not given.
type Description struct {
	Issuer    string
	Endpoints Endpoints // as stated, on any host; never Cancel

	Modes              []string // backchannel_token_delivery_modes_supported
	AuthMethods        []string // token_endpoint_auth_methods_supported
	AuthAlgs           []string // token_endpoint_auth_signing_alg_values_supported
	IDTokenAlgs        []string // id_token_signing_alg_values_supported
	RequestSigningAlgs []string // backchannel_authentication_request_signing_alg_values_supported
	Scopes             []string // scopes_supported
	ACRValues          []string // acr_values_supported
	UserCode           bool     // backchannel_user_code_parameter_supported

	Malformed []string // members whose type differs from the specification's
}

// LookUp reads what the provider of an issuer says about itself. It sends no credentials and
// follows no redirect. Errors are *CallError or *ConfigError.
func LookUp(ctx context.Context, issuer string, options Options) (Description, error) {
	if err := checkURL(fieldIssuer, issuer); err != nil {
		return Description{}, err
	}
	c := newClient(Config{Issuer: issuer}, options)
	a, err := c.do(ctx, call{endpoint: "discovery", method: http.MethodGet, url: discoveryURL(issuer), header: uncached(), timeout: fetchTimeout})
	if err != nil {
		return Description{}, err
	}
	object, err := a.description()
	if err != nil {
		return Description{}, err
	}
	return describe(object)
}

// The limits of what a description takes over.
const (
	maxDescribed    = 200 // characters of a value
	maxDescribedURL = 512
)

// describe reads the document. Without an issuer it isn't one.
func describe(object Claims) (Description, error) {
	var d Description
	text := func(name string) string {
		value, err := object.String(name)
		if err != nil && !errors.Is(err, ErrClaimAbsent) {
			d.Malformed = append(d.Malformed, name)
		}
		return Clean(value, maxDescribedURL)
	}
	list := func(name string) []string {
		if !object.Has(name) {
			return nil
		}
		elements, err := parseArray(object.value(name), 100)
		if err != nil {
			d.Malformed = append(d.Malformed, name)
			return nil
		}
		all := make([]string, 0, len(elements))
		for _, element := range elements {
			value, err := Claims{{Name: name, Value: json.RawMessage(element)}}.String(name)
			if err != nil {
				d.Malformed = append(d.Malformed, name)
				return nil
			}
			all = append(all, Clean(value, maxDescribed))
		}
		return all
	}
	d.Issuer = text("issuer")
	if d.Issuer == "" {
		return Description{}, memberError("issuer", errors.New("there is no issuer in it"))
	}
	d.Endpoints = Endpoints{BackchannelAuthentication: text(memberBackchannel), Token: text(memberToken), JWKS: text(memberJWKS)}
	d.Modes = list("backchannel_token_delivery_modes_supported")
	d.AuthMethods = list("token_endpoint_auth_methods_supported")
	d.AuthAlgs = list("token_endpoint_auth_signing_alg_values_supported")
	d.IDTokenAlgs = list("id_token_signing_alg_values_supported")
	d.RequestSigningAlgs = list("backchannel_authentication_request_signing_alg_values_supported")
	d.Scopes = list("scopes_supported")
	d.ACRValues = list("acr_values_supported")
	if raw := object.value("backchannel_user_code_parameter_supported"); raw != nil {
		switch raw.Kind() {
		case 't':
			d.UserCode = true
		case 'f':
		default:
			d.Malformed = append(d.Malformed, "backchannel_user_code_parameter_supported")
		}
	}
	return d, nil
}

// Conflict is a kind of contradiction between what a provider says and our settings for it. It is a
// key; the caller has the words.
type Conflict string

// The kinds of contradictions.
const (
	ConflictIssuer      Conflict = "issuer"       // the document is about another issuer: Given
	ConflictNoCIBA      Conflict = "no_ciba"      // nothing in it mentions CIBA
	ConflictNoPoll      Conflict = "no_poll"      // poll isn't among the modes
	ConflictAuthMethod  Conflict = "auth_method"  // ours isn't among the methods
	ConflictIDTokenAlg  Conflict = "id_token_alg" // one of ours isn't among the algorithms
	ConflictScope       Conflict = "scope"        // one of ours isn't among the scopes
	ConflictNoEndpoint  Conflict = "no_endpoint"  // a member is missing, and nothing overrides it
	ConflictOtherHost   Conflict = "other_host"   // an endpoint is on another host, not overridden
	ConflictBadEndpoint Conflict = "bad_endpoint" // an endpoint isn't https, or isn't a URL
	ConflictMalformed   Conflict = "malformed"    // a member can't be read
	ConflictACR         Conflict = "acr_values"   // a requested value isn't among the values
	ConflictOverride    Conflict = "override"     // an override differs from the stated endpoint
)

// Contradiction is one conflict.
type Contradiction struct {
	Conflict Conflict
	Member   string   // of the document
	Ours     string   // our setting, if a single value is at fault
	Given    []string // the provider's values
}

// Contradictions compares the description with our settings: the config and the authentication
// context classes that would be requested.
func (d Description) Contradictions(config Config, acrValues []string) []Contradiction {
	var all []Contradiction
	add := func(conflict Conflict, member, ours string, given ...string) {
		all = append(all, Contradiction{conflict, member, ours, given})
	}
	if d.Issuer != config.Issuer {
		add(ConflictIssuer, "issuer", config.Issuer, d.Issuer)
	}
	switch {
	case d.Modes == nil && d.Endpoints.BackchannelAuthentication == "":
		add(ConflictNoCIBA, memberBackchannel, "")
	case d.Modes != nil && !slices.Contains(d.Modes, "poll"):
		add(ConflictNoPoll, "backchannel_token_delivery_modes_supported", "poll", d.Modes...)
	}
	if d.AuthMethods != nil && config.Auth != "" && !d.takes(config.Auth) {
		add(ConflictAuthMethod, "token_endpoint_auth_methods_supported", string(config.Auth), d.AuthMethods...)
	}
	lacking := func(conflict Conflict, member string, ours, given []string) {
		for _, one := range ours {
			if given != nil && !slices.Contains(given, one) {
				add(conflict, member, one, given...)
			}
		}
	}
	lacking(ConflictIDTokenAlg, "id_token_signing_alg_values_supported", config.IDTokenAlgs, d.IDTokenAlgs)
	lacking(ConflictScope, "scopes_supported", strings.Fields(config.Scope), d.Scopes)
	lacking(ConflictACR, "acr_values_supported", acrValues, d.ACRValues)
	for _, e := range []struct{ member, ours, given string }{
		{memberBackchannel, config.Endpoints.BackchannelAuthentication, d.Endpoints.BackchannelAuthentication},
		{memberToken, config.Endpoints.Token, d.Endpoints.Token},
		{memberJWKS, config.Endpoints.JWKS, d.Endpoints.JWKS},
	} {
		switch {
		case e.ours != "" && e.given != "" && e.ours != e.given:
			add(ConflictOverride, e.member, e.ours, e.given)
		case e.ours != "":
		case e.given == "" && slices.Contains(d.Malformed, e.member):
		case e.given == "":
			add(ConflictNoEndpoint, e.member, "")
		case checkURL(e.member, e.given) != nil:
			add(ConflictBadEndpoint, e.member, "", e.given)
		case Host(e.given) != Host(config.Issuer):
			add(ConflictOtherHost, e.member, Host(config.Issuer), Host(e.given))
		}
	}
	for _, member := range d.Malformed {
		add(ConflictMalformed, member, "")
	}
	return all
}

// takes reports whether a client can authenticate with a method. A provider that lists the HMAC
// algorithm of client_secret_jwt takes it, whether or not it lists the method, because no other
// method uses that algorithm (OpenID Connect Core 1.0 §9).
func (d Description) takes(method AuthMethod) bool {
	return slices.Contains(d.AuthMethods, string(method)) || method == ClientSecretJWT && slices.Contains(d.AuthAlgs, jwt.SigningMethodHS256.Alg())
}
