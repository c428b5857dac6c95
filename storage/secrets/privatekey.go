package secrets

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"math"
	"math/big"

	"ringback/ciba"
)

// normalizeKey returns a private key as it is kept: Base64 of PKCS #8 in DER, which every version
// of the program reads. The error is a *ciba.KeyError.
func normalizeKey(text ciba.Secret) (ciba.Secret, error) {
	key, err := ciba.ParsePrivateKey(text)
	if err != nil {
		return "", err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return "", &ciba.KeyError{Problem: ciba.KeyKind}
	}
	return ciba.Secret(base64.StdEncoding.EncodeToString(der)), nil
}

// primes are the numbers from which the rest of an RSA key follows. In Base64, PKCS #8 of 3072 bits
// takes 2,392 bytes, and of 4096 bits 3,172, which is more than an entry may have. The primes take
// 532 and 708.
type primes struct{ P, Q, E *big.Int }

// primesOf returns the primes of a key from normalizeKey, as Base64 of DER; "" for a key that needs
// more than its primes.
func primesOf(normalized ciba.Secret) string {
	key, _ := ciba.ParsePrivateKey(normalized)
	private, ok := key.(*rsa.PrivateKey)
	if !ok || len(private.Primes) != 2 {
		return ""
	}
	der, err := asn1.Marshal(primes{private.Primes[0], private.Primes[1], big.NewInt(int64(private.E))})
	if err != nil {
		return ""
	}
	return base64.StdEncoding.EncodeToString(der)
}

// keyOf returns the key of what primesOf returned, "" for anything else. Its private exponent may
// differ, but makes the same signatures.
func keyOf(text string) ciba.Secret {
	der, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return ""
	}
	var p primes
	rest, err := asn1.Unmarshal(der, &p)
	one := big.NewInt(1)
	if err != nil || len(rest) > 0 || p.P.Cmp(one) <= 0 || p.Q.Cmp(one) <= 0 || !p.E.IsInt64() || p.E.Cmp(one) <= 0 || p.E.Int64() > math.MaxInt32 {
		return ""
	}
	totient := new(big.Int).Mul(new(big.Int).Sub(p.P, one), new(big.Int).Sub(p.Q, one))
	key := &rsa.PrivateKey{
		PublicKey: rsa.PublicKey{N: new(big.Int).Mul(p.P, p.Q), E: int(p.E.Int64())},
		D:         new(big.Int).ModInverse(p.E, totient), Primes: []*big.Int{p.P, p.Q},
	}
	if key.D == nil || key.N.BitLen() < 2048 {
		return ""
	}
	key.Precompute()
	if key.Validate() != nil {
		return ""
	}
	der, err = x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return ""
	}
	return ciba.Secret(base64.StdEncoding.EncodeToString(der))
}
