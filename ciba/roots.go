package ciba

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"
)

// RootsProblem is what is wrong with a file of root certificates.
type RootsProblem string

// The problems of such a file.
const (
	RootsNone       RootsProblem = "none"           // there is no certificate in it
	RootsMalformed  RootsProblem = "malformed"      // a part of it can't be read
	RootsPrivateKey RootsProblem = "private_key"    // it contains a private key
	RootsOther      RootsProblem = "something_else" // a part of it is something else
	RootsSystem     RootsProblem = "system"         // the system's own can't be read
)

// RootsError reports that root certificates can't be used.
type RootsError struct {
	Problem RootsProblem
	Nth     int // which part of the file, counted from 1; 0 for the whole
	Err     error
}

func (e *RootsError) Error() string {
	if e.Nth == 0 {
		return fmt.Sprintf("the root certificates can't be used: %s", e.Problem)
	}
	return fmt.Sprintf("the root certificates can't be used: part %d: %s", e.Nth, e.Problem)
}

// Unwrap returns the cause, for errors.Is and errors.As.
func (e *RootsError) Unwrap() error { return e.Err }

// TrustAlso returns the system's root certificates and those of a PEM file (RFC 7468), whose text
// between its parts is ignored. A file of which any part can't be used is refused as a whole: who
// adds a root must not believe that it is trusted when it isn't. The error is a *[RootsError].
func TrustAlso(file []byte) (*x509.CertPool, error) {
	extra, err := parseRoots(file)
	if err != nil {
		return nil, err
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		return nil, &RootsError{Problem: RootsSystem, Err: err}
	}
	for _, root := range extra {
		pool.AddCert(root)
	}
	return pool, nil
}

// parseRoots reads all certificates of a PEM file.
func parseRoots(file []byte) ([]*x509.Certificate, error) {
	var all []*x509.Certificate
	// pem.Decode passes over a part that it can't read, so they are counted.
	begun := bytes.Count(file, []byte("-----BEGIN "))
	rest := file
	for nth := 1; ; nth++ {
		var block *pem.Block
		block, rest = pem.Decode(rest)
		if block == nil {
			break
		}
		switch {
		case strings.HasSuffix(block.Type, "PRIVATE KEY"):
			return nil, &RootsError{Problem: RootsPrivateKey, Nth: nth}
		case block.Type != "CERTIFICATE":
			return nil, &RootsError{Problem: RootsOther, Nth: nth}
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, &RootsError{Problem: RootsMalformed, Nth: nth}
		}
		all = append(all, certificate)
	}
	switch {
	case len(all) != begun:
		return nil, &RootsError{Problem: RootsMalformed}
	case begun == 0:
		return nil, &RootsError{Problem: RootsNone}
	}
	return all, nil
}
