package ciba

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
)

// OAuthError is a well-formed error answer (RFC 6749 §5.2, CIBA Core §11 and §13). Code and
// Description are cleaned, masked and bounded.
type OAuthError struct {
	Status      int // of HTTP
	Code        string
	Description string

	// Own is the provider's own code, out of the description, where the profile knows it; see
	// [Params]. It says more than Code.
	Own string
}

// Error names the code. The description is foreign prose and stays out.
func (e *OAuthError) Error() string {
	return fmt.Sprintf("the provider answered %q (HTTP %d)", e.Code, e.Status)
}

// CallError says that a call of an endpoint gave no answer.
type CallError struct {
	Endpoint string // which one, in the specification's words
	Reason   Reason
	Sent     bool // something of the request may have been written
	Err      error
}

// Error says what happened to which endpoint. Foreign text stays out.
func (e *CallError) Error() string {
	return fmt.Sprintf("%s: no answer: %s", e.Endpoint, e.Reason)
}

// Unwrap returns the cause, for errors.Is and errors.As.
func (e *CallError) Unwrap() error { return e.Err }

// cause is an error of the network that can be asked for, but whose own text, which quotes URLs and
// what a provider sent, is only shown masked.
type cause struct {
	text string
	err  error
}

func (c *cause) Error() string        { return c.text }
func (c *cause) Is(target error) bool { return errors.Is(c.err, target) }
func (c *cause) As(target any) bool   { return errors.As(c.err, target) }

// ConfigError says what is wrong with a provider's settings or metadata.
type ConfigError struct {
	Reason Reason
	Detail string // names the member or endpoint at fault; foreign text in it is cleaned
	Member string // the member or endpoint alone; "" where none is at fault
	// what the provider says instead of what it must, cleaned; "" where that says nothing
	Given  string
	Status int // of HTTP, where another than 200 is the fault
}

func (e *ConfigError) Error() string { return e.Detail }

// TokenTypeError says that tokens came of a type that we don't know how to use (RFC 6749 §7.1).
type TokenTypeError struct{ Type string } // cleaned and masked

func (e *TokenTypeError) Error() string { return fmt.Sprintf("tokens of the type %q", e.Type) }

// reasonIn is the reason that an error of this package names; fallback if none.
func reasonIn(err error, fallback Reason) Reason {
	var (
		config *ConfigError
		fault  *CallError
	)
	switch {
	case errors.As(err, &config):
		return config.Reason
	case errors.As(err, &fault):
		return fault.Reason
	}
	return fallback
}

// reasonOf finds out why there is no answer. handshake tells whether the fault came out of the TLS
// handshake, live whether there was a connection.
func reasonOf(err error, handshake, live bool) Reason {
	var (
		dns      *net.DNSError
		verify   *tls.CertificateVerificationError
		record   tls.RecordHeaderError
		hostname x509.HostnameError
		unknown  x509.UnknownAuthorityError
		invalid  x509.CertificateInvalidError
	)
	switch {
	case handshake && !brokeOff(err), errors.As(err, &verify), errors.As(err, &record), errors.As(err, &hostname), errors.As(err, &unknown), errors.As(err, &invalid):
		return ReasonCertificate
	case errors.As(err, &dns):
		return ReasonNotFound
	case tookTooLong(err):
		return ReasonTimeout
	case live && !brokeOff(err):
		return ReasonUnreadable
	}
	return ReasonUnreachable
}

func tookTooLong(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

// brokeOff reports whether the connection itself failed: whoever takes too long or hangs up in the
// middle has shown no certificate, and said nothing that could be unreadable.
func brokeOff(err error) bool {
	var wire *net.OpError // an alert of TLS has this type too, with another Op
	return tookTooLong(err) || errors.As(err, &wire) && (wire.Op == "read" || wire.Op == "write") ||
		slices.ContainsFunc([]error{io.EOF, io.ErrUnexpectedEOF, io.ErrClosedPipe, net.ErrClosed, context.Canceled}, func(target error) bool { return errors.Is(err, target) }) ||
		// net/http has no type for it
		strings.Contains(err.Error(), "server closed idle connection")
}
