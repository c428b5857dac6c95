package ciba

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// MaxToken is the size of the longest token that is read, in bytes.
const MaxToken = 64 << 10

// Token is a decoded ID token, not yet trusted.
type Token struct {
	Header  Claims // nil if it can't be read
	Payload Claims // nil if it can't be read
	Fault   string // the word for what is wrong with its form; "" if it can be read

	SignatureSize int // in bytes; 0 if it can't be read

	compact *string // behind a pointer, so that no way of printing it prints the token
}

// Digest returns the SHA-256 of the token as it came, in hex, by which a copy can be recognized; ""
// if it can't be read. It says nothing about what is in it.
func (t Token) Digest() string {
	if t.compact == nil {
		return ""
	}
	sum := sha256.Sum256([]byte(*t.compact))
	return hex.EncodeToString(sum[:])
}

// decodeToken decodes a compact JWS (RFC 7515 §7.1) without verifying it: strict base64url, strict
// JSON. If only a part can't be read, the rest is still there to be shown.
func decodeToken(compact string) Token {
	t := Token{Fault: WordMalformed}
	if len(compact) > MaxToken {
		return t
	}
	switch strings.Count(compact, ".") {
	case 2:
	case 4:
		t.Fault = WordEncrypted
		return t
	default:
		return t
	}
	parts := strings.Split(compact, ".")
	header, headerErr := decodeSegment(parts[0])
	if headerErr == nil {
		t.Header, headerErr = parseObject(header)
	}
	payload, payloadErr := decodeSegment(parts[1])
	if payloadErr == nil {
		t.Payload, payloadErr = parseObject(payload)
	}
	signature, signatureErr := decodeSegment(parts[2])
	t.SignatureSize = len(signature)
	if errors.Join(headerErr, payloadErr, signatureErr) == nil && parts[2] != "" {
		t.Fault, t.compact = "", &compact
	}
	return t
}

// decodeSegment decodes base64url without padding. Strict rejects nonzero trailing bits; line
// breaks, which the standard library skips, are rejected here.
func decodeSegment(segment string) ([]byte, error) {
	if strings.IndexByte(segment, '\r') >= 0 || strings.IndexByte(segment, '\n') >= 0 {
		return nil, errors.New("a line break in base64url")
	}
	return base64.RawURLEncoding.Strict().DecodeString(segment)
}

// SignedPart returns what the signature covers: header and payload as sent.
func (t Token) SignedPart() string {
	if t.compact == nil {
		return ""
	}
	return (*t.compact)[:strings.LastIndexByte(*t.compact, '.')]
}

// Algorithm returns the header's alg, or "". It is foreign text: clean it before showing it.
func (t Token) Algorithm() string { alg, _ := t.Header.String("alg"); return alg }

// keyID returns the header's kid; ok is false if it is present and not a string.
func (t Token) keyID() (kid string, ok bool) {
	kid, err := t.Header.String("kid")
	return kid, err == nil || errors.Is(err, ErrClaimAbsent)
}

// verifiedBy verifies the signature with golang-jwt's method of the algorithm. Its parser would
// only decode everything once more: the token was decoded more strictly, and each claim has its own
// check.
func (t Token) verifiedBy(key *verificationKey, algs []string) bool {
	alg := t.Algorithm()
	method := jwt.GetSigningMethod(alg)
	if method == nil || keyType(alg) == noKeyType || !slices.Contains(algs, alg) || !t.Header.interoperable() {
		return false
	}
	signed := t.SignedPart()
	signature, err := decodeSegment((*t.compact)[len(signed)+1:])
	return err == nil && method.Verify(signed, signature, key.Public) == nil
}

// registered has golang-jwt validate the registered claims, as we read them. The error joins all
// that is wrong with them.
func (t Token) registered(issuer, audience string, at time.Time) error {
	return jwt.NewValidator(
		jwt.WithIssuer(issuer), jwt.WithAudience(audience), jwt.WithLeeway(leeway), jwt.WithTimeFunc(func() time.Time { return at }),
	).Validate(&strictClaims{t.Payload})
}

// strictClaims gives golang-jwt the claims of our strict parser.
type strictClaims struct{ claims Claims }

func (s *strictClaims) date(name string) (*jwt.NumericDate, error) {
	t, err := s.claims.Time(name)
	if errors.Is(err, ErrClaimAbsent) {
		return nil, nil
	}
	return &jwt.NumericDate{Time: t}, err // NewNumericDate would cut the fraction off
}

// The registered claims, in the interface of golang-jwt.

func (s *strictClaims) GetExpirationTime() (*jwt.NumericDate, error) { return s.date("exp") }
func (s *strictClaims) GetIssuedAt() (*jwt.NumericDate, error)       { return s.date("iat") }
func (s *strictClaims) GetNotBefore() (*jwt.NumericDate, error)      { return s.date("nbf") }
func (s *strictClaims) GetIssuer() (string, error)                   { return s.claims.String("iss") }
func (s *strictClaims) GetSubject() (string, error)                  { return s.claims.String("sub") }
func (s *strictClaims) GetAudience() (jwt.ClaimStrings, error) {
	return s.claims.stringOrStrings("aud")
}
