package simulator

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// jwksDownFor is how long JWKSDown withholds the keys after a client has got its tokens.
const jwksDownFor = 30 * time.Second

// maxPublished limits how many keys of single requests the JWKS contains besides the broker's own.
const maxPublished = 20

// keyFaults concern the key that verifies a token. If a fault needs its own key, every request gets
// a new one, so that no client can have fetched it before: a kid is never reused.
func keyFaults() []fault {
	return []fault{
		{name: RotatedKeys, group: GroupKeys, newKey: true, publish: func(set *publishedKeys, key newKey, _ time.Duration) {
			set.add(key.jwk("sig"))
		}},
		{name: UnknownKid, group: GroupKeys, mint: func(m *mint) { m.kid = upperHex(20) }},
		// Two keys with one kid: the result depends on which one the reader takes.
		{name: DuplicateKid, group: GroupKeys, newKey: true, publish: func(set *publishedKeys, key newKey, _ time.Duration) {
			other := key.jwk("sig")
			other.N, other.X5t, other.X5c = base64URL(set.stranger.N.Bytes()), "", nil
			set.add(other)
			set.add(key.jwk("sig"))
		}},
		{name: EncryptionKey, group: GroupKeys, mint: func(m *mint) { m.sign(m.keys.encryption) }},
		// A signing key of the broker, but of another service: only a client that pins keys
		// notices.
		{name: TransactionKey, group: GroupKeys, mint: func(m *mint) { m.sign(m.keys.transaction) }},
		{name: OfferedKey, group: GroupKeys, mint: func(m *mint) {
			m.key = m.keys.forger
			m.header["jwk"] = publicJWK(&m.keys.forger.PublicKey, "sig", m.kid)
		}},
		{name: JWKSDown, group: GroupKeys, newKey: true, publish: func(set *publishedKeys, key newKey, age time.Duration) {
			set.down = set.down || age < jwksDownFor
			set.add(key.jwk("sig"))
		}},
	}
}

// publishedKeys is a JWKS under construction.
type publishedKeys struct {
	keys     []jwk
	stranger *rsa.PublicKey // a key that signs none of the tokens
	down     bool
}

func (p *publishedKeys) add(key jwk) { p.keys = append(p.keys, key) }

// signWithNewKey certifies a key for this request alone, and publishes it as the request's fault
// says.
func (s *Simulator) signWithNewKey(keys *keySet, m *mint) error {
	certified, err := certify(keys.next, "Simulator Token Signing 2", x509.SHA256WithRSA, m.now)
	if err != nil {
		return err
	}
	m.sign(certified)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.newKeys = append(s.newKeys, newKey{certified, m.request.scenario, s.now()})
	s.newKeys = slices.Delete(s.newKeys, 0, max(0, len(s.newKeys)-maxPublished))
	return nil
}

// newKey is a key added while the simulator runs.
type newKey struct {
	certifiedKey
	scenario Scenario
	since    time.Time
}

// published returns the JWKS as it is now. It reports false while a fault withholds it.
func (s *Simulator) published(keys *keySet) (json.RawMessage, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	set := publishedKeys{keys: keys.ordinary(), stranger: &keys.forger.PublicKey}
	for _, key := range s.newKeys {
		key.scenario.fault().publish(&set, key, s.now().Sub(key.since))
	}
	if set.down {
		return nil, false, nil
	}
	text, err := json.Marshal(map[string]any{"keys": set.keys})
	if err != nil {
		return nil, false, fmt.Errorf("simulator: writing the JWKS: %w", err)
	}
	return text, true, nil
}
