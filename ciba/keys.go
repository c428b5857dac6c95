package ciba

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"

	// Only to compare certificates with the SHA-1 thumbprints that the broker publishes.
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/MicahParks/jwkset"
	"github.com/go-json-experiment/json/jsontext"
)

// The limits of a JWKS.
const (
	maxKeys         = 500
	minRSABits      = 2048 // of our own key, too
	maxRSABits      = 8192 // more would only cost time
	maxExponentBits = 31   // 2^31 − 1 is the largest exponent that the standard library accepts
	keysLife        = time.Hour
	keysRefetchGap  = time.Minute // at most one successful fetch in this time
)

// KeySet is a JWKS (RFC 7517 §5). Its members are parsed only when one is needed: the broker's own
// set has contained members that a strict parser rejects.
type KeySet struct {
	members []keyMember
	source  string    // the URL of its fetch; "" if it wasn't fetched
	fetched time.Time // wall time; zero if it wasn't fetched
}

// keyMember is what pick needs to know of a JWK.
type keyMember struct {
	kid, use, kty, alg string
	verifies           bool // key_ops, if present, contains "verify"
	raw                Claims

	// reads the key, once, and on the first need
	read func() (*verificationKey, error)
}

// verificationKey is a public key of the issuer.
type verificationKey struct {
	Public crypto.PublicKey // *rsa.PublicKey or *ecdsa.PublicKey
	KeyID  string
	// computed: RFC 7638 in base64url; SHA-1 and SHA-256 of x5c[0] in upper-case hex, of each
	// member that is this key
	Thumbprints []string
}

// ParseKeySet reads a JWKS. It leaves out members that can't be read.
func ParseKeySet(body []byte) (KeySet, error) {
	// The set is read leniently and each member strictly, so that a duplicate name in one member
	// doesn't cost us the others.
	lenient := []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}
	object, err := readObject(body, lenient...)
	if err != nil {
		return KeySet{}, err
	}
	if n := len(slices.DeleteFunc(slices.Clone(object), func(c Claim) bool { return c.Name != "keys" })); n != 1 {
		return KeySet{}, errors.New("a key set has one member keys")
	}
	elements, err := parseArray(object.value("keys"), maxKeys, lenient...)
	if err != nil {
		return KeySet{}, fmt.Errorf("keys: %w", err)
	}
	var set KeySet
	for _, element := range elements {
		if member, ok := readMember(element); ok {
			set.members = append(set.members, member)
		}
	}
	return set, nil
}

func readMember(element jsontext.Value) (keyMember, bool) {
	raw, err := parseObject(element)
	if err != nil {
		return keyMember{}, false
	}
	m := keyMember{raw: raw, verifies: true}
	for name, into := range map[string]*string{"kid": &m.kid, "use": &m.use, "kty": &m.kty, "alg": &m.alg} {
		if !raw.Has(name) {
			continue
		}
		if *into, err = raw.String(name); err != nil {
			return keyMember{}, false
		}
	}
	if raw.Has("key_ops") {
		operations, err := raw.stringOrStrings("key_ops")
		m.verifies = err == nil && slices.Contains(operations, "verify")
	}
	m.read = sync.OnceValues(m.public)
	return m, true
}

// pick returns the only key that fits a token's alg and kid, even if the set lists it several
// times. If there is none, the word says why.
func (s KeySet) pick(alg, kid string, pinned bool) (*verificationKey, string) {
	if kid == "" && pinned {
		return nil, WordNoKey
	}
	var fitting []keyMember
	for _, m := range s.members {
		if m.fits(alg, kid) {
			fitting = append(fitting, m)
		}
	}
	var found *verificationKey
	for _, m := range fitting {
		key, err := m.read()
		switch {
		case err != nil: // doesn't fit
		case found == nil:
			found = &verificationKey{key.Public, key.KeyID, slices.Clone(key.Thumbprints)}
		case !found.same(key):
			return nil, WordTwoKeys
		default:
			// possibly of another certificate
			found.Thumbprints = append(found.Thumbprints, key.Thumbprints[1:]...)
		}
	}
	if found == nil {
		return nil, WordNoKey
	}
	return found, ""
}

// same reports whether both are the same public key: a set may list one more than once.
func (k *verificationKey) same(other *verificationKey) bool {
	public, ok := k.Public.(interface{ Equal(crypto.PublicKey) bool })
	return ok && public.Equal(other.Public)
}

// names reports whether the set has a key with this kid or, for a token without one, any key that
// fits.
func (s KeySet) names(alg, kid string) bool {
	if kid == "" {
		return s.has(alg, kid)
	}
	return slices.ContainsFunc(s.members, func(m keyMember) bool { return m.kid == kid })
}

// has reports whether a key fits.
func (s KeySet) has(alg, kid string) bool {
	return slices.ContainsFunc(s.members, func(m keyMember) bool { return m.fits(alg, kid) })
}

func (m keyMember) fits(alg, kid string) bool {
	if kid != "" && m.kid != kid || m.use != "" && m.use != "sig" || m.alg != "" && m.alg != alg || !m.verifies || m.kty != keyType(alg) {
		return false
	}
	if m.kty == "EC" && m.text("crv") != curve(alg) {
		return false // the key is on another curve than the algorithm's
	}
	_, err := m.read()
	return err == nil
}

