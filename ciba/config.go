package ciba

import (
	"cmp"
	"errors"
	"regexp"
	"slices"
	"strings"
)

// AuthMethod is a client authentication method of the token endpoint (OpenID Connect Core 1.0 §9).
type AuthMethod string

// The client authentication methods.
const (
	ClientSecretPost  AuthMethod = "client_secret_post"
	ClientSecretBasic AuthMethod = "client_secret_basic"
	ClientSecretJWT   AuthMethod = "client_secret_jwt"
	PrivateKeyJWT     AuthMethod = "private_key_jwt"
)

// Config is a client registration at a provider, and what we require of its tokens. Issuer and
// ClientID are required.
type Config struct {
	Issuer   string // exact: a trailing slash is part of it
	ClientID string
	Auth     AuthMethod // [ClientSecretBasic] if empty, as for a registration that names none
	Scope    string     // space-separated, with openid; openid alone if empty

	// Endpoints override discovered ones and may be on any host.
	Endpoints Endpoints
	// MatchEndpoint is where a profile may ask about the person with the access token, see [Late].
	// It is never discovered, and must have the issuer's scheme, host and port; "" if there is
	// none.
	MatchEndpoint string

	IDTokenAlgs   []string // allow-list (RFC 7518 §3.1): RS…, PS… and ES…; RS256 if empty
	PinnedKeys    []string // thumbprints: SHA-1 or SHA-256 in hex, or RFC 7638 in base64url
	RequireAtHash bool
}

// Endpoints are absolute URLs. Cancel contains {auth_req_id} in place of the id, which fills
// exactly one path segment. CIBA itself has no cancel, so discovery never provides it.
type Endpoints struct {
	BackchannelAuthentication string
	Token                     string
	JWKS                      string
	Cancel                    string
}

// The fields of a configuration, as errors name them.
const (
	fieldIssuer      = "issuer"
	fieldClientID    = "client_id"
	fieldAuth        = "client_auth"
	fieldIDTokenAlgs = "id_token_algs"
	fieldPinnedKeys  = "pinned_keys"

	memberBackchannel = "backchannel_authentication_endpoint"
	memberToken       = "token_endpoint"
	memberJWKS        = "jwks_uri"
	memberCancel      = "cancel_endpoint"
	memberMatch       = "cpr_match_endpoint"
)

// withDefaults fills in the defaults. The result shares no slice with its caller.
func (c Config) withDefaults() Config {
	c.Auth = cmp.Or(c.Auth, ClientSecretBasic)
	c.Scope = cmp.Or(c.Scope, "openid")
	c.IDTokenAlgs, c.PinnedKeys = slices.Clone(c.IDTokenAlgs), slices.Clone(c.PinnedKeys)
	if len(c.IDTokenAlgs) == 0 {
		c.IDTokenAlgs = []string{"RS256"}
	}
	return c
}

// validate reports everything that is wrong with a configuration that has its defaults: the joined
// [FieldError] of each field, in the order of the fields.
func (c Config) validate() error {
	return errors.Join(
		c.checkIssuer(), c.checkClientID(), c.checkAuth(), CheckScope(c.Scope),
		c.checkEndpoint(memberBackchannel, c.Endpoints.BackchannelAuthentication),
		c.checkEndpoint(memberToken, c.Endpoints.Token),
		c.checkEndpoint(memberJWKS, c.Endpoints.JWKS),
		c.checkCancel(), c.checkMatchField(), c.checkIDTokenAlgs(), c.checkPinnedKeys(),
	)
}

func (c Config) checkIssuer() error {
	if c.Issuer == "" {
		return FieldError{Field: fieldIssuer, Problem: ProblemEmpty}
	}
	return fieldError(fieldIssuer, checkURL(fieldIssuer, c.Issuer))
}

func (c Config) checkClientID() error {
	if c.ClientID == "" {
		return FieldError{Field: fieldClientID, Problem: ProblemEmpty}
	}
	return nil
}

func (c Config) checkAuth() error {
	if !slices.Contains([]AuthMethod{ClientSecretPost, ClientSecretBasic, ClientSecretJWT, PrivateKeyJWT}, c.Auth) {
		return FieldError{Field: fieldAuth, Problem: ProblemUnknown}
	}
	return nil
}

// checkEndpoint reports why an endpoint override can't be used. An empty one is fine.
func (c Config) checkEndpoint(name, text string) error {
	if text == "" {
		return nil
	}
	return fieldError(name, c.checkOverride(name, text))
}

func (c Config) checkCancel() error {
	at := c.Endpoints.Cancel
	if at != "" && !strings.Contains(at, idPlace) {
		return FieldError{Field: memberCancel, Problem: ProblemMalformed}
	}
	return c.checkEndpoint(memberCancel, at)
}

func (c Config) checkMatchField() error {
	if c.MatchEndpoint == "" {
		return nil
	}
	return fieldError(memberMatch, c.checkMatch())
}

// checkMatch checks the match endpoint, which gets an access token: unlike an override, it can't be
// on another host.
func (c Config) checkMatch() error {
	if err := checkURL(memberMatch, c.MatchEndpoint); err != nil {
		return err
	}
	if !sameOrigin(c.MatchEndpoint, c.Issuer) {
		return &ConfigError{Reason: ReasonOtherHost, Member: memberMatch, Given: Host(c.MatchEndpoint), Detail: memberMatch + " is not on the issuer's host"}
	}
	return nil
}

func (c Config) checkIDTokenAlgs() error {
	if slices.ContainsFunc(c.IDTokenAlgs, func(alg string) bool { return keyType(alg) == noKeyType }) {
		return FieldError{Field: fieldIDTokenAlgs, Problem: ProblemUnknown}
	}
	return nil
}

// thumbprintForm is SHA-1 or SHA-256 in hex, with or without colons, or SHA-256 in base64url.
var thumbprintForm = regexp.MustCompile(`^([0-9A-Fa-f]{2}(:?[0-9A-Fa-f]{2}){19}|[0-9A-Fa-f]{2}(:?[0-9A-Fa-f]{2}){31}|[A-Za-z0-9_-]{43})$`)

func (c Config) checkPinnedKeys() error {
	if slices.ContainsFunc(c.PinnedKeys, func(pin string) bool { return !thumbprintForm.MatchString(pin) }) {
		return FieldError{Field: fieldPinnedKeys, Problem: ProblemMalformed}
	}
	return nil
}

// checkOverride checks an endpoint override. It may be on any host, but not on this machine unless
// the issuer is: whatever listens here would receive what is meant for the issuer.
func (c Config) checkOverride(name, text string) error {
	if err := checkURL(name, text); err != nil {
		return err
	}
	if c.checkIssuer() == nil && onLoopback(text) && !onLoopback(c.Issuer) {
		return &ConfigError{Reason: ReasonLoopback, Member: name, Detail: name + " is on this machine, and the issuer isn't"}
	}
	return nil
}

// fieldError turns what is wrong with a URL into the error of its field.
func fieldError(field string, err error) error {
	if err == nil {
		return nil
	}
	problem := ProblemMalformed
	switch reasonIn(err, ReasonAddress) {
	case ReasonNotHTTPS:
		problem = ProblemNotHTTPS
	case ReasonLoopback:
		problem = ProblemLoopback
	case ReasonOtherHost:
		problem = ProblemOtherHost
	}
	return FieldError{Field: field, Problem: problem}
}
