package ciba_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// The signing keys, made once for the test binary.
var (
	keyA    = sync.OnceValue(func() *rsa.PrivateKey { return newRSA(2048) })
	keyB    = sync.OnceValue(func() *rsa.PrivateKey { return newRSA(2048) })
	keyWeak = sync.OnceValue(func() *rsa.PrivateKey { return newRSA(1024) })
	keyEC   = sync.OnceValue(func() *ecdsa.PrivateKey { return newEC(elliptic.P256()) })
	keyEC3  = sync.OnceValue(func() *ecdsa.PrivateKey { return newEC(elliptic.P384()) })

	certA = sync.OnceValue(func() []byte { return newCertificate(keyA()) })
	certB = sync.OnceValue(func() []byte { return newCertificate(keyB()) })
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func newRSA(bits int) *rsa.PrivateKey { return must(rsa.GenerateKey(rand.Reader, bits)) }

func newEC(curve elliptic.Curve) *ecdsa.PrivateKey {
	return must(ecdsa.GenerateKey(curve, rand.Reader))
}

func newCertificate(key crypto.Signer) []byte {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Token Signing"},
		NotBefore: time.Unix(0, 0), NotAfter: time.Unix(4e9, 0),
	}
	return must(x509.CreateCertificate(rand.Reader, template, template, key.Public(), key))
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// jwkOf writes a public key as the broker does: use sig, no alg.
func jwkOf(public crypto.PublicKey, kid string, changes ...func(map[string]any)) string {
	m := map[string]any{"use": "sig", "kid": kid}
	switch k := public.(type) {
	case *rsa.PublicKey:
		m["kty"], m["n"], m["e"] = "RSA", b64(k.N.Bytes()), b64(big.NewInt(int64(k.E)).Bytes())
	case *ecdsa.PublicKey:
		point := must(k.Bytes())
		half := (len(point) - 1) / 2
		m["kty"], m["crv"], m["x"], m["y"] = "EC", k.Curve.Params().Name, b64(point[1:1+half]), b64(point[1+half:])
	}
	for _, change := range changes {
		change(m)
	}
	if m["kid"] == "" {
		delete(m, "kid")
	}
	return asJSON(m)
}

// member sets a member of a JWK or of metadata; nil removes it.
func member(name string, value any) func(map[string]any) {
	return func(m map[string]any) {
		if value == nil {
			delete(m, name)
			return
		}
		m[name] = value
	}
}

func x5c(der []byte) func(map[string]any) {
	return member("x5c", []string{base64.StdEncoding.EncodeToString(der)})
}

func sha1Hex(der []byte) string   { s := sha1.Sum(der); return strings.ToUpper(hex.EncodeToString(s[:])) }
func sha256Hex(der []byte) string { s := sha256.Sum256(der); return hex.EncodeToString(s[:]) }

// rfc7638 returns the thumbprint of an RSA key, computed as the specification says.
func rfc7638(k *rsa.PublicKey) string {
	s := sha256.Sum256([]byte(`{"e":"` + b64(big.NewInt(int64(k.E)).Bytes()) + `","kty":"RSA","n":"` + b64(k.N.Bytes()) + `"}`))
	return b64(s[:])
}

// draft is a token before it is signed.
type draft struct {
	header, claims map[string]any
	method         jwt.SigningMethod
	key            any
	access         string
	rawHeader      string              // replaces header
	rawClaims      string              // replaces claims
	finish         func(string) string // changes the compact form at the end
}

// newDraft returns the token that answers testRequest at a moment, with changes.
func newDraft(now time.Time, changes ...func(*draft)) *draft {
	d := &draft{
		header: map[string]any{"alg": "RS256", "typ": "JWT", "kid": "A"},
		method: jwt.SigningMethodRS256, key: keyA(), access: "an.access.token",
	}
	at := now.Unix()
	d.claims = map[string]any{
		"iss": testIssuer, "aud": testClient, "sub": "7c9484f5-44bf-4e29-a683-84548951d3b8",
		"nbf": at, "iat": at, "exp": at + 300, "auth_time": at,
		"idp": "mitid", "mitid.uuid": "8a9856e0-f12d-4217-b320-c8a076be9320", "mitid.reference_text": "Kode 4821, Nordby Kommune",
		"mitid.transaction_id": "9581bab6-9f8a-4526-9ddc-dfd3981263b9", "idp_transaction_id": "9581bab6-9f8a-4526-9ddc-dfd3981263b9",
		"mitid.identity_name": "Mette Holm Sørensen", "idtoken_type": "ciba",
	}
	for _, change := range changes {
		change(d)
	}
	if _, set := d.claims["at_hash"]; !set {
		d.claims["at_hash"] = halfHash(d.access)
	}
	return d
}

func halfHash(access string) string {
	sum := sha256.Sum256([]byte(access))
	return b64(sum[:16])
}

// absent, as the value of a claim or header, removes it.
type absent struct{}

func claim(name string, value any) func(*draft) {
	return func(d *draft) { d.claims[name] = value }
}

func head(name string, value any) func(*draft) {
	return func(d *draft) { d.header[name] = value }
}

// signedBy signs with another key; alg goes into the header.
func signedBy(method jwt.SigningMethod, key any) func(*draft) {
	return func(d *draft) { d.method, d.key, d.header["alg"] = method, key, method.Alg() }
}

func withRawClaims(text string) func(*draft)     { return func(d *draft) { d.rawClaims = text } }
func withRawHeader(text string) func(*draft)     { return func(d *draft) { d.rawHeader = text } }
func finally(f func(string) string) func(*draft) { return func(d *draft) { d.finish = f } }

// sign returns the compact form.
func (d *draft) sign() string {
	text := func(raw string, m map[string]any) string {
		if raw != "" {
			return raw
		}
		for name, value := range m {
			if value == (absent{}) {
				delete(m, name)
			}
		}
		return asJSON(m)
	}
	signed := b64([]byte(text(d.rawHeader, d.header))) + "." + b64([]byte(text(d.rawClaims, d.claims)))
	compact := signed + "."
	if d.method != nil {
		compact += b64(must(d.method.Sign(signed, d.key)))
	}
	if d.finish != nil {
		compact = d.finish(compact)
	}
	return compact
}

// claimsText returns the payload of a draft as JSON, to be changed by hand.
func (d *draft) claimsText() string { return string(must(json.Marshal(d.claims))) }

// pkcs1Digest returns the padded SHA-256 digest of a text (RFC 8017 §9.2).
func pkcs1Digest(text string, size int) []byte {
	sum := sha256.Sum256([]byte(text))
	info := append([]byte{0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20}, sum[:]...)
	padded := append([]byte{0, 1}, bytes.Repeat([]byte{0xff}, size-len(info)-3)...)
	return append(append(padded, 0), info...)
}
