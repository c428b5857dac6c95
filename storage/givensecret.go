package storage

import (
	"context"

	"ringback/ciba"
)

// GivenSecret are secrets in which one, from outside, takes the place of every
// client secret. It is never saved.
type GivenSecret struct {
	*Secrets
	Secret ciba.Secret
}

// Get returns the given secret, whatever it is asked for: whoever gave it
// chose the environment too, and agrees to its hosts for this run. What is of
// the wrong kind is not given out: a private key is never sent.
func (g GivenSecret) Get(_ context.Context, b Binding) (ciba.Secret, Source, error) {
	secret := CleanSecret(g.Secret)
	if b.Key {
		key, err := normalizeKey(secret)
		return key, SourceGiven, err
	}
	if ciba.HoldsPrivateKey(secret) {
		return "", SourceGiven, &ciba.KeyError{Problem: ciba.KeyAsSecret}
	}
	return secret, SourceGiven, nil
}
