package ciba

import (
	"fmt"
	"log/slog"
)

// Place is a part of an [Exchange].
type Place string

// The places in which a value can be masked.
const (
	PlaceURL            Place = "url"
	PlaceRequestHeader  Place = "request_header"
	PlaceRequestForm    Place = "request_form"
	PlaceResponseHeader Place = "response_header"
	PlaceResponseBody   Place = "response_body"
)

// maxMasked is how many masked values of one place are kept. The provider decides how many there
// are; any more can't be revealed.
const maxMasked = 50

// Masked is one value that an [Exchange] shows as dots. Every way of printing it prints dots;
// [Masked.Reveal] is the only way to the value.
type Masked struct {
	Place Place
	Index int    // of the header or parameter; in the body, the byte at which its dots begin
	Name  string // of the parameter, header or member
	// Credential says that the value contains the client secret.
	Credential bool

	token bool // see Token
	// behind a pointer, since %+v prints unexported fields; nil if the value wasn't kept
	value *string
}

// Reveal returns the value itself, for a user who asked for it. ok is false for a value that
// contains the client secret (unless that is public, see [Options]) or is longer than 64 KiB.
func (m Masked) Reveal() (value string, ok bool) {
	if m.value == nil {
		return "", false
	}
	return *m.value, true
}

// Token reports whether the value came in the answer to a poll, also where it is sent on. Tokens
// hold personal data, and before they are checked it isn't known whose.
func (m Masked) Token() bool { return m.token }

// String returns dots.
func (m Masked) String() string { return dots }

// GoString returns dots, for %#v.
func (m Masked) GoString() string { return dots }

// Format writes dots for every verb.
func (m Masked) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(dots)) }

// LogValue returns dots, for log/slog.
func (m Masked) LogValue() slog.Value { return slog.StringValue(dots) }

// MarshalText returns dots, for JSON and every other encoder.
func (m Masked) MarshalText() ([]byte, error) { return []byte(dots), nil }
