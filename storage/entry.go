package storage

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"ringback/ciba"
)

// service is the name under which the keyring lists what is ours.
const service = "Ringback"

// maxEntry bounds what is stored, in bytes: Windows takes 2,560, macOS about
// 3,000 with the names and after Base64.
const maxEntry = 2000

// Binding is what a client secret is bound to: it is given out for exactly
// these three, so that an environment whose token endpoint was changed, by
// mistake or by somebody's hand, doesn't send the secret there.
type Binding struct {
	Issuer        string
	ClientID      string
	TokenEndpoint string
}

// whole reports whether all three are there.
func (b Binding) whole() bool { return b.Issuer != "" && b.ClientID != "" && b.TokenEndpoint != "" }

// user is the name of the entry, readable in the keyring's own window.
func (b Binding) user() string {
	return fmt.Sprintf("client secret for %s at %s", b.ClientID, b.Issuer)
}

// entry is the stored form. Version 1 has just these members. A private key's
// PEM goes into secret like any other.
type entry struct {
	Version       int    `json:"v"`
	TokenEndpoint string `json:"token_endpoint"`
	Secret        string `json:"secret"`
}

// encode returns the stored form of a secret.
func (b Binding) encode(secret ciba.Secret) (string, error) {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false) // a secret's + and / and & need no six bytes each
	if err := encoder.Encode(entry{Version: 1, TokenEndpoint: b.TokenEndpoint, Secret: secret.Reveal()}); err != nil {
		return "", ErrSecretUnreadable
	}
	stored := strings.TrimSuffix(text.String(), "\n")
	if len(stored) > maxEntry {
		return "", ErrSecretTooLong
	}
	return stored, nil
}

// decode returns the secret of a stored form if it is bound to b.
func (b Binding) decode(stored string) (ciba.Secret, error) {
	var e entry
	if len(stored) > maxEntry || json.Unmarshal([]byte(stored), &e) != nil || e.Version != 1 || e.Secret == "" {
		return "", ErrSecretUnreadable
	}
	if e.TokenEndpoint != b.TokenEndpoint {
		return "", ErrSecretBoundElsewhere
	}
	return ciba.Secret(e.Secret), nil
}

// CleanSecret takes blanks and line breaks off both ends: a secret that is
// pasted into a field gains them. What is inside stays.
func CleanSecret(secret ciba.Secret) ciba.Secret {
	return ciba.Secret(strings.TrimFunc(secret.Reveal(), func(r rune) bool { return unicode.IsSpace(r) || ciba.Invisible(r) }))
}
