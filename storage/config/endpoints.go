package config

import (
	"slices"

	"ringback/ciba"
)

// Use is what an endpoint is for: what it is sent, or what it decides.
type Use string

// The uses.
const (
	UseCredential Use = "credential" // it is sent the secret, or an assertion signed with it
	UsePerson     Use = "person"     // it is sent the hint, with the person and usually the text
	UseRequest    Use = "request"    // it gets the auth_req_id, which is enough to poll or cancel
	UseMatch      Use = "match"      // it is sent the access token, with the CPR number
	UseGenuine    Use = "genuine"    // its keys decide which answer is genuine
)

// The keys of the endpoints in the environments file.
const (
	KeyBackchannelAuthentication = "backchannel_authentication_endpoint"
	KeyTokenEndpoint             = "token_endpoint"
	KeyJWKS                      = "jwks_uri"
	KeyCancelEndpoint            = "cancel_endpoint"
	KeyCPRMatch                  = "cpr_match_endpoint"
)

// Endpoint is an endpoint of an environment.
type Endpoint struct {
	Key  string // in the environments file
	URL  string // the overriding URL; "" for the issuer's own
	Uses []Use
}

// AllEndpoints returns all endpoints that requests of the environment go to. A test compares the
// list with the fields of [ciba.Endpoints]; the CPR match is the profile's.
func (e Environment) AllEndpoints() []Endpoint {
	return []Endpoint{
		{KeyBackchannelAuthentication, e.Endpoints.BackchannelAuthentication, []Use{UseCredential, UsePerson}},
		{KeyTokenEndpoint, e.Endpoints.Token, []Use{UseCredential, UseRequest}},
		{KeyCancelEndpoint, e.Endpoints.Cancel, []Use{UseRequest}},
		{KeyCPRMatch, e.CPRMatchEndpoint, []Use{UseMatch}},
		{KeyJWKS, e.Endpoints.JWKS, []Use{UseGenuine}},
	}
}

// Overrides returns the endpoints that the environment overrides.
func (e Environment) Overrides() []Endpoint {
	var given []Endpoint
	for _, endpoint := range e.AllEndpoints() {
		if endpoint.URL != "" {
			given = append(given, endpoint)
		}
	}
	return given
}

// Bound returns the URLs of those overrides that a saved secret is bound to, by their keys: each is
// sent something that must not reach another host.
func (e Environment) Bound() map[string]string {
	bound := make(map[string]string)
	for _, o := range e.Overrides() {
		if slices.Equal(o.Uses, []Use{UseGenuine}) {
			continue // it is sent nothing
		}
		derived := map[string]string{KeyCancelEndpoint: e.derivedCancel(), KeyCPRMatch: e.derivedMatch()}[o.Key]
		if derived != "" && ciba.CanonicalURL(o.URL) == ciba.CanonicalURL(derived) {
			continue // the same as without the override
		}
		bound[o.Key] = o.URL
	}
	return bound
}
