package ciba_test

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba"
)

// keyForm is a text, and what is to become of it.
type keyForm struct {
	name    string
	text    string
	private bool            // never sent as a secret
	problem ciba.KeyProblem // "" where it can be used
}

// keyForms are keys as people paste them.
func keyForms(t *testing.T) []keyForm {
	t.Helper()
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	fatal(t, err)
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	fatal(t, err)
	big3072, err := rsa.GenerateKey(rand.Reader, 3072)
	fatal(t, err)
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	fatal(t, err)
	public25519, private25519, err := ed25519.GenerateKey(rand.Reader)
	fatal(t, err)
	x25519, err := ecdh.X25519().GenerateKey(rand.Reader)
	fatal(t, err)
	marshal := func(v any) []byte {
		der, err := asn1.Marshal(v)
		fatal(t, err)
		return der
	}
	der8 := func(key any) []byte {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		fatal(t, err)
		return der
	}
	inPEM := func(label string, der []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der}))
	}
	sec1, err := x509.MarshalECPrivateKey(ec)
	fatal(t, err)
	spki, err := x509.MarshalPKIXPublicKey(ec.Public())
	fatal(t, err)
	ed, err := x509.MarshalPKIXPublicKey(public25519)
	fatal(t, err)
	certificate, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now()}, &x509.Certificate{}, ec.Public(), ec)
	fatal(t, err)
	id := func(numbers ...int) pkix.AlgorithmIdentifier { return pkix.AlgorithmIdentifier{Algorithm: numbers} }
	type info struct {
		Version   int
		Algorithm pkix.AlgorithmIdentifier
		Key       []byte
	}
	k256 := id(1, 2, 840, 10045, 2, 1)
	k256.Parameters.FullBytes = marshal(asn1.ObjectIdentifier{1, 3, 132, 0, 10})
	encrypted := func(algorithm pkix.AlgorithmIdentifier) []byte {
		return marshal(struct {
			Algorithm pkix.AlgorithmIdentifier
			Data      []byte
		}{algorithm, make([]byte, 144)})
	}
	p12 := marshal(struct {
		Version int
		Content struct{ ID asn1.ObjectIdentifier }
	}{3, struct{ ID asn1.ObjectIdentifier }{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}}})
	n := new(big.Int).Lsh(big.NewInt(1), 2047)
	oldDSA := marshal(struct {
		Version       int
		P, Q, G, Y, X *big.Int
	}{0, n, n, n, n, n})

	base64Of := base64.StdEncoding.EncodeToString
	ec8, rsa1 := inPEM("PRIVATE KEY", der8(ec)), inPEM("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(big3072))
	blanks := strings.NewReplacer("\n", " ")
	return []keyForm{
		{"EC PKCS 8", ec8, true, ""},
		{"EC SEC 1", inPEM("EC PRIVATE KEY", sec1), true, ""},
		{"EC as openssl writes it", "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + inPEM("EC PRIVATE KEY", sec1), true, ""},
		{"behind its certificate", inPEM("CERTIFICATE", certificate) + ec8, true, ""},
		{"RSA PKCS 1", rsa1, true, ""},
		{"RSA PKCS 8", inPEM("PRIVATE KEY", der8(big3072)), true, ""},
		{"in a field of one line", blanks.Replace(rsa1), true, ""},
		{"in a field of one line, EC", blanks.Replace(ec8), true, ""},
		{"without its line breaks", strings.ReplaceAll(rsa1, "\n", ""), true, ""},
		{"as in JSON", strings.ReplaceAll(ec8, "\n", `\n`), true, ""},
		{"from Windows, indented", "\ufeff" + strings.ReplaceAll(ec8, "\n", "\r\n    "), true, ""},
		{"words before and behind", "Bag Attributes\n" + ec8 + "\nregards", true, ""},
		{"Base64 of DER", base64Of(der8(ec)), true, ""},
		{"Base64 of DER in quotes", `"` + base64Of(sec1) + `"`, true, ""},
		{"Base64 of DER, lines", lines(base64Of(der8(big3072))), true, ""},
		{"Base64 of DER, blanks", strings.ReplaceAll(lines(base64Of(sec1)), "\r\n", " "), true, ""},
		{"Base64 for URLs", base64.RawURLEncoding.EncodeToString(x509.MarshalPKCS1PrivateKey(big3072)), true, ""},
		{"Base64 of PEM", base64Of([]byte(ec8)), true, ""},
		{"DER itself", string(der8(ec)), true, ""},
		{"DER itself, SEC 1", string(sec1), true, ""},

		{"encrypted", inPEM("ENCRYPTED PRIVATE KEY", encrypted(id(1, 2, 840, 113549, 1, 5, 13))), true, ciba.KeyEncrypted},
		{"encrypted, Base64", base64Of(encrypted(id(1, 2, 840, 113549, 1, 5, 13))), true, ciba.KeyEncrypted},
		{"encrypted, old", base64Of(encrypted(id(1, 2, 840, 113549, 1, 12, 1, 3))), true, ciba.KeyEncrypted},
		{"encrypted PEM of old", "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,2BB9FA2622D4881AB4783D2E4CB6461D\n\nDKvHoC+rvGpT\n-----END RSA PRIVATE KEY-----", true, ciba.KeyEncrypted},
		{"PKCS 12", base64Of(p12), true, ciba.KeyFormat},
		{"OpenSSH", inPEM("OPENSSH PRIVATE KEY", []byte("openssh-key-v1\x00")), true, ciba.KeyFormat},
		{"PuTTY", "PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines: 1\nAAAA", true, ciba.KeyFormat},
		{"JWK", `{"kty":"EC","crv":"P-256","x":"a","y":"b","d":"c"}`, true, ciba.KeyFormat},
		{"Ed25519", inPEM("PRIVATE KEY", der8(private25519)), true, ciba.KeyEd25519},
		{"Ed25519, Base64", base64Of(der8(private25519)), true, ciba.KeyEd25519},
		{"X25519", base64Of(der8(x25519)), true, ciba.KeyKind},
		{"RSA-PSS", base64Of(marshal(info{0, id(1, 2, 840, 113549, 1, 1, 10), make([]byte, 200)})), true, ciba.KeyKind},
		{"DSA", inPEM("DSA PRIVATE KEY", oldDSA), true, ciba.KeyKind},
		{"P-384", inPEM("PRIVATE KEY", der8(p384)), true, ciba.KeyCurve},
		{"secp256k1", base64Of(marshal(info{0, k256, make([]byte, 100)})), true, ciba.KeyCurve},
		{"RSA of 1024 bits", inPEM("PRIVATE KEY", der8(small)), true, ciba.KeySmall},
		{"RSA of 1024 bits, PKCS 1", base64Of(x509.MarshalPKCS1PrivateKey(small)), true, ciba.KeySmall},
		{"half of PEM", ec8[:len(ec8)/2], true, ciba.KeyDamaged},
		{"half of Base64", base64Of(der8(big3072))[:601], true, ciba.KeyDamaged},
		{"without a first line", strings.TrimPrefix(ec8, "-----BEGIN PRIVATE KEY-----\n"), true, ciba.KeyDamaged},
		{"an empty PEM", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n", true, ciba.KeyDamaged},

		{"from a web page", strings.ReplaceAll(ec8, "PRIVATE KEY", "PRIVATE\u00a0KEY"), true, ""},
		{"with two blanks", strings.ReplaceAll(ec8, "PRIVATE KEY", "PRIVATE  KEY"), true, ""},
		{"in other letters", strings.ReplaceAll(ec8, "PRIVATE KEY", "Private Key"), true, ciba.KeyUnreadable},
		{"without the blank", strings.ReplaceAll(ec8, "PRIVATE KEY", "PRIVATEKEY"), true, ciba.KeyUnreadable},
		{"quoted in a mail", "> " + strings.ReplaceAll(lines(base64Of(der8(big3072))), "\r\n", "\r\n> "), true, ciba.KeyUnreadable},
		{"with a label", "client_secret=" + base64Of(der8(ec)), true, ciba.KeyUnreadable},
		{"in JSON", `{"key":"` + base64Of(der8(ec)) + `"}`, true, ciba.KeyUnreadable},
		{"in JSON, lines", `{"key":"` + strings.ReplaceAll(lines(base64Of(der8(big3072))), "\r\n", `\n`) + `"}`, true, ciba.KeyUnreadable},
		{"behind a dot", "• " + base64Of(der8(ec)), true, ciba.KeyUnreadable},
		{"in hex", hex.EncodeToString(der8(ec)), true, ciba.KeyUnreadable},
		{"in hex, in pairs", strings.TrimSuffix(strings.ToUpper(fmt.Sprintf("% x", der8(ec))), " "), true, ciba.KeyUnreadable},
		{"Base64 of Base64", base64Of([]byte(base64Of(der8(ec)))), true, ciba.KeyUnreadable},
		{"Base64 of a JWK", base64Of([]byte(`{"kty":"EC","crv":"P-256","x":"a","y":"b","d":"c"}`)), true, ciba.KeyUnreadable},
		{"a JWK in a string", `"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"a\",\"y\":\"b\",\"d\":\"c\"}"`, true, ciba.KeyUnreadable},
		{"a JWK of Python", `{'kty': 'EC', 'crv': 'P-256', 'x': 'a', 'y': 'b', 'd': 'c'}`, true, ciba.KeyUnreadable},
		{"XML of .NET", "<RSAKeyValue><Modulus>AQAB</Modulus><Exponent>AQAB</Exponent><D>AQAB</D></RSAKeyValue>", true, ciba.KeyUnreadable},
		{"OpenSSH without its lines", base64Of([]byte("openssh-key-v1\x00\x00\x00\x00\x04none")), true, ciba.KeyUnreadable},
		{"as openssl lists it", "Private-Key: (2048 bit, 2 primes)\nmodulus:\n    00:ab:cd", true, ciba.KeyUnreadable},

		{"a public key", inPEM("PUBLIC KEY", spki), false, ciba.KeyPublic},
		{"a public key in XML", "<RSAKeyValue><Modulus>AQAB</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>", false, ciba.KeyUnreadable},
		{"Base64 of a public JWK", base64Of([]byte(`{"kty":"EC","crv":"P-256","x":"a","y":"b"}`)), false, ciba.KeyUnreadable},
		{"a secret that speaks of one", "my-private-key-secret-of-2048", false, ciba.KeyUnreadable},
		{"a secret in hex", "3082" + strings.Repeat("a7", 30), false, ciba.KeyUnreadable},
		{"a public key, Base64", base64Of(spki), false, ciba.KeyPublic},
		{"a public key, PKCS 1", base64Of(x509.MarshalPKCS1PublicKey(&big3072.PublicKey)), false, ciba.KeyPublic},
		{"a public Ed25519 key", base64Of(ed), false, ciba.KeyPublic},
		{"a public JWK", `{"kty":"EC","crv":"P-256","x":"a","y":"b"}`, false, ciba.KeyPublic},
		{"a line of OpenSSH", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJH56WuR+tsIJErgPdRNkm+FfFS1ZoIeExsurHdYzQea anna", false, ciba.KeyPublic},
		{"a certificate", inPEM("CERTIFICATE", certificate), false, ciba.KeyCertificate},
		{"a certificate, Base64", base64Of(certificate), false, ciba.KeyCertificate},
		{"the documented secret", documentedSecret, false, ciba.KeyUnreadable},
		{"a secret", nasty, false, ciba.KeyUnreadable},
		{"figures", "0000000000000000000000000000000000000000000000000000000000000000", false, ciba.KeyUnreadable},
		{"Base64 of something else", base64Of([]byte("0\x82 hunter2-hunter2-hunter2")), false, ciba.KeyUnreadable},
		{"nothing", " \n", false, ciba.KeyUnreadable},
	}
}

func fatal(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestEachFormOfAKey(t *testing.T) {
	for _, c := range keyForms(t) {
		t.Run(c.name, func(t *testing.T) {
			_, err := ciba.ParsePrivateKey(ciba.Secret(c.text))
			var wrong *ciba.KeyError
			if (c.problem == "") != (err == nil) || err != nil && (!errors.As(err, &wrong) || wrong.Problem != c.problem) {
				t.Errorf("got %v, want the problem %q", err, c.problem)
			}
			if wrong != nil && (wrong.Problem == ciba.KeySmall) != (wrong.Bits == 1024) {
				t.Errorf("of %d bits", wrong.Bits)
			}
			if err != nil {
				checkCredentialError(t, err, ciba.Secret(c.text))
			}
			if got := ciba.HoldsPrivateKey(ciba.Secret(c.text)); got != c.private {
				t.Errorf("a private key: %t, want %t", got, c.private)
			}
		})
	}
}

// TestAPrivateKeyIsNeverSentAsASecret, whatever was written beside it: the way
// of authentication may have been changed since the key was saved.
func TestAPrivateKeyIsNeverSentAsASecret(t *testing.T) {
	for _, c := range keyForms(t) {
		if !c.private {
			continue
		}
		for _, method := range []ciba.AuthMethod{ciba.ClientSecretPost, ciba.ClientSecretBasic, ciba.ClientSecretJWT, ""} {
			t.Run(c.name+" as "+string(method), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					tap, _, result := tapped(t, method, ciba.Secret(c.text), documentedForm(), 0)
					checkNothingSent(t, tap, result, ciba.Secret(c.text))
					var wrong *ciba.KeyError
					if !errors.As(result.Err, &wrong) || wrong.Problem != ciba.KeyAsSecret {
						t.Errorf("it says %v", result.Err)
					}
				})
			})
		}
	}
}
