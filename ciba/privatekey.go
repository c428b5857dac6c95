package ciba

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"fmt"
	"math/big"
	"strings"
	"unicode"
)

// KeyProblem is why a text can't be used as the key of private_key_jwt.
type KeyProblem string

// The problems. [KeyError.Error] has a sentence for each that says what to do.
const (
	KeyUnreadable  KeyProblem = "unreadable"  // neither PEM nor Base64 of DER
	KeyDamaged     KeyProblem = "damaged"     // a private key that was cut off or changed
	KeyEncrypted   KeyProblem = "encrypted"   // protected by a passphrase
	KeyPublic      KeyProblem = "public"      // the public half
	KeyCertificate KeyProblem = "certificate" // has only the public half
	KeyFormat      KeyProblem = "format"      // an OpenSSH key, a JWK or PKCS #12
	KeyEd25519     KeyProblem = "ed25519"
	KeyKind        KeyProblem = "kind"  // neither RSA nor EC
	KeyCurve       KeyProblem = "curve" // EC, but not P-256
	KeySmall       KeyProblem = "small" // RSA of less than 2048 bits

	// KeyAsSecret: the client secret is a private key, of whatever kind. It is never sent.
	KeyAsSecret KeyProblem = "as_secret"
)

// KeyError reports why a text can't be used as a private key, or must not be used as a secret. It
// reveals nothing of the text. It wraps a [ConfigError].
type KeyError struct {
	Problem KeyProblem
	Bits    int // of an RSA key that is too small
}

// Error says what is wrong and what to do.
func (e *KeyError) Error() string {
	switch e.Problem {
	case KeyDamaged:
		return "the private key is damaged or not whole: copy all of it, with its first and last line"
	case KeyEncrypted:
		return "the private key is encrypted: take the passphrase off first, for example with: openssl pkey -in key.pem -out plain.pem"
	case KeyPublic:
		return "this is the public key: the private one is needed here; the public one is for the provider"
	case KeyCertificate:
		return "this is a certificate: the private key that belongs to it is needed here"
	case KeyFormat:
		return "the private key is in a format that isn't read here (OpenSSH, JWK or PKCS #12): convert it to PEM"
	case KeyEd25519:
		return "an Ed25519 key can't be used: take an EC key on P-256, or an RSA key of 2048 bits or more"
	case KeyKind:
		return "a key of this kind can't be used: take an EC key on P-256, or an RSA key of 2048 bits or more"
	case KeyCurve:
		return "the EC key is on another curve: take one on P-256"
	case KeySmall:
		return fmt.Sprintf("the RSA key has %d bits: take one of 2048 bits or more", e.Bits)
	case KeyAsSecret:
		return "this is a private key, which is never sent: enter the client secret, or set the client authentication to private_key_jwt"
	}
	return "this isn't a private key: it must be PEM, or Base64 of DER (PKCS #8, PKCS #1 or SEC 1)"
}

// Unwrap returns a [ConfigError], for callers that need no more detail.
func (e *KeyError) Unwrap() error { return &ConfigError{Reason: ReasonPrivateKey, Detail: e.Error()} }

// ParsePrivateKey reads a private key for private_key_jwt: PEM or Base64 of DER, in the format of
// PKCS #8, PKCS #1 or SEC 1. It returns an *ecdsa.PrivateKey on P-256 or an *rsa.PrivateKey of at
// least 2048 bits. Blanks and line breaks may be anywhere, because a single-line input field turns
// line breaks into blanks. The error is a *[KeyError].
func ParsePrivateKey(text Secret) (any, error) {
	found := findKey(text.Reveal())
	if found.problem != "" {
		return nil, &KeyError{Problem: found.problem}
	}
	return parseDER(found.der)
}

// HoldsPrivateKey reports whether a text is or contains a private key, even one that was cut off or
// encrypted: in PEM, as a JWK, in XML, as DER, or in Base64 or hex of these, with any text around
// it. Such a text is never a client secret.
func HoldsPrivateKey(text Secret) bool { return holdsKey(text.Reveal(), 2) }

// foundKey is what a text turned out to be.
type foundKey struct {
	private bool       // a private key, in whatever state
	der     []byte     // of a key that may be usable
	problem KeyProblem // why it isn't
}

