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

// maxMasked is how many masked values of one place can be told apart. The provider decides how many
// there are; those beyond stay dots for good.
const maxMasked = 50

// Masked is one value that an [Exchange] shows as dots. Every way of printing it prints dots;
// [Masked.Reveal] is the one way to the value.
type Masked struct {
	Place Place
	Index int    // of the header or parameter; in the body the byte at which its dots begin
	Name  string // of the parameter, header or member
	// Credential says that the client secret is in it.
	Credential bool

	token bool // see Token
	// behind a pointer, since %+v prints unexported fields as they are; nil if it wasn't kept
	value *string
}

// Reveal returns the value itself, for somebody who asked for this one. It isn't there if it is the
// client secret (unless that is public, see [Options]), or longer than 64 KiB.
func (m Masked) Reveal() (value string, ok bool) {
	if m.value == nil {
		return "", false
	}
	return *m.value, true
}

// Token reports whether the value came in the answer to a poll, where tokens are: they hold
// personal data, and nobody knows whose before they are checked.
func (m Masked) Token() bool { return m.token }

// String returns dots.
func (m Masked) String() string { return dots }

// GoString returns dots, for %#v.
func (m Masked) GoString() string { return dots }

// Format writes dots whatever the verb.
func (m Masked) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(dots)) }

// LogValue returns dots, for log/slog.
func (m Masked) LogValue() slog.Value { return slog.StringValue(dots) }

// MarshalText returns dots, for JSON and every other encoder.
func (m Masked) MarshalText() ([]byte, error) { return []byte(dots), nil }
