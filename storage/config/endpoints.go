package config

import (
	"slices"

	"ringback/ciba"
)

// Use is what an endpoint is for: what it gets, or what it decides.
type Use string

// The uses.
const (
	UseCredential Use = "credential" // it gets the secret, or an assertion signed with it
	UsePerson     Use = "person"     // it gets the hint, with the person and mostly the text
	UseRequest    Use = "request"    // it gets the auth_req_id: whoever has it can ask and cancel
	UseGenuine    Use = "genuine"    // its keys decide which answer is genuine
)

// The keys of the endpoints in the environments file.
const (
	KeyBackchannelAuthentication = "backchannel_authentication_endpoint"
	KeyTokenEndpoint             = "token_endpoint"
	KeyJWKS                      = "jwks_uri"
	KeyCancelEndpoint            = "cancel_endpoint"
)

// Endpoint is an endpoint of an environment.
type Endpoint struct {
	Key  string // of the environments file
	URL  string // as given to override; "" for the issuer's own
	Uses []Use
}

// AllEndpoints are all that requests of the environment go to. A test holds the list to the fields
// of [ciba.Endpoints].
func (e Environment) AllEndpoints() []Endpoint {
	return []Endpoint{
		{KeyBackchannelAuthentication, e.Endpoints.BackchannelAuthentication, []Use{UseCredential, UsePerson}},
		{KeyTokenEndpoint, e.Endpoints.Token, []Use{UseCredential, UseRequest}},
		{KeyCancelEndpoint, e.Endpoints.Cancel, []Use{UseRequest}},
		{KeyJWKS, e.Endpoints.JWKS, []Use{UseGenuine}},
	}
}

// Overrides are those of the endpoints that the environment overrides.
func (e Environment) Overrides() []Endpoint {
	var given []Endpoint
	for _, endpoint := range e.AllEndpoints() {
		if endpoint.URL != "" {
			given = append(given, endpoint)
		}
	}
	return given
}

// Bound are those of the overrides, by their keys, that a saved secret is bound to: each gets
// something that must not reach another host.
func (e Environment) Bound() map[string]string {
	bound := make(map[string]string)
	for _, o := range e.Overrides() {
		if slices.Equal(o.Uses, []Use{UseGenuine}) {
			continue // it gets nothing
		}
		if o.Key == KeyCancelEndpoint && ciba.CanonicalURL(o.URL) == ciba.CanonicalURL(e.derivedCancel()) {
			continue // it says what holds anyway
		}
		bound[o.Key] = o.URL
	}
	return bound
}
