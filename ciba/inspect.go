package ciba

import (
	"context"
	"errors"
	"slices"
	"time"
)

// ErrForeignToken reports that a token names another issuer than the one whose keys were asked for.
// Nothing was fetched for it.
var ErrForeignToken = errors.New("the token is not of this issuer")

// Inspect makes the checks of a token that need no request of ours: those of its form and of the
// registration, at a time of our own clock. The result is no verdict: it doesn't say who approved
// what, and no check in it is required.
func Inspect(t Token, config Config, now time.Time) []Check {
	j := judgeOf(evidence{Config: config.withDefaults(), Received: now}, t)
	whole := func(part Claims, id CheckID, check func() Check) Check {
		if part == nil {
			return Check{ID: id, Result: Skip, Actual: Word(WordMalformed)}
		}
		c := check()
		c.Required = false
		return c
	}
	return []Check{
		whole(t.Header, CheckAlgorithm, j.algorithm),
		whole(t.Header, CheckTokenKind, j.tokenKind),
		whole(t.Payload, CheckIssuer, j.issuer),
		whole(t.Payload, CheckAudience, j.audience),
		whole(t.Payload, CheckExpiry, j.expiry),
	}
}

// InspectSignature uses the keys of this client's issuer to check the signature of a token that we
// didn't request, and says which key fits it. It fetches keys at most once a minute, and only for a
// token that names this issuer. The error is ErrForeignToken, or one that says that the keys can't
// be fetched now.
func (c *Client) InspectSignature(ctx context.Context, t Token) (Check, KeyFacts, error) {
	if iss, err := t.Payload.String("iss"); err != nil || iss != c.config.Issuer || t.Fault != "" {
		return Check{}, KeyFacts{}, ErrForeignToken
	}
	var keys KeySet
	kid, readable := t.keyID()
	if readable && slices.Contains(c.config.IDTokenAlgs, t.Algorithm()) { // else no key helps
		meta, err := c.Discover(ctx)
		if err != nil {
			return Check{}, KeyFacts{}, err
		}
		// Any text can be pasted, so a bad signature is no reason to fetch sooner.
		w := wanted{alg: t.Algorithm(), kid: kid, came: time.Now(), verified: func(set KeySet) bool {
			return c.verifies(t, set) || c.knownKeys().fresh(keysRefetchGap) && set.has(t.Algorithm(), kid)
		}}
		if keys, err = c.keySet(ctx, meta, w); err != nil {
			return Check{}, KeyFacts{}, err
		}
	}
	check, facts := InspectWith(t, c.config, keys)
	return check, facts, nil
}

// InspectWith uses the given keys to check the signature of a token that we didn't request, and
// says which key fits it.
func InspectWith(t Token, config Config, keys KeySet) (Check, KeyFacts) {
	config = config.withDefaults()
	if t.Fault != "" {
		return Check{ID: CheckSignature, Result: Fail, Expected: Word(WordValid), Actual: Word(t.Fault)}, KeyFacts{}
	}
	check, key := judge{evidence: evidence{Keys: keys, Config: config}, token: t}.signature()
	check.Required = false
	return check, keys.facts(key, config.PinnedKeys)
}
