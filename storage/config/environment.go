package config

import (
	"slices"
	"strings"
	"time"

	"ringback/ciba"
)

// Kind says whether verifications in an environment are about real people.
type Kind string

// The kinds. Only production is about real people.
const (
	KindDemo       Kind = "demo"
	KindTest       Kind = "test"
	KindProduction Kind = "production"
)

// The ids of the built-in environments. They are reserved.
const (
	IDDemo       = "demo"
	IDPP         = "pp"
	IDProduction = "production"
)

// The values that an environment chooses from.
const (
	ProfileMitIDFlex = "mitid-flex" // Signaturgruppen Broker's MitID Flex app service
	ProfileGeneric   = "generic"    // any CIBA provider

	HintJSON   = "json"   // the login hint as JSON text
	HintBase64 = "base64" // the same in standard Base64

	HintLogin      = "login_hint"       // the person as the operator typed it
	HintLoginToken = "login_hint_token" // a token from elsewhere that names the person
	HintIDToken    = "id_token_hint"    // an ID token that the provider once issued

	NonceOff     = "off"     // no ciba_nonce
	NonceSend    = "send"    // sent; a returned one must be ours
	NonceRequire = "require" // sent; must be returned

	CPROff   = "off"   // a request names the person by MitID UUID only
	CPRMatch = "match" // … or by CPR number, which the broker's CPR match decides

	AppswitchCurrent    = "current"    // the URLs in force
	AppswitchDocumented = "documented" // those of the documentation that the project implements

	LoALow         = "low" // NSIS levels of assurance
	LoASubstantial = "substantial"
	LoAHigh        = "high"
)

// Environment is a broker, a client registration at it, and our settings for it.
type Environment struct {
	ID      string // a-z, 0-9, - and _, at most 32
	Name    string // shown to people, at most 60 characters
	Kind    Kind
	Profile string // ProfileMitIDFlex or ProfileGeneric

	Issuer       string // exact, with a slash at its end; demo's is known when the simulator runs
	ClientID     string // that of production is asked for once, see WithProduction
	ClientAuth   ciba.AuthMethod
	Scope        string
	HintEncoding string // HintJSON or HintBase64
	CIBANonce    string // NonceOff, NonceSend or NonceRequire

	IDTokenAlgs   []string
	PinnedKeys    []string // thumbprints, see ciba.Config
	RequireAtHash bool
	RequiredLoA   string // "", LoALow, LoASubstantial or LoAHigh

	// Only in the profile mitid-flex:
	CPR              string // CPROff or CPRMatch
	CPRMatchEndpoint string // overrides the broker's, see MatchEndpoint; https on the issuer's host

	// Only in the generic profile (CIBA Core 1.0 §7.1):
	Hint            string        // HintLogin, HintLoginToken or HintIDToken: what names the person
	RequestedExpiry time.Duration // whole seconds, at most [ciba.MaxLifetime]; 0: unset
	ACRValues       []string      // in order of preference; empty requests none
	PersonClaim     string        // the claim that must equal the person; if "", nobody is verified

	IP                  string // sent as the person's address; "" makes the form ask for it
	IPFromDocumentation bool   // IP is the documentation's example, a company's address
	Organisation        string
	TextTemplate        string // with {code} and optionally {organisation}; "" follows the language
	Appswitch           string // AppswitchCurrent or AppswitchDocumented

	Endpoints        ciba.Endpoints // only those that override discovery
	AppswitchIOS     string         // overrides the URL in either style
	AppswitchAndroid string         // overrides the URL in either style

	BuiltIn         bool
	Machine         bool        // from Policy.EnvironmentsFile: the user can't change it
	Fixed           []string    // keys that the policy fixes, in order
	PublishedSecret ciba.Secret // public on purpose; a saved secret is used instead
}

// cancelPath is where the broker cancels; discovery doesn't state it.
const cancelPath = "/api/v1/ciba/{auth_req_id}"

// Config returns the configuration of the client in package ciba. The cancel endpoint of the MitID
// Flex profile is derived from the issuer unless one is given.
func (e Environment) Config() ciba.Config {
	endpoints := e.Endpoints
	if endpoints.Cancel == "" {
		endpoints.Cancel = e.derivedCancel()
	}
	match := ""
	if e.CPR == CPRMatch {
		match = e.MatchEndpoint()
	}
	return ciba.Config{
		Issuer:        e.Issuer,
		ClientID:      e.ClientID,
		Auth:          e.ClientAuth,
		Scope:         e.Scope,
		Endpoints:     endpoints,
		MatchEndpoint: match,
		IDTokenAlgs:   slices.Clone(e.IDTokenAlgs),
		PinnedKeys:    slices.Clone(e.PinnedKeys),
		RequireAtHash: e.RequireAtHash,
	}
}

// derivedCancel returns where the issuer cancels if no cancel endpoint is given; "" if that isn't
// known.
func (e Environment) derivedCancel() string {
	if e.Profile != ProfileMitIDFlex || e.Issuer == "" {
		return ""
	}
	return strings.TrimSuffix(e.Issuer, "/") + cancelPath
}

// Client names the client that requests are sent as: its issuer and its client id.
func (e Environment) Client() string { return e.Issuer + " " + e.ClientID }

// RealPeople reports whether verifications can be about real people: those of the kind production,
// and those at the broker's production, whatever kind the environment says.
func (e Environment) RealPeople() bool {
	return e.Kind == KindProduction || strings.TrimSuffix(e.Issuer, "/") == issuerProduction
}

// matchPath is the broker's CPR match; discovery doesn't state it.
const matchPath = "/api/v1/mitid/matchCpr"

// MatchEndpoint returns where the broker's CPR match is asked; "" if that isn't known. It is
// derived only from issuers that document it: an access token goes there.
func (e Environment) MatchEndpoint() string {
	if e.CPRMatchEndpoint != "" {
		return e.CPRMatchEndpoint
	}
	return e.derivedMatch()
}

func (e Environment) derivedMatch() string {
	issuer := strings.TrimSuffix(e.Issuer, "/")
	if e.ID != IDDemo && issuer != issuerPP && issuer != issuerProduction || e.Profile != ProfileMitIDFlex || issuer == "" {
		return ""
	}
	return issuer + matchPath
}

// The templates for environments without one: letters, digits, blank, comma and full stop only, and
// the code first.
const (
	defaultTemplate                 = "Kode {code}"
	defaultTemplateWithOrganisation = "Kode {code}, {organisation}"
)

// templateFor returns the default template for an organisation, or for none ("").
func templateFor(organisation string) string {
	if organisation == "" {
		return defaultTemplate
	}
	return defaultTemplateWithOrganisation
}
