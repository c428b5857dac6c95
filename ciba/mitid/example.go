package mitid

import (
	_ "embed"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"

	"ringback/ciba"
)

// The tokens of the broker's documentation, and the keys that its pre-production environment
// published, byte for byte.
var (
	//go:embed testdata/documented-tokens.json
	documentedTokens []byte
	//go:embed testdata/recorded-keys.json
	recordedKeys []byte
)

// Example is the one genuine token of CIBA that the broker has published, with the keys that were
// recorded there: whoever has no broker at hand can see with it what a token holds and that its
// signature is good.
type Example struct {
	Tokens ciba.Tokens
	Keys   ciba.KeySet
	Issuer string

	// Request is what the token answers, which isn't the request beside which the documentation
	// prints it. Started and Received are times at which it was good.
	Request           Request
	Started, Received time.Time
}

// Documented returns the example. The person in it is made up by the broker.
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
