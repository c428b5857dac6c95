package secrets

import (
	"context"

	"ringback/ciba"
)

// Given are secrets in which one from outside is used instead of every client secret. It is never
// saved.
type Given struct {
	*Store
	Secret ciba.Secret
}

// Get returns the given secret, whatever it is asked for: the user who gave it chose the
// environment too, and agrees to its hosts for this run. It doesn't give out the wrong kind: a
// private key is never sent.
func (g Given) Get(_ context.Context, b Binding) (ciba.Secret, Source, error) {
	secret := Clean(g.Secret)
	if b.Key {
		key, err := normalizeKey(secret)
		return key, SourceGiven, err
	}
	if ciba.HoldsPrivateKey(secret) {
		return "", SourceGiven, &ciba.KeyError{Problem: ciba.KeyAsSecret}
	}
	return secret, SourceGiven, nil
}
