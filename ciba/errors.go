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
	Status      int // HTTP status
	Code        string
	Description string

	// Own is the provider's own code, taken from the description, if the profile knows it; see
	// [Params]. It is more specific than Code.
	Own string
}

// Error names the code. It leaves out the description, which is foreign text.
func (e *OAuthError) Error() string {
	return fmt.Sprintf("the provider answered %q (HTTP %d)", e.Code, e.Status)
}

// CallError reports that a call of an endpoint got no answer.
type CallError struct {
	Endpoint string // in the specification's words
	Reason   Reason
	Sent     bool // part of the request may have been written
	Err      error
}

// inTheWay is what most often stands between a provider and a client that can't trust its
// certificate, or gets a web page.
const inTheWay = "a captive portal or proxy may be in the way"

// Error says what happened at which endpoint. It contains no foreign text.
func (e *CallError) Error() string {
	if e.Reason == ReasonCertificate {
		return fmt.Sprintf("%s: no answer: %s; %s", e.Endpoint, e.Reason, inTheWay)
	}
	return fmt.Sprintf("%s: no answer: %s", e.Endpoint, e.Reason)
}

// Unwrap returns the cause, for errors.Is and errors.As.
func (e *CallError) Unwrap() error { return e.Err }

// cause is a network error that errors.Is and errors.As can inspect. Its own text quotes URLs and
// what a provider sent, so only a masked copy is shown.
type cause struct {
	text string
	err  error
}

func (c *cause) Error() string        { return c.text }
func (c *cause) Is(target error) bool { return errors.Is(c.err, target) }
func (c *cause) As(target any) bool   { return errors.As(c.err, target) }

// ConfigError reports what is wrong with a provider's settings or metadata.
type ConfigError struct {
	Reason Reason
	Detail string // names the member or endpoint at fault; foreign text in it is cleaned
	Member string // the member or endpoint alone; "" if none is at fault
	Given  string // the provider's value, cleaned; "" if it doesn't help
	Status int    // HTTP status, if it is at fault (not 200)
}

func (e *ConfigError) Error() string { return e.Detail }

// TokenTypeError reports tokens of a type that we can't use (RFC 6749 §7.1).
type TokenTypeError struct{ Type string } // cleaned and masked

func (e *TokenTypeError) Error() string { return fmt.Sprintf("tokens of the type %q", e.Type) }

// reasonIn returns the reason that an error of this package names, or else fallback.
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

// reasonOf returns why there is no answer. handshake reports that the TLS handshake failed, live
// that a connection existed.
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

// brokeOff reports whether the connection itself failed. A server that times out or hangs up midway
// has shown no certificate and sent nothing that could be unreadable.
func brokeOff(err error) bool {
	var wire *net.OpError // also the type of a TLS alert, with another Op
	return tookTooLong(err) || errors.As(err, &wire) && (wire.Op == "read" || wire.Op == "write") ||
		slices.ContainsFunc([]error{io.EOF, io.ErrUnexpectedEOF, io.ErrClosedPipe, net.ErrClosed, context.Canceled}, func(target error) bool { return errors.Is(err, target) }) ||
		// net/http has no type for this
		strings.Contains(err.Error(), "server closed idle connection")
}
