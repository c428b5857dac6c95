package ciba

import (
	"crypto/ecdsa"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
)

// assertionType is the client_assertion_type of RFC 7523 §2.2.
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// assertionLife is the lifetime of an assertion. Every call makes a new one, because a provider may
// accept each jti only once.
const assertionLife = 2 * time.Minute

// asserts reports whether the client authenticates with an assertion.
func (m AuthMethod) asserts() bool { return m == ClientSecretJWT || m == PrivateKeyJWT }

// authenticate adds client authentication to a form. now, which dates an assertion, is the
// provider's time.
func (c *Client) authenticate(form Form, now time.Time) (Form, http.Header, error) {
	id, secret := c.config.ClientID, c.secret.Reveal()
	if secret == "" {
		return nil, nil, &ConfigError{Reason: ReasonCredential, Detail: "there is no secret to authenticate the client with"}
	}
	if c.config.Auth != PrivateKeyJWT && c.holdsKey() {
		// The secret may be left over from private_key_jwt. A private key that is sent is
		// compromised.
		return nil, nil, &KeyError{Problem: KeyAsSecret}
	}
	if c.config.Auth == ClientSecretBasic {
		// RFC 6749 §2.3.1: both are form-encoded before they are joined, because a secret may
		// contain any character.
		pair := url.QueryEscape(id) + ":" + url.QueryEscape(secret)
		return form, http.Header{"Authorization": {"Basic " + base64.StdEncoding.EncodeToString([]byte(pair))}}, nil
	}
	if !c.config.Auth.asserts() {
		return form.withClient(Form{{"client_id", id}, {"client_secret", secret}}), nil, nil
	}
	assertion, err := c.assertion(now)
	if err != nil {
		return nil, nil, err
	}
	return form.withClient(Form{{"client_id", id}, {"client_assertion_type", assertionType}, {"client_assertion", assertion}}), nil, nil
}

// withClient inserts the client's parameters where the documented examples have them: after
// grant_type and scope.
func (f Form) withClient(client Form) Form {
	at := slices.IndexFunc(f, func(p Param) bool { return p.Name != "grant_type" && p.Name != "scope" })
	if at < 0 {
		at = len(f)
	}
	return slices.Concat(f[:at], client, f[at:])
}

// assertion makes a client assertion (RFC 7523 §3, OpenID Connect Core §9).
func (c *Client) assertion(now time.Time) (string, error) {
	method, key, err := c.signer()
	if err != nil {
		return "", err
	}
	signed, err := jwt.NewWithClaims(method, jwt.RegisteredClaims{
		Issuer:    c.config.ClientID,
		Subject:   c.config.ClientID,
		Audience:  jwt.ClaimStrings{c.config.Issuer},
		ID:        uuid.NewString(),
		IssuedAt:  jwt.NewNumericDate(now),
		NotBefore: jwt.NewNumericDate(now),
		ExpiresAt: jwt.NewNumericDate(now.Add(assertionLife)),
	}).SignedString(key)
	if err != nil {
		return "", &ConfigError{Reason: ReasonPrivateKey, Detail: "the client assertion could not be signed"}
	}
	return signed, nil
}

func (c *Client) signer() (jwt.SigningMethod, any, error) {
	if c.config.Auth == ClientSecretJWT {
		// The broker documents the UTF-8 bytes of the secret, not the bytes that its Base64 decodes
		// to.
		return jwt.SigningMethodHS256, []byte(c.secret.Reveal()), nil
	}
	key, err := ParsePrivateKey(*c.secret)
	if err != nil {
		return nil, nil, err
	}
	if _, ec := key.(*ecdsa.PrivateKey); ec {
		return jwt.SigningMethodES256, key, nil
	}
	return jwt.SigningMethodRS256, key, nil
}

// Preview returns a form as it would be sent, with the client's parameters in place and dots for
// the secret.
func (c Config) Preview(form Form) Form {
	switch c = c.withDefaults(); {
	case c.Auth == ClientSecretBasic:
		return form
	case c.Auth.asserts():
		return form.withClient(Form{{"client_id", c.ClientID}, {"client_assertion_type", assertionType}, {"client_assertion", dots}})
	}
	return form.withClient(Form{{"client_id", c.ClientID}, {"client_secret", dots}})
}
