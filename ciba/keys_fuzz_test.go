package ciba

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/luikyv/go-oidc/pkg/goidc"
)

// fuzzPrime returns the same prime in every process, so far away from where its seed begins:
// fuzzing uses several, and they must agree on what was signed.
func fuzzPrime(seed string, away int64) *big.Int {
	var raw []byte
	for i := range 4 {
		sum := sha256.Sum256([]byte(seed + strconv.Itoa(i)))
		raw = append(raw, sum[:]...)
	}
	raw[0], raw[len(raw)-1] = raw[0]|0xc0, raw[len(raw)-1]|1
	p, e := new(big.Int).SetBytes(raw), big.NewInt(65537)
	p.Add(p, big.NewInt(away))
	for two := big.NewInt(2); ; p.Add(p, two) {
		if p.ProbablyPrime(1) && new(big.Int).Mod(new(big.Int).Sub(p, big.NewInt(1)), e).Sign() != 0 {
			return p
		}
	}
}

// fuzzKeys returns an RSA key and an EC key, the same in every process.
func fuzzKeys(f *testing.F) (*rsa.PrivateKey, *ecdsa.PrivateKey) {
	f.Helper()
	p, q, one := fuzzPrime("p", 1790), fuzzPrime("q", 1072), big.NewInt(1)
	totient := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
	key := &rsa.PrivateKey{
		PublicKey: rsa.PublicKey{N: new(big.Int).Mul(p, q), E: 65537},
		D:         new(big.Int).ModInverse(big.NewInt(65537), totient), Primes: []*big.Int{p, q},
	}
	key.Precompute()
	if err := key.Validate(); err != nil {
		f.Fatal(err)
	}
	scalar := sha256.Sum256([]byte("d"))
	ec, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar[:])
	if err != nil {
		f.Fatal(err)
	}
	return key, ec
}

// fuzzJWK writes a public key as a JWK without our code.
func fuzzJWK(tb testing.TB, kid string, public crypto.PublicKey) string {
	tb.Helper()
	raw, err := (&goidc.JSONWebKey{KeyID: kid, Use: "sig", Key: public}).MarshalJSON()
	if err != nil {
		tb.Fatal(err)
	}
	return string(raw)
}

