package ciba

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// keyCache holds the JWKS that a client fetched last.
type keyCache struct {
	set     KeySet
	fetched time.Time // time of the last success; zero before the first
	tried   time.Time // time of the last attempt, successful or not
}

// errKeys says that the keys couldn't be fetched for now.
var errKeys = errors.New("the provider's keys could not be fetched")

// wanted describes the token that keys are wanted for.
type wanted struct {
	alg, kid string
	came     time.Time         // ours, monotonic
	verified func(KeySet) bool // whether a key of a set verifies its signature
}

// verifies reports whether a key of a set verifies a token's signature.
func (c *Client) verifies(token Token, set KeySet) bool {
	signature, _ := judge{evidence: evidence{Keys: set, Config: c.config}, token: token}.signature()
	return signature.Result == Pass
}

// keySet returns keys for a token. It uses those at hand if one of them verifies the signature, or
// if they are newer than the token and so decide either way; otherwise it fetches them.
//
// At most one fetch a minute succeeds, so that unknown kids can't make us flood the provider; until
// then it returns errKeys. There is one exception: if a key at hand has the token's kid and doesn't
// verify, it may have been replaced under that kid, and the fetch doesn't wait. The fetched keys
// are newer than the token, so this happens once for a token.
func (c *Client) keySet(ctx context.Context, m Metadata, w wanted) (KeySet, error) {
	if known := c.knownKeys(); known.decides(w) {
		return known.set, nil
	}
	waits := time.Now()
	select { // one fetch at a time
	case c.fetching <- struct{}{}:
		defer func() { <-c.fetching }()
	case <-ctx.Done():
		return KeySet{}, errKeys
	}
	known := c.knownKeys()
	switch {
	case known.decides(w):
		return known.set, nil
	case !known.tried.Before(waits): // another caller's attempt failed while we waited
		return KeySet{}, errKeys
	case known.fresh(keysRefetchGap) && !known.set.names(w.alg, w.kid):
		return KeySet{}, errKeys
	}
	set, err := c.fetchKeySet(ctx, m)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keys.tried = time.Now()
	if err == nil {
		c.keys.set, c.keys.fetched = set, c.keys.tried
	}
	return set, err
}

func (c *Client) knownKeys() keyCache {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.keys
}

// fresh reports whether the keys were fetched less than limit ago.
func (k keyCache) fresh(limit time.Duration) bool {
	return !k.fetched.IsZero() && time.Since(k.fetched) < limit
}

// decides reports whether these keys can tell a good token from a bad one. If none verifies it and
// they are older than the token, they can't: there may be a newer key.
func (k keyCache) decides(w wanted) bool {
	return !k.fetched.IsZero() && !k.fetched.Before(w.came) || k.fresh(keysLife) && w.verified(k.set)
}

func (c *Client) fetchKeySet(ctx context.Context, m Metadata) (KeySet, error) {
	a, err := c.do(ctx, call{endpoint: "jwks_uri", method: http.MethodGet, url: m.Endpoints.JWKS, header: uncached(), timeout: fetchTimeout})
	if err != nil {
		return KeySet{}, fmt.Errorf("%w: %w", errKeys, err)
	}
	set, err := ParseKeySet(a.body)
	switch {
	case a.status == http.StatusOK && err == nil:
	case a.page() && (a.status == http.StatusOK || portals(a.status)):
		return KeySet{}, fmt.Errorf("%w: %w", errKeys, &ConfigError{Reason: ReasonNotTheProvider, Member: memberJWKS, Detail: memberJWKS + ": a web page came back; " + inTheWay})
	default:
		return KeySet{}, errKeys
	}
	set.source, set.fetched = m.Endpoints.JWKS, c.now()
	return set, nil
}
