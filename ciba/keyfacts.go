package ciba

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"time"
)

// KeyFacts say which key verified a signature and where it came from. They are for showing; the
// check key_pin says whether the key is trusted.
type KeyFacts struct {
	Type  string // kty (RFC 7518 §6.1): "RSA", "EC"; "" if no key verified
	Curve string // of an EC key, such as "P-256"
	Bits  int    // of an RSA key's modulus
	KeyID string // kid, cleaned

	// Thumbprint is the RFC 7638 thumbprint in base64url. SHA1 and SHA256 are those of x5c[0] in
	// upper-case hex; "" if the JWK has no certificate for this key.
	Thumbprint, SHA1, SHA256 string

	Pins   bool // the configuration pins keys
	Pinned bool // … and this key is one of them

	Source  string    // jwks_uri, cleaned; "" if the key didn't come from one
	Fetched time.Time // when it was fetched, in our wall time
}

// Fetched returns the set with its source and the time of its fetch, for the [KeyFacts] of its
// keys.
func (s KeySet) Fetched(source string, at time.Time) KeySet {
	s.source, s.fetched = source, at
	return s
}

// facts describes a key of this set.
func (s KeySet) facts(key *verificationKey, pins []string) KeyFacts {
	if key == nil {
		return KeyFacts{}
	}
	f := KeyFacts{
		KeyID: Clean(key.KeyID, 200), Thumbprint: key.Thumbprints[0],
		Pins: len(pins) > 0, Pinned: key.pinnedBy(pins),
		Source: Clean(s.source, 500), Fetched: s.fetched,
	}
	if len(key.Thumbprints) >= 3 {
		f.SHA1, f.SHA256 = key.Thumbprints[1], key.Thumbprints[2]
	}
	switch public := key.Public.(type) {
	case *rsa.PublicKey:
		f.Type, f.Bits = "RSA", public.N.BitLen()
	case *ecdsa.PublicKey:
		f.Type, f.Curve = "EC", public.Curve.Params().Name
	}
	return f
}
