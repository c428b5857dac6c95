package secrets

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"ringback/ciba"
)

// service is the name under which the keyring lists our entries.
const service = "Ringback"

// maxEntry is the size limit of an entry, in bytes: Windows takes 2,560, macOS about 3,000 with the
// names and after Base64.
const maxEntry = 2000

// user returns the name of the entry, which is readable in the keyring's own window. A client has
// one entry, whatever it is bound to.
func (b Binding) user() string {
	return fmt.Sprintf("client secret for %s at %s", b.ClientID, b.Issuer)
}

// entry is the stored form.
//
// Version 1 has token_endpoint, which is the issuer if nothing is overridden, and secret, in which
// a private key is Base64 of its PKCS #8. Every version of the program reads it, so it is written
// wherever it is sufficient. Version 2, which earlier programs refuse, has overrides, and either
// secret or rsa.
type entry struct {
	Version       int        `json:"v"`
	TokenEndpoint string     `json:"token_endpoint,omitempty"`
	Overrides     *Overrides `json:"overrides,omitempty"`
	Secret        string     `json:"secret,omitempty"`
	RSA           string     `json:"rsa,omitempty"` // see primesOf
}

// encode returns the stored form of a secret, or of a key as normalizeKey returns it.
func (b Binding) encode(secret ciba.Secret) (string, error) {
	e := entry{Version: 2, Overrides: &b.Overrides, Secret: secret.Reveal()}
	if token := b.Overrides.Token; b.Overrides == (Overrides{Token: token}) && token != b.Issuer {
		e.Version, e.Overrides, e.TokenEndpoint = 1, nil, token
		if token == "" {
			e.TokenEndpoint = b.Issuer
		}
	}
	stored, err := e.text()
	if err != nil || len(stored) <= maxEntry {
		return stored, err
	}
	if e.RSA = primesOf(secret); !b.Key || e.RSA == "" {
		return "", ErrTooLong
	}
	e.Version, e.TokenEndpoint, e.Overrides, e.Secret = 2, "", &b.Overrides, ""
	if stored, err = e.text(); err == nil && len(stored) > maxEntry {
		return "", ErrTooLong
	}
	return stored, err
}

func (e entry) text() (string, error) {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)              // so that an & in a secret doesn't take six bytes
	if err := encoder.Encode(e); err != nil { //nolint:gosec // The keyring is where a secret belongs.
		return "", ErrUnreadable
	}
	return strings.TrimSuffix(text.String(), "\n"), nil
}

// decode returns the secret of a stored form if it is bound to b.
func (b Binding) decode(stored string) (ciba.Secret, error) {
	secret, saved, err := b.read(stored)
	switch {
	case err != nil:
		return "", err
	case saved.Overrides != b.Overrides:
		public, isPublic := b.published()
		return "", &ElsewhereError{Saved: saved, Asked: b, Public: isPublic && secret == public}
	}
	if err := b.fits(secret); err != nil {
		return "", err
	}
	return secret, nil
}

// read decodes a stored form of b's client, whatever it is bound to.
func (b Binding) read(stored string) (ciba.Secret, Binding, error) {
	var e entry
	saved := b.client()
	if len(stored) > maxEntry || json.Unmarshal([]byte(stored), &e) != nil {
		return "", saved, ErrUnreadable
	}
	switch e.Version {
	case 1:
		if e.TokenEndpoint == "" {
			return "", saved, ErrUnreadable
		}
		if e.TokenEndpoint != b.Issuer {
			saved.Overrides.Token = ciba.CanonicalURL(e.TokenEndpoint)
		}
		e.RSA = ""
	case 2:
		// An unknown member may bind the secret to more than this version knows.
		strict := json.NewDecoder(strings.NewReader(stored))
		strict.DisallowUnknownFields()
		if strict.Decode(&e) != nil || e.Overrides == nil || e.TokenEndpoint != "" || (e.Secret == "") == (e.RSA == "") {
			return "", saved, ErrUnreadable
		}
		saved.Overrides = *e.Overrides
	default:
		return "", saved, ErrUnreadable
	}
	secret := ciba.Secret(e.Secret)
	if e.RSA != "" {
		secret = keyOf(e.RSA)
	}
	if secret == "" {
		return "", saved, ErrUnreadable
	}
	saved.Key = ciba.HoldsPrivateKey(secret)
	return secret, saved, nil
}

// Clean removes blanks and line breaks from both ends, which a secret gains when it is pasted into
// a field. What is inside stays.
func Clean(secret ciba.Secret) ciba.Secret {
	return ciba.Secret(strings.TrimFunc(secret.Reveal(), func(r rune) bool { return unicode.IsSpace(r) || ciba.Invisible(r) }))
}
