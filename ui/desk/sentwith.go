package desk

import (
	"slices"

	"ringback/ciba"
	"ringback/storage/config"
)

// sentWith is the environment that a request was sent with, as far as it says who is asked, who may
// answer and what makes an answer good. A request is gone on with under the same only: at another
// broker it is nobody's, and tokens that came for it would be judged by rules that nobody had set
// then.
//
// How the client proves who it is isn't part of it: the request belongs to the client id, and the
// secret is bound by itself. Nor is what only matters to the start (scope, the hint's encoding, the
// IP).
type sentWith struct {
	// as its owner wrote it; "" of a built-in one. Another name is no change
	Name     string      `json:"name,omitzero"`
	Issuer   string      `json:"issuer"`
	ClientID string      `json:"client_id"`
	Profile  string      `json:"profile"`
	Kind     config.Kind `json:"kind"`

	// Start, Token and JWKS are "" where discovery says them. Cancel is where the request can be
	// cancelled, given or not; "": nowhere.
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
}

// sendsWith is what a request of this environment is sent with.
func sendsWith(e config.Environment) sentWith {
	config := e.Config()
	w := sentWith{
		Name: e.Name, Issuer: config.Issuer, ClientID: config.ClientID, Profile: e.Profile, Kind: e.Kind,
		Start: config.Endpoints.BackchannelAuthentication, Token: config.Endpoints.Token, JWKS: config.Endpoints.JWKS, Cancel: config.Endpoints.Cancel,
		IDTokenAlgs: config.IDTokenAlgs, PinnedKeys: config.PinnedKeys,
		RequireAtHash: config.RequireAtHash, RequiredLoA: e.RequiredLoA, CIBANonce: e.CIBANonce, PersonClaim: e.PersonClaim,
	}
	if e.BuiltIn {
		w.Name = ""
	}
	return w
}

// config is what it takes to reach the place that the request can be cancelled at. A cancel has no
// client authentication, so no secret is needed.
func (w sentWith) config() ciba.Config {
	return ciba.Config{Issuer: w.Issuer, ClientID: w.ClientID, Endpoints: ciba.Endpoints{Cancel: w.Cancel}}
}

// host is where the request was sent: the endpoint to start at is on the issuer's host unless
// another one is given.
func (w sentWith) host() string {
	if w.Start != "" {
		return ciba.Host(w.Start)
	}
	return ciba.Host(w.Issuer)
}

// changed names what is otherwise now, by the keys of an environments file.
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
	// One that isn't given moves with the issuer, which is named already.
	note(config.KeyCancelEndpoint, w.Cancel == now.Cancel || w.Issuer != now.Issuer)
	note("pinned_keys", sameSet(w.PinnedKeys, now.PinnedKeys))
	note("id_token_algs", sameSet(w.IDTokenAlgs, now.IDTokenAlgs))
	note("require_at_hash", w.RequireAtHash == now.RequireAtHash)
	note("required_loa", w.RequiredLoA == now.RequiredLoA)
	note("ciba_nonce", w.CIBANonce == now.CIBANonce)
	note("person_claim", w.PersonClaim == now.PersonClaim)
	return keys
}

// sameSet compares lists whose order means nothing.
func sameSet(a, b []string) bool {
	return slices.Equal(slices.Compact(slices.Sorted(slices.Values(a))), slices.Compact(slices.Sorted(slices.Values(b))))
}
