package mitid

import (
	_ "embed"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"

	"ringback/ciba"
)

// The tokens of the broker's documentation and the published keys of its pre-production
// environment, byte for byte.
var (
	//go:embed testdata/documented-tokens.json
	documentedTokens []byte
	//go:embed testdata/recorded-keys.json
	recordedKeys []byte
)

// Example is the only genuine CIBA token that the broker has published, with its recorded keys. It
// shows without a broker what a token contains and that its signature is valid.
type Example struct {
	Tokens ciba.Tokens
	Keys   ciba.KeySet
	Issuer string

	// Request is what the token answers. The documentation prints another request next to it. At
	// Started and Received the token was valid.
	Request           Request
	Started, Received time.Time
}

// Documented returns the example. Its person is fictitious.
func Documented() (Example, error) {
	const issuer = "https://pp.netseidbroker.dk/op"
	var tokens struct {
		ID     string `json:"id_token"`
		Access string `json:"access_token"`
	}
	if err := json.Unmarshal(documentedTokens, &tokens); err != nil {
		return Example{}, fmt.Errorf("the documented tokens: %w", err)
	}
	keys, err := ciba.ParseKeySet(recordedKeys)
	if err != nil {
		return Example{}, fmt.Errorf("the recorded keys: %w", err)
	}
	recorded := time.Date(2026, time.August, 28, 23, 21, 17, 0, time.UTC)
	issued := time.Date(2024, time.May, 7, 13, 10, 53, 0, time.UTC)
	return Example{
		Tokens: ciba.Tokens{IDToken: ciba.Secret(tokens.ID), AccessToken: ciba.Secret(tokens.Access)},
		Keys:   keys.Fetched(issuer+"/.well-known/openid-configuration/jwks", recorded),
		Issuer: issuer,

		Request: Request{UUID: "eee4b272-6a33-40da-ab0b-5ce2abd42e78", Text: "ostemawd :=)"},
		Started: issued.Add(-10 * time.Second), Received: issued,
	}, nil
}
