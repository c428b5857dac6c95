package connect

import (
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// maxCertificates is the longest file of certificates that is read, in bytes.
const maxCertificates = 1 << 20

// The faults of the login's own certificate.
var (
	errNoCertificate = errors.New("there is no certificate in the file: it must be PEM, the login's own first")
	errOtherKey      = errors.New("the key in the keyring belongs to another certificate: provision the right one")
)

// readCertificate reads the login's certificate, with those between it and its authority.
func readCertificate(path string, key crypto.Signer) (tls.Certificate, error) {
	file, err := os.Open(path)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("its file can't be read: %w", err)
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxCertificates))
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("its file can't be read: %w", err)
	}
	certificate := tls.Certificate{PrivateKey: key}
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type == "CERTIFICATE" {
			certificate.Certificate = append(certificate.Certificate, block.Bytes)
		}
	}
	if len(certificate.Certificate) == 0 {
		return tls.Certificate{}, errNoCertificate
	}
	if certificate.Leaf, err = x509.ParseCertificate(certificate.Certificate[0]); err != nil {
		return tls.Certificate{}, errNoCertificate
	}
	public, comparable := key.Public().(interface{ Equal(crypto.PublicKey) bool })
	if !comparable || !public.Equal(certificate.Leaf.PublicKey) {
		return tls.Certificate{}, errOtherKey
	}
	if now := time.Now(); now.After(certificate.Leaf.NotAfter) {
		return tls.Certificate{}, fmt.Errorf("it expired on %s", certificate.Leaf.NotAfter.Format(time.DateOnly))
	}
	return certificate, nil
}