// noKeyType is the key type for anything but a public-key algorithm. No key has it.
const noKeyType = "none"

// keyType is the kty that an algorithm needs (RFC 7518 §3.1).
func keyType(alg string) string {
	switch alg {
	case "RS256", "RS384", "RS512", "PS256", "PS384", "PS512":
		return "RSA"
	case "ES256", "ES384", "ES512":
		return "EC"
	}
	return noKeyType
}

// curve returns the curve of an EC algorithm (RFC 7518 §3.4).
func curve(alg string) string {
	return map[string]string{"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}[alg]
}

// public reads the key from its own parameters and its certificate. It ignores every other member.
func (m keyMember) public() (*verificationKey, error) {
	var (
		public    crypto.PublicKey
		canonical string
		err       error
	)
	switch m.kty {
	case "RSA":
		public, canonical, err = m.rsa()
	case "EC":
		public, canonical, err = m.ec()
	default:
		err = errors.New("not a public key of RSA or EC")
	}
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(canonical))
	return &verificationKey{
		KeyID: m.kid, Public: public, Thumbprints: append([]string{b64(sum[:])}, m.certificateThumbprints(public)...),
	}, nil
}

// text returns a parameter that is a string, or else "".
func (m keyMember) text(name string) string { s, _ := m.raw.String(name); return s }

// rsa reads an RSA key (RFC 7518 §6.3.1), and returns its canonical form for the thumbprint (RFC
// 7638 §3.3).
func (m keyMember) rsa() (crypto.PublicKey, string, error) {
	n, e := wholeUInt(m.text("n"), maxRSABits), wholeUInt(m.text("e"), maxExponentBits)
	if n == nil || e == nil {
		return nil, "", errors.New("the RSA key's numbers can't be read, or are too large")
	}
	exponent := e.Int64()
	if n.BitLen() < minRSABits || n.Bit(0) == 0 || exponent < 3 || exponent%2 == 0 {
		return nil, "", errors.New("the RSA key is too weak or malformed")
	}
	return &rsa.PublicKey{N: n, E: int(exponent)}, fmt.Sprintf(`{"e":"%s","kty":"RSA","n":"%s"}`, b64(e.Bytes()), b64(n.Bytes())), nil
}

// wholeUInt reads a Base64urlUInt (RFC 7518 §2) of at most that many bits, or returns nil. Leading
// zeros and padding are not allowed but occur, and don't change the number.
func wholeUInt(text string, bits int) *big.Int {
	octets, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(text, "="))
	if err != nil || len(octets) == 0 {
		return nil
	}
	number := new(big.Int).SetBytes(octets)
	if number.BitLen() > bits {
		return nil
	}
	return number
}

// ec reads an EC key with jwkset (RFC 7518 §6.2.1).
func (m keyMember) ec() (crypto.PublicKey, string, error) {
	parsed, err := jwkset.NewJWKFromMarshal(jwkset.JWKMarshal{
		KTY: jwkset.KTY(m.kty), CRV: jwkset.CRV(m.text("crv")), X: m.text("x"), Y: m.text("y"),
	}, jwkset.JWKMarshalOptions{}, jwkset.JWKValidateOptions{SkipAll: true})
	if err != nil {
		return nil, "", errors.New("the key's parameters can't be read")
	}
	key, ok := parsed.Key().(*ecdsa.PublicKey)
	if !ok {
		return nil, "", errors.New("not a public key of EC")
	}
	point, err := key.Bytes() // also rejects a point that isn't on the curve
	if err != nil {
		return nil, "", errors.New("the EC key is not on its curve")
	}
	half := (len(point) - 1) / 2
	return key, fmt.Sprintf(`{"crv":"%s","kty":"EC","x":"%s","y":"%s"}`, m.text("crv"), b64(point[1:1+half]), b64(point[1+half:])), nil
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// certificateThumbprints computes the thumbprints of x5c[0] (RFC 7517 §4.7), if that certificate is
// for this very key. It ignores a stated x5t.
func (m keyMember) certificateThumbprints(public crypto.PublicKey) []string {
	chain, err := m.raw.stringOrStrings("x5c")
	if err != nil || len(chain) == 0 {
		return nil
	}
	der, err := base64.StdEncoding.DecodeString(chain[0])
	if err != nil {
		return nil
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil
	}
	same, ok := certificate.PublicKey.(interface{ Equal(crypto.PublicKey) bool })
	if !ok || !same.Equal(public) {
		return nil
	}
	one, two := sha1.Sum(der), sha256.Sum256(der)
	return []string{strings.ToUpper(hex.EncodeToString(one[:])), strings.ToUpper(hex.EncodeToString(two[:]))}
}

// pinnedBy reports whether one of the pins names this key. Hex thumbprints may be in either case,
// with or without colons.
func (k verificationKey) pinnedBy(pins []string) bool {
	for _, pin := range pins {
		hexPin := strings.ToUpper(strings.ReplaceAll(pin, ":", ""))
		if slices.Contains(k.Thumbprints, pin) || slices.Contains(k.Thumbprints[1:], hexPin) {
			return true
		}
	}
	return false
}
