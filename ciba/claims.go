package ciba

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Claims are the members of a JSON object, by exact and unique name, in the order of the object.
// Values stay raw until a caller asks for a type, because a claim of the wrong type is a fault to
// report, not one to guess around.
type Claims []Claim

// Claim is one member.
type Claim struct {
	Name  string
	Value json.RawMessage
}

// The errors of reading a claim.
var (
	ErrClaimAbsent    = errors.New("the claim is absent")
	ErrClaimMalformed = errors.New("the claim is not of the type it must have")
)

// Raw returns the value as JSON, or nil without the claim.
func (c Claims) Raw(name string) json.RawMessage { return json.RawMessage(c.value(name)) }

// value is Raw in the type of the JSON decoder. It is unexported because that package's API is
// still experimental.
func (c Claims) value(name string) jsontext.Value {
	for _, claim := range c {
		if claim.Name == name {
			return jsontext.Value(claim.Value)
		}
	}
	return nil
}

// Has reports whether the claim is present, even as null.
func (c Claims) Has(name string) bool { return c.value(name) != nil }

// String returns a claim that must be a JSON string. The error wraps ErrClaimAbsent or
// ErrClaimMalformed.
func (c Claims) String(name string) (string, error) {
	raw := c.value(name)
	switch {
	case raw == nil:
		return "", fmt.Errorf("%s: %w", name, ErrClaimAbsent)
	case raw.Kind() != '"':
		return "", fmt.Errorf("%s: %w", name, ErrClaimMalformed)
	}
	if text, ok := unescaped(raw); ok {
		return text, nil
	}
	s, err := jsontext.AppendUnquote(nil, raw)
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, ErrClaimMalformed)
	}
	return string(s), nil
}

// unescaped returns a JSON string that needs no unquoting, as nearly all of them.
func unescaped(raw jsontext.Value) (text string, ok bool) {
	if len(raw) < 2 || raw[0] != '"' || bytes.IndexByte(raw[1:], '"') != len(raw)-2 || bytes.IndexByte(raw, '\\') >= 0 || !isPlain(raw) {
		return "", false
	}
	return string(raw[1 : len(raw)-1]), true
}

// latest is the last second that a claim of time may name: the end of the year 9999.
const latest = 253402300799

// Time returns a claim that must be a NumericDate (RFC 7519 §2), from 1970 to 9999. A fraction of a
// second is legal and kept, with the precision of a float64. The error wraps ErrClaimAbsent or
// ErrClaimMalformed.
func (c Claims) Time(name string) (time.Time, error) {
	raw := c.value(name)
	switch {
	case raw == nil:
		return time.Time{}, fmt.Errorf("%s: %w", name, ErrClaimAbsent)
	case raw.Kind() != '0':
		return time.Time{}, fmt.Errorf("%s: %w", name, ErrClaimMalformed)
	}
	date, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || date < 0 || date > latest {
		return time.Time{}, fmt.Errorf("%s: %w", name, ErrClaimMalformed)
	}
	seconds, fraction := math.Modf(date)
	return time.Unix(int64(seconds), int64(fraction*float64(time.Second))).UTC(), nil
}

// wholeNumber reads a JSON number that has an integer value: 300, 300.0, 3e2.
func wholeNumber(text string) (int64, error) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n, nil
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
		return 0, ErrClaimMalformed
	}
	return int64(f), nil
}
