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

// keyForm is a text, and what must become of it.
type keyForm struct {
	name    string
	text    string
	private bool            // never sent as a secret
	problem ciba.KeyProblem // "" if it can be used
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
		{name: "EC PKCS 8", text: ec8, private: true},
		{name: "EC SEC 1", text: inPEM("EC PRIVATE KEY", sec1), private: true},
		{
			name:    "EC as openssl writes it",
			text:    "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + inPEM("EC PRIVATE KEY", sec1),
			private: true,
		},
		{name: "behind its certificate", text: inPEM("CERTIFICATE", certificate) + ec8, private: true},
		{name: "RSA PKCS 1", text: rsa1, private: true},
		{name: "RSA PKCS 8", text: inPEM("PRIVATE KEY", der8(big3072)), private: true},
		{name: "in a field of one line", text: blanks.Replace(rsa1), private: true},
		{name: "in a field of one line, EC", text: blanks.Replace(ec8), private: true},
		{name: "without its line breaks", text: strings.ReplaceAll(rsa1, "\n", ""), private: true},
		{name: "as in JSON", text: strings.ReplaceAll(ec8, "\n", `\n`), private: true},
		{name: "from Windows, indented", text: "\ufeff" + strings.ReplaceAll(ec8, "\n", "\r\n    "), private: true},
		{name: "words before and behind", text: "Bag Attributes\n" + ec8 + "\nregards", private: true},
		{name: "Base64 of DER", text: base64Of(der8(ec)), private: true},
		{name: "Base64 of DER in quotes", text: `"` + base64Of(sec1) + `"`, private: true},
		{name: "Base64 of DER, lines", text: lines(base64Of(der8(big3072))), private: true},
		{name: "Base64 of DER, blanks", text: strings.ReplaceAll(lines(base64Of(sec1)), "\r\n", " "), private: true},
		{name: "Base64 for URLs", text: base64.RawURLEncoding.EncodeToString(x509.MarshalPKCS1PrivateKey(big3072)), private: true},
		{name: "Base64 of PEM", text: base64Of([]byte(ec8)), private: true},
		{name: "DER itself", text: string(der8(ec)), private: true},
		{name: "DER itself, SEC 1", text: string(sec1), private: true},

		{
			name: "encrypted", text: inPEM("ENCRYPTED PRIVATE KEY", encrypted(id(1, 2, 840, 113549, 1, 5, 13))),
			private: true, problem: ciba.KeyEncrypted,
		},
		{name: "encrypted, Base64", text: base64Of(encrypted(id(1, 2, 840, 113549, 1, 5, 13))), private: true, problem: ciba.KeyEncrypted},
		{name: "encrypted, old", text: base64Of(encrypted(id(1, 2, 840, 113549, 1, 12, 1, 3))), private: true, problem: ciba.KeyEncrypted},
		{
			name:    "encrypted PEM of old",
			text:    "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,2BB9FA2622D4881AB4783D2E4CB6461D\n\nDKvHoC+rvGpT\n-----END RSA PRIVATE KEY-----",
			private: true, problem: ciba.KeyEncrypted,
		},
		{name: "PKCS 12", text: base64Of(p12), private: true, problem: ciba.KeyFormat},
		{name: "OpenSSH", text: inPEM("OPENSSH PRIVATE KEY", []byte("openssh-key-v1\x00")), private: true, problem: ciba.KeyFormat},
		{name: "PuTTY", text: "PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines: 1\nAAAA", private: true, problem: ciba.KeyFormat},
		{name: "JWK", text: `{"kty":"EC","crv":"P-256","x":"a","y":"b","d":"c"}`, private: true, problem: ciba.KeyFormat},
		{name: "Ed25519", text: inPEM("PRIVATE KEY", der8(private25519)), private: true, problem: ciba.KeyEd25519},
		{name: "Ed25519, Base64", text: base64Of(der8(private25519)), private: true, problem: ciba.KeyEd25519},
		{name: "X25519", text: base64Of(der8(x25519)), private: true, problem: ciba.KeyKind},
		{
			name: "RSA-PSS", text: base64Of(marshal(info{0, id(1, 2, 840, 113549, 1, 1, 10), make([]byte, 200)})),
			private: true, problem: ciba.KeyKind,
		},
		{name: "DSA", text: inPEM("DSA PRIVATE KEY", oldDSA), private: true, problem: ciba.KeyKind},
		{name: "P-384", text: inPEM("PRIVATE KEY", der8(p384)), private: true, problem: ciba.KeyCurve},
		{name: "secp256k1", text: base64Of(marshal(info{0, k256, make([]byte, 100)})), private: true, problem: ciba.KeyCurve},
		{name: "RSA of 1024 bits", text: inPEM("PRIVATE KEY", der8(small)), private: true, problem: ciba.KeySmall},
		{name: "RSA of 1024 bits, PKCS 1", text: base64Of(x509.MarshalPKCS1PrivateKey(small)), private: true, problem: ciba.KeySmall},
		{name: "half of PEM", text: ec8[:len(ec8)/2], private: true, problem: ciba.KeyDamaged},
		{name: "half of Base64", text: base64Of(der8(big3072))[:601], private: true, problem: ciba.KeyDamaged},
		{
			name: "without a first line", text: strings.TrimPrefix(ec8, "-----BEGIN PRIVATE KEY-----\n"),
			private: true, problem: ciba.KeyDamaged,
		},
		{
			name: "without a first line, DSA among its letters", text: "MIGHAgEAMBMGByqDSA49AgEG\n-----END PRIVATE KEY-----\n",
			private: true, problem: ciba.KeyDamaged,
		},
		{name: "an empty PEM", text: "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n", private: true, problem: ciba.KeyDamaged},

		{name: "from a web page", text: strings.ReplaceAll(ec8, "PRIVATE KEY", "PRIVATE\u00a0KEY"), private: true},
		{name: "with two blanks", text: strings.ReplaceAll(ec8, "PRIVATE KEY", "PRIVATE  KEY"), private: true},
		{name: "in other letters", text: strings.ReplaceAll(ec8, "PRIVATE KEY", "Private Key"), private: true, problem: ciba.KeyUnreadable},
		{name: "without the blank", text: strings.ReplaceAll(ec8, "PRIVATE KEY", "PRIVATEKEY"), private: true, problem: ciba.KeyUnreadable},
		{
			name: "quoted in a mail", text: "> " + strings.ReplaceAll(lines(base64Of(der8(big3072))), "\r\n", "\r\n> "),
			private: true, problem: ciba.KeyUnreadable,
		},
		{name: "with a label", text: "client_secret=" + base64Of(der8(ec)), private: true, problem: ciba.KeyUnreadable},
		{name: "in JSON", text: `{"key":"` + base64Of(der8(ec)) + `"}`, private: true, problem: ciba.KeyUnreadable},
		{
			name: "in JSON, lines", text: `{"key":"` + strings.ReplaceAll(lines(base64Of(der8(big3072))), "\r\n", `\n`) + `"}`,
			private: true, problem: ciba.KeyUnreadable,
		},
		{name: "behind a dot", text: "• " + base64Of(der8(ec)), private: true, problem: ciba.KeyUnreadable},
		{name: "in hex", text: hex.EncodeToString(der8(ec)), private: true, problem: ciba.KeyUnreadable},
		{
			name: "in hex, in pairs", text: strings.TrimSuffix(strings.ToUpper(fmt.Sprintf("% x", der8(ec))), " "),
			private: true, problem: ciba.KeyUnreadable,
		},
		{name: "Base64 of Base64", text: base64Of([]byte(base64Of(der8(ec)))), private: true, problem: ciba.KeyUnreadable},
		{
			name: "Base64 of a JWK", text: base64Of([]byte(`{"kty":"EC","crv":"P-256","x":"a","y":"b","d":"c"}`)),
			private: true, problem: ciba.KeyUnreadable,
		},
		{
			name: "a JWK in a string", text: `"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"a\",\"y\":\"b\",\"d\":\"c\"}"`,
			private: true, problem: ciba.KeyUnreadable,
		},
		{
			name: "a JWK of Python", text: `{'kty': 'EC', 'crv': 'P-256', 'x': 'a', 'y': 'b', 'd': 'c'}`,
			private: true, problem: ciba.KeyUnreadable,
		},
		{
			name: "XML of .NET", text: "<RSAKeyValue><Modulus>AQAB</Modulus><Exponent>AQAB</Exponent><D>AQAB</D></RSAKeyValue>",
			private: true, problem: ciba.KeyUnreadable,
		},
		{
			name: "OpenSSH without its lines", text: base64Of([]byte("openssh-key-v1\x00\x00\x00\x00\x04none")),
			private: true, problem: ciba.KeyUnreadable,
		},
		{
			name: "as openssl lists it", text: "Private-Key: (2048 bit, 2 primes)\nmodulus:\n    00:ab:cd",
			private: true, problem: ciba.KeyUnreadable,
		},

		{name: "a public key", text: inPEM("PUBLIC KEY", spki), problem: ciba.KeyPublic},
		{
			name: "a public key in XML", text: "<RSAKeyValue><Modulus>AQAB</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>",
			problem: ciba.KeyUnreadable,
		},
		{name: "Base64 of a public JWK", text: base64Of([]byte(`{"kty":"EC","crv":"P-256","x":"a","y":"b"}`)), problem: ciba.KeyUnreadable},
		{name: "a secret that speaks of one", text: "my-private-key-secret-of-2048", problem: ciba.KeyUnreadable},
		{name: "a secret in hex", text: "3082" + strings.Repeat("a7", 30), problem: ciba.KeyUnreadable},
		{name: "a public key, Base64", text: base64Of(spki), problem: ciba.KeyPublic},
		{name: "a public key, PKCS 1", text: base64Of(x509.MarshalPKCS1PublicKey(&big3072.PublicKey)), problem: ciba.KeyPublic},
		{name: "a public Ed25519 key", text: base64Of(ed), problem: ciba.KeyPublic},
		{name: "a public JWK", text: `{"kty":"EC","crv":"P-256","x":"a","y":"b"}`, problem: ciba.KeyPublic},
		{
			name:    "a line of OpenSSH",
			text:    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJH56WuR+tsIJErgPdRNkm+FfFS1ZoIeExsurHdYzQea anna",
			problem: ciba.KeyPublic,
		},
		{name: "a certificate", text: inPEM("CERTIFICATE", certificate), problem: ciba.KeyCertificate},
		{name: "a certificate, Base64", text: base64Of(certificate), problem: ciba.KeyCertificate},
		{name: "the documented secret", text: documentedSecret, problem: ciba.KeyUnreadable},
		{name: "a secret", text: nasty, problem: ciba.KeyUnreadable},
		{name: "figures", text: "0000000000000000000000000000000000000000000000000000000000000000", problem: ciba.KeyUnreadable},
		{name: "Base64 of something else", text: base64Of([]byte("0\x82 hunter2-hunter2-hunter2")), problem: ciba.KeyUnreadable},
		{name: "nothing", text: " \n", problem: ciba.KeyUnreadable},
	}
}

func fatal(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestEachFormOfAKey(t *testing.T) {
	t.Parallel()
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

// TestAPrivateKeyIsNeverSentAsASecret, whatever surrounds it: the authentication method may have
// changed since the key was saved.
func TestAPrivateKeyIsNeverSentAsASecret(t *testing.T) {
	t.Parallel()
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
