package simulator

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"time"
)

// Keys are the private keys of a simulator. Generating them takes some tenths of a second; a test
// that makes many simulators generates them once and passes them to each. Simulators with the same
// keys have the same certificates, valid from a year before the first of them needed one.
type Keys struct {
	// in the JWKS, first, use "sig": a trap for clients that take the first key
	TransactionToken *rsa.PrivateKey
	Token            *rsa.PrivateKey // second in the JWKS, use "sig": signs ID and access tokens
	Encryption       *rsa.PrivateKey // in the JWKS, third, use "enc"
	Next             *rsa.PrivateKey // in the JWKS once a fault has rotated to it
	Forger           *rsa.PrivateKey // not in the JWKS: signs in ForgedSignature

	// The certificates are made once, too: signing them takes longer than most tests.
	certify sync.Once
	set     *keySet
	err     error
}

// The sizes of the keys, as recorded. 2048 is the smallest that a careful client accepts, and the
// fastest to generate.
const (
	keyBits            = 2048
	transactionKeyBits = 3072
)

// GenerateKeys generates the five keys, one after the other. It stops between two keys when ctx
// ends.
func GenerateKeys(ctx context.Context) (*Keys, error) {
	var made [5]*rsa.PrivateKey
	for i, bits := range [...]int{transactionKeyBits, keyBits, keyBits, keyBits, keyBits} {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		key, err := rsa.GenerateKey(rand.Reader, bits)
		if err != nil {
			return nil, fmt.Errorf("simulator: generating an RSA key: %w", err)
		}
		made[i] = key
	}
	return &Keys{TransactionToken: made[0], Token: made[1], Encryption: made[2], Next: made[3], Forger: made[4]}, nil
}

func (k *Keys) complete() bool {
	return k.TransactionToken != nil && k.Token != nil && k.Encryption != nil && k.Next != nil && k.Forger != nil
}

// certifiedKey is a key with its self-signed certificate, which determines its kid.
type certifiedKey struct {
	private *rsa.PrivateKey
	der     []byte
	sha1    [sha1.Size]byte
}

// kid returns the certificate's SHA-1 thumbprint in upper-case hexadecimal, which is how the broker
// names its keys.
func (k certifiedKey) kid() string { return strings.ToUpper(hex.EncodeToString(k.sha1[:])) }

// keySet is Keys with certificates. It doesn't change after it is made.
type keySet struct {
	transaction, token, encryption certifiedKey

	next   *rsa.PrivateKey // certified again for each request that rotates to it
	forger *rsa.PrivateKey
}

// ordinary returns the keys that are always published, in the broker's order.
func (k *keySet) ordinary() []jwk {
	return []jwk{k.transaction.jwk("sig"), k.token.jwk("sig"), k.encryption.jwk("enc")}
}

// lazyKeys makes the key set when it is first needed: when a request starts (long before its tokens
// are due) or the JWKS is fetched. So a window can open, and discovery and start can answer,
// without waiting for it.
type lazyKeys struct {
	given *Keys // nil: generate
	begin sync.Once
	ready chan struct{} // closed when set and err are final
	set   *keySet
	err   error
}

func newLazyKeys(given *Keys) *lazyKeys {
	return &lazyKeys{given: given, ready: make(chan struct{})}
}

// prepareKeys starts making the set in a goroutine that the simulator owns: Close ends it and waits
// for it. Call it only during a call of the simulator, when that wait can't be over yet.
func (s *Simulator) prepareKeys() {
	s.keys.begin.Do(func() {
		now := s.now() // here, because a test's clock may belong to the calling goroutine
		s.running.Go(func() {
			defer close(s.keys.ready)
			s.keys.set, s.keys.err = makeKeySet(s.life, s.keys.given, now)
		})
	})
}

// keySet waits for the set until ctx or the simulator ends.
func (s *Simulator) keySet(ctx context.Context) (*keySet, error) {
	s.prepareKeys()
	select {
	case <-s.keys.ready:
		return s.keys.set, s.keys.err
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-s.life.Done():
		return nil, errors.New("simulator: closed")
	}
}

func makeKeySet(ctx context.Context, keys *Keys, now time.Time) (*keySet, error) {
	if keys == nil {
		var err error
		if keys, err = GenerateKeys(ctx); err != nil {
			return nil, err
		}
	}
	keys.certify.Do(func() { keys.set, keys.err = certifyAll(keys, now) })
	return keys.set, keys.err
}

func certifyAll(keys *Keys, now time.Time) (*keySet, error) {
	transaction, err := certify(keys.TransactionToken, "Simulator Transaction Token Signing 1", x509.SHA256WithRSAPSS, now)
	if err != nil {
		return nil, err
	}
	token, err := certify(keys.Token, "Simulator Token Signing 1", x509.SHA256WithRSA, now)
	if err != nil {
		return nil, err
	}
	encryption, err := certify(keys.Encryption, "Simulator Encryption 1", x509.SHA256WithRSA, now)
	if err != nil {
		return nil, err
	}
	return &keySet{transaction: transaction, token: token, encryption: encryption, next: keys.Next, forger: keys.Forger}, nil
}

// certify gives the key a self-signed certificate, valid for twelve years; the broker's are valid
// for ten or more.
func certify(key *rsa.PrivateKey, name string, algorithm x509.SignatureAlgorithm, now time.Time) (certifiedKey, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return certifiedKey{}, fmt.Errorf("simulator: serial number for %s: %w", name, err)
	}
	template := &x509.Certificate{
		SerialNumber:       serial,
		Subject:            pkix.Name{CommonName: name},
		NotBefore:          now.AddDate(-1, 0, 0),
		NotAfter:           now.AddDate(11, 0, 0),
		SignatureAlgorithm: algorithm,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return certifiedKey{}, fmt.Errorf("simulator: certificate for %s: %w", name, err)
	}
	return certifiedKey{private: key, der: der, sha1: sha1.Sum(der)}, nil
}

// jwk is a key as the broker publishes it: with x5c and x5t, without alg.
type jwk struct {
	Kty string   `json:"kty"`
	Use string   `json:"use"`
	Kid string   `json:"kid"`
	X5t string   `json:"x5t,omitempty"`
	E   string   `json:"e"`
	N   string   `json:"n"`
	X5c []string `json:"x5c,omitempty"`
}

func (k certifiedKey) jwk(use string) jwk {
	published := publicJWK(&k.private.PublicKey, use, k.kid())
	published.X5t = base64URL(k.sha1[:])
	published.X5c = []string{base64.StdEncoding.EncodeToString(k.der)}
	return published
}

// publicJWK returns a key without a certificate.
func publicJWK(key *rsa.PublicKey, use, kid string) jwk {
	return jwk{Kty: "RSA", Use: use, Kid: kid, E: base64URL(big.NewInt(int64(key.E)).Bytes()), N: base64URL(key.N.Bytes())}
}

func base64URL(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }
