package ciba

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"strings"
	"testing"
)

// FuzzPrivateKey reads foreign texts as private keys. Any usable key is recognized as a key, so
// that it is never sent, whatever happens to its blanks.
func FuzzPrivateKey(f *testing.F) {
	rsaKey, ecKey := fuzzKeys(f)
	for _, key := range []any{rsaKey, ecKey} {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
		f.Add(base64.StdEncoding.EncodeToString(der))
		f.Add(string(der))
	}
	f.Add("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3\n-----END ENCRYPTED PRIVATE KEY-----")
	f.Add(`{"kty":"EC","d":"a"}`)
	f.Add("0\x84\xff\xff\xff\xff\x02\x01\x00")
	f.Add("a secret")
	f.Fuzz(func(t *testing.T, text string) {
		held := HoldsPrivateKey(Secret(text))
		_, err := ParsePrivateKey(Secret(text))
		if err == nil && !held {
			t.Error("a key that can be used isn't known as one")
		}
		if held && !HoldsPrivateKey(Secret(strings.ReplaceAll(strings.ReplaceAll(text, "\r", " "), "\n", " "))) && !strings.HasPrefix(text, "0") {
			t.Error("on one line it isn't known as a key any more")
		}
	})
}
