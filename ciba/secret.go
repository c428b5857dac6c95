package ciba

import (
	"fmt"
	"log/slog"
)

// dots replaces a secret wherever it is printed.
const dots = "•••"

// Secret is a client secret, a private key, a token or an auth_req_id. Every way of printing it
// prints dots; [Secret.Reveal] is the only way to its bytes, easy to search for.
type Secret string

// Reveal returns the secret itself, to send or store it.
func (s Secret) Reveal() string { return string(s) }

// String returns dots.
func (s Secret) String() string { return dots }

// GoString returns dots, for %#v.
func (s Secret) GoString() string { return dots }

// Format writes dots for every verb: with %x, fmt would not call String.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(dots)) }

// LogValue returns dots, for log/slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(dots) }

// MarshalText returns dots, for JSON, TOML and every other encoder.
func (s Secret) MarshalText() ([]byte, error) { return []byte(dots), nil }