// findKey looks for a key in a text, as tolerantly as it can: what it doesn't recognize as a
// private key may be sent.
func findKey(text string) foundKey {
	if in := classifyDER([]byte(text)); in.problem != KeyUnreadable {
		return in
	}
	// In JSON and in environment variables, line breaks are often escaped.
	text = strings.NewReplacer(`\n`, "\n", `\r`, "\n").Replace(text)
	text = keyLabel.ReplaceAllString(text, "PRIVATE KEY") // web pages have other blanks
	switch {
	case strings.Contains(text, "PRIVATE KEY"):
		return findPEM(text)
	case strings.Contains(text, `"kty"`) && strings.Contains(text, `"d"`), strings.HasPrefix(text, "PuTTY-User-Key-File"):
		return foundKey{private: true, problem: KeyFormat}
	case strings.Contains(text, "BEGIN CERTIFICATE"):
		return foundKey{problem: KeyCertificate}
	case strings.Contains(text, "PUBLIC KEY"), strings.Contains(text, `"kty"`), strings.HasPrefix(strings.TrimSpace(text), "ssh-"):
		return foundKey{problem: KeyPublic}
	}
	raw := decodeBase64(text)
	if strings.Contains(string(raw), "PRIVATE KEY") { // Base64 of PEM
		return findPEM(string(raw))
	}
	return classifyDER(raw)
}

// findPEM finds the private key among blocks of PEM. The text between the dashed lines may have
// lost its line breaks.
func findPEM(text string) foundKey {
	damaged := foundKey{private: true, problem: KeyDamaged}
	before, after, found := strings.Cut(text, "PRIVATE KEY-----")
	if !found {
		return damaged
	}
	// Without a first line this is the last one: the letters of the key before it are no label.
	label := before[strings.LastIndex(before, "-----")+1:]
	body, _, closed := strings.Cut(after, "-----END")
	switch {
	case strings.Contains(label, "ENCRYPTED"), strings.Contains(body, "ENCRYPTED"):
		return foundKey{private: true, problem: KeyEncrypted}
	case strings.Contains(label, "OPENSSH"):
		return foundKey{private: true, problem: KeyFormat}
	case strings.Contains(label, "DSA"):
		return foundKey{private: true, problem: KeyKind}
	case !closed:
		return damaged
	}
	if in := classifyDER(decodeBase64(body)); in.private {
		return in
	}
	return damaged
}

// decodeBase64 reads Base64 in either alphabet, with any blanks and padding, up to the first
// invalid character.
func decodeBase64(text string) []byte {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '-':
			return '+'
		case r == '_':
			return '/'
		case r == '=' || r == '"' || r == '\'' || unicode.IsSpace(r) || Invisible(r):
			return -1
		}
		return r
	}, text)
	raw, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil && len(text)%4 == 1 { // cut off inside a group of four
		raw, _ = base64.RawStdEncoding.DecodeString(text[:len(text)-1])
	}
	return raw // after an error, the bytes before it
}

// classifyDER says what DER contains by how it begins, because half a key is a key, too.
func classifyDER(raw []byte) foundKey {
	_, outer, ok := element(raw, tagSequence)
	if !ok {
		return foundKey{problem: KeyUnreadable}
	}
	if rest, version, ok := element(outer, tagInteger); ok && len(version) == 1 {
		if key := classifyVersioned(raw, rest); key.private {
			return key
		}
	}
	if _, algorithm, ok := element(outer, tagSequence); ok {
		if _, id, ok := element(algorithm, tagOID); ok && (strings.HasPrefix(string(id), idPKCS5) || strings.HasPrefix(string(id), idPKCS12)) {
			return foundKey{private: true, problem: KeyEncrypted}
		}
	}
	if _, err := x509.ParseCertificate(raw); err == nil {
		return foundKey{problem: KeyCertificate}
	}
	_, spki := x509.ParsePKIXPublicKey(raw)
	_, pkcs1 := x509.ParsePKCS1PublicKey(raw)
	if spki == nil || pkcs1 == nil {
		return foundKey{problem: KeyPublic}
	}
	return foundKey{problem: KeyUnreadable}
}