// FuzzKeySet: a good key is found among any others, and only a strong key of the right kind is
// accepted.
func FuzzKeySet(f *testing.F) {
	rsaKey, ecKey := fuzzKeys(f)
	goodRSA, goodEC := fuzzJWK(f, "rs", rsaKey.Public()), fuzzJWK(f, "es", ecKey.Public())
	f.Add([]byte(goodRSA))
	f.Add([]byte(goodEC))
	f.Add([]byte(fuzzJWK(f, "rs", &rsa.PublicKey{N: fuzzPrime("p", 1790), E: 65537}))) // 1024 bits
	f.Add([]byte(fuzzJWK(f, "rs", &rsa.PublicKey{N: new(big.Int).SetBit(new(big.Int).Lsh(rsaKey.N, 6200), 0, 1), E: 65537})))
	f.Add([]byte(strings.Replace(goodRSA, `"rs"`, `"other"`, 1)))
	f.Add([]byte(strings.Replace(goodEC, `"P-256"`, `"P-384"`, 1)))
	f.Add([]byte(strings.Replace(goodRSA, `AQAB`, `AQ`, 1)))
	f.Add([]byte(strings.Replace(goodRSA, `AQAB`, `AQAAAAAAAQAB`, 1)))
	f.Add([]byte(strings.Replace(goodRSA, `"sig"`, `"enc"`, 1)))
	for _, seed := range []string{
		`{}`, `null`, `1`, `"x"`, `[]`, `{"kty":"oct","k":"AAAA","kid":"rs"}`, `{"kty":"RSA","kid":"rs","n":"AQAB","e":"AQAB"}`,
		`{"kty":"EC","kid":"es","crv":"P-256","x":"AA","y":"AA"}`, `{"kty":"EC","kid":"es","crv":"P-256","x":"","y":""}`,
		`{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`, `{"kid":"rs","kid":"rs"}`, `{"kid":1}`,
		`{"kty":"RSA","n":"","e":""}`, `{"kty":"RSA","kid":"x","x5c":["AAAA"],"key_ops":["sign"],"n":"` + strings.Repeat("A", 3000) + `","e":"AQAB"}`,
		"{\"kid\":\"\xff\"}", `],"keys":[`, `{"keys":[]}`, `{"kty":"EC","kid":"k","crv":"P-521","x":"AQ","y":"AQ","alg":"ES512"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Add([]byte(`],"x":[`)) // not a member: it ends the array
	// the same, and the following key is in another array
	f.Add([]byte(`{}],"x":[{}`))
	// the maximum number, without ours
	f.Add([]byte(strings.Repeat("1,", maxKeys-1) + "1"))
	f.Add([]byte(strings.Repeat(" ", 3)))                          // nothing between two commas
	f.Add([]byte(strings.Replace(goodRSA, `AQAB`, `AAEAAQ==`, 1))) // ours, with another encoding
	good, err := ParseKeySet([]byte(`{"keys":[` + goodRSA + `,` + goodEC + `]}`))
	if err != nil {
		f.Fatal(err)
	}
	algs := []string{"RS256", "RS512", "PS256", "ES256", "ES384", "ES512", "HS256", "none", ""}
	f.Fuzz(func(t *testing.T, member []byte) {
		var neighbours []json.RawMessage
		if json.Unmarshal(slices.Concat([]byte("["), member, []byte("]")), &neighbours) != nil || len(neighbours) == 0 || len(neighbours) > maxKeys-2 {
			return // no other member would fit
		}
		alone, err := ParseKeySet(slices.Concat([]byte(`{"keys":[`), member, []byte(`]}`)))
		if err != nil {
			return // nested too deep
		}
		for _, alg := range algs {
			for _, kid := range []string{"rs", "es", ""} {
				fuzzPick(t, alone, alg, kid)
			}
		}
		set, err := ParseKeySet(slices.Concat([]byte(`{"keys":[`+goodRSA+`,`), member, []byte(`,`+goodEC+`]}`)))
		if err != nil {
			t.Fatalf("a neighbour costs us all keys: %v", err)
		}
		for alg, kid := range map[string]string{"RS256": "rs", "ES256": "es"} {
			want := ""
			ours, _ := good.pick(alg, kid, true)
			if other, word := alone.pick(alg, kid, true); word == WordTwoKeys || other != nil && !other.same(ours) {
				want = WordTwoKeys
			}
			if key, word := set.pick(alg, kid, true); word != want || (key == nil) != (want != "") {
				t.Fatalf("%s: %q, want %q", kid, word, want)
			}
		}
	})
}

// fuzzPick asserts that the picked key is the one asked for.
func fuzzPick(t *testing.T, set KeySet, alg, kid string) {
	t.Helper()
	key, word := set.pick(alg, kid, false)
	if key == nil {
		if word == "" {
			t.Fatal("no key, and no word why")
		}
		return
	}
	if word != "" || !set.has(alg, kid) || kid != "" && key.KeyID != kid {
		t.Fatalf("picked %q for %q, with the word %q", key.KeyID, kid, word)
	}
	if none, _ := set.pick(alg, "", true); none != nil {
		t.Fatal("picked without a kid though a key is pinned")
	}
	switch public := key.Public.(type) {
	case *rsa.PublicKey:
		if strings.Trim(alg[:1], "RP") != "" || public.N.BitLen() < 2048 || public.N.BitLen() > 8192 || public.E < 3 || public.E%2 == 0 {
			t.Fatalf("an RSA key of %d bits with e=%d for %s", public.N.BitLen(), public.E, alg)
		}
	case *ecdsa.PublicKey:
		bits := map[string]int{"ES256": 256, "ES384": 384, "ES512": 521}[alg]
		if _, err := public.ECDH(); err != nil || public.Curve.Params().BitSize != bits { // ECDH requires a point on the curve
			t.Fatalf("an EC key on %s for %s: %v", public.Curve.Params().Name, alg, err)
		}
	default:
		t.Fatalf("a key of type %T", public)
	}
	print, err := (&goidc.JSONWebKey{Key: key.Public}).Thumbprint(crypto.SHA256)
	if err != nil || base64.RawURLEncoding.EncodeToString(print) != key.Thumbprints[0] {
		t.Fatalf("the thumbprint is %q, want %x (%v)", key.Thumbprints[0], print, err)
	}
}
