package desk

import (
	"slices"

	"ringback/ciba"
	"ringback/storage/config"
)

// sentWith is the environment that a request was sent with, as far as it determines who is asked,
// who may answer and which answers are valid. A request is resumed only with the same values:
// another broker doesn't know it, and its tokens would be judged by rules that weren't set when it
// was sent.
//
// Client authentication isn't part of it: the request belongs to the client id, and the secret has
// its own binding. Nor are values that only affect the start (scope, the encoding of the hint, the
// IP).
type sentWith struct {
	// as its owner wrote it; "" for a built-in one. A new name is no change
	Name     string      `json:"name,omitzero"`
	Issuer   string      `json:"issuer"`
	ClientID string      `json:"client_id"`
	Profile  string      `json:"profile"`
	Kind     config.Kind `json:"kind"`

	// Start, Token and JWKS are "" if discovery provides them. Cancel is where the request can be
	// cancelled, overridden or not; "" if nowhere.
	Start  string `json:"start,omitzero"`
	Token  string `json:"token,omitzero"`
	JWKS   string `json:"jwks,omitzero"`
	Cancel string `json:"cancel,omitzero"`

	IDTokenAlgs   []string `json:"algs"`
	PinnedKeys    []string `json:"pins,omitzero"`
	RequireAtHash bool     `json:"at_hash,omitzero"`
	RequiredLoA   string   `json:"loa,omitzero"`
	CIBANonce     string   `json:"nonce,omitzero"`
	PersonClaim   string   `json:"person_claim,omitzero"`
	// CPRMatch is where the CPR match is asked; "" for a request by UUID, or if it is never asked.
	CPRMatch string `json:"cpr_match,omitzero"`
}

// sendsWith returns what a request of this environment is sent with.
func sendsWith(e config.Environment) sentWith {
	config := e.Config()
	w := sentWith{
		Name: e.Name, Issuer: config.Issuer, ClientID: config.ClientID, Profile: e.Profile, Kind: e.Kind,
		Start: config.Endpoints.BackchannelAuthentication, Token: config.Endpoints.Token, JWKS: config.Endpoints.JWKS, Cancel: config.Endpoints.Cancel,
		IDTokenAlgs: config.IDTokenAlgs, PinnedKeys: config.PinnedKeys,
		RequireAtHash: config.RequireAtHash, RequiredLoA: e.RequiredLoA, CIBANonce: e.CIBANonce, PersonClaim: e.PersonClaim,
		CPRMatch: config.MatchEndpoint,
	}
	if e.BuiltIn {
		w.Name = ""
	}
	return w
}

// config returns the configuration needed to cancel the request. A cancel has no client
// authentication, so it needs no secret.
func (w sentWith) config() ciba.Config {
	return ciba.Config{Issuer: w.Issuer, ClientID: w.ClientID, Endpoints: ciba.Endpoints{Cancel: w.Cancel}}
}

// host returns the host that the request was sent to: the issuer's, unless the start endpoint is
// overridden.
func (w sentWith) host() string {
	if w.Start != "" {
		return ciba.Host(w.Start)
	}
	return ciba.Host(w.Issuer)
}

// changed returns the keys, as in an environments file, whose values have changed.
func (w sentWith) changed(now sentWith) []string {
	var keys []string
	note := func(key string, same bool) {
		if !same {
			keys = append(keys, key)
		}
	}
	note("issuer", w.Issuer == now.Issuer)
	note("client_id", w.ClientID == now.ClientID)
	note("kind", w.Kind == now.Kind)
	note("profile", w.Profile == now.Profile)
	note(config.KeyBackchannelAuthentication, w.Start == now.Start)
	note(config.KeyTokenEndpoint, w.Token == now.Token)
	note(config.KeyJWKS, w.JWKS == now.JWKS)
	// One that isn't overridden moves with the issuer, which is named already.
	note(config.KeyCancelEndpoint, w.Cancel == now.Cancel || w.Issuer != now.Issuer)
	note("pinned_keys", sameSet(w.PinnedKeys, now.PinnedKeys))
	note("id_token_algs", sameSet(w.IDTokenAlgs, now.IDTokenAlgs))
	note("require_at_hash", w.RequireAtHash == now.RequireAtHash)
	note("required_loa", w.RequiredLoA == now.RequiredLoA)
	note("ciba_nonce", w.CIBANonce == now.CIBANonce)
	note("person_claim", w.PersonClaim == now.PersonClaim)
	note("cpr", w.CPRMatch == "" || now.CPRMatch != "")
	note(config.KeyCPRMatch, w.CPRMatch == "" || now.CPRMatch == "" || w.CPRMatch == now.CPRMatch || w.Issuer != now.Issuer)
	return keys
}

// sameSet compares lists, ignoring order and duplicates.
func sameSet(a, b []string) bool {
	return slices.Equal(slices.Compact(slices.Sorted(slices.Values(a))), slices.Compact(slices.Sorted(slices.Values(b))))
}