// classifyVersioned says what DER contains that begins with a version, as private keys do; rest is
// what follows the version.
func classifyVersioned(raw, rest []byte) foundKey {
	if _, algorithm, ok := element(rest, tagSequence); ok {
		if _, id, _ := element(algorithm, tagOID); strings.HasPrefix(string(id), idPKCS7) {
			return foundKey{private: true, problem: KeyFormat} // PKCS #12
		}
		return foundKey{private: true, der: raw} // PKCS #8 (RFC 5958)
	}
	_, modulus, isRSA := element(rest, tagInteger)
	_, scalar, isEC := element(rest, tagOctets)
	if isRSA && len(modulus) >= 32 || isEC && len(scalar) >= 16 {
		return foundKey{private: true, der: raw} // PKCS #1 (RFC 8017), SEC 1 (RFC 5915)
	}
	return foundKey{}
}

// The algorithms and curves that identify keys.
const (
	oidEC      = "1.2.840.10045.2.1"
	oidP256    = "1.2.840.10045.3.1.7"
	oidEd25519 = "1.3.101.112"
	oidRSA     = "1.2.840.113549.1.1.1"
)

// The object identifiers at the start of other structures, in DER.
const (
	idPKCS5  = "\x2a\x86\x48\x86\xf7\x0d\x01\x05"     // encryption with a passphrase
	idPKCS12 = "\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01" // the same, older
	idPKCS7  = "\x2a\x86\x48\x86\xf7\x0d\x01\x07"     // the content of a PKCS #12 file
)

// The DER tags at the start of keys.
const (
	tagInteger  = 0x02
	tagOctets   = 0x04
	tagOID      = 0x06
	tagSequence = 0x30
)

// element splits off the element that begins with a tag. Its content may be cut off.
func element(der []byte, tag byte) (rest, content []byte, ok bool) {
	if len(der) < 2 || der[0] != tag {
		return nil, nil, false
	}
	length, der := int(der[1]), der[2:]
	if length >= 0x80 {
		n := length & 0x7f
		if n == 0 || n > 3 || len(der) < n { // no key has 16 MB
			return nil, nil, false
		}
		length = 0
		for _, b := range der[:n] {
			length = length<<8 | int(b)
		}
		der = der[n:]
	}
	length = min(length, len(der))
	return der[length:], der[:length], true
}

// parseDER reads a private key that can sign as the broker requires.
func parseDER(der []byte) (any, error) {
	var info struct {
		Version   int
		Algorithm pkix.AlgorithmIdentifier
		Key       []byte
	}
	if _, err := asn1.Unmarshal(der, &info); err == nil { // PKCS #8
		var curve asn1.ObjectIdentifier
		_, _ = asn1.Unmarshal(info.Algorithm.Parameters.FullBytes, &curve)
		switch id := info.Algorithm.Algorithm.String(); {
		case id == oidEd25519:
			return nil, &KeyError{Problem: KeyEd25519}
		case id == oidEC && curve.String() != oidP256:
			return nil, &KeyError{Problem: KeyCurve}
		case id != oidEC && id != oidRSA:
			return nil, &KeyError{Problem: KeyKind}
		}
	}
	if bits := modulusBits(der, info.Key); bits > 0 && bits < minRSABits {
		return nil, &KeyError{Problem: KeySmall, Bits: bits}
	}
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		if key, err = x509.ParsePKCS1PrivateKey(der); err != nil {
			if key, err = x509.ParseECPrivateKey(der); err != nil {
				return nil, &KeyError{Problem: KeyDamaged}
			}
		}
	}
	switch k := key.(type) {
	case *rsa.PrivateKey:
		return k, nil
	case *ecdsa.PrivateKey:
		if k.Curve == elliptic.P256() {
			return k, nil
		}
		return nil, &KeyError{Problem: KeyCurve}
	}
	return nil, &KeyError{Problem: KeyKind}
}

// modulusBits returns the size of an RSA key in PKCS #1, alone or inside PKCS #8, and 0 for other
// keys. The library rejects small keys without saying why.
func modulusBits(all ...[]byte) int {
	for _, der := range all {
		var key struct {
			Version int
			N, E, D *big.Int
		}
		if _, err := asn1.Unmarshal(der, &key); err == nil {
			return key.N.BitLen()
		}
	}
	return 0
}
