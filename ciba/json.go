package ciba

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// The errors that callers distinguish. errNotAnObject is for a well-formed JSON text of another
// kind.
var (
	errNotAnObject = errors.New("not a JSON object")
	errTwice       = errors.New("a name appears twice")
)

// parseObject reads foreign bytes that must be a single JSON object (RFC 8259): UTF-8 without a
// byte order mark, with unique, case-sensitive names and nothing after it. encoding/json won't do:
// it folds the case of names and keeps the last of two. jsontext bounds the nesting.
func parseObject(data []byte) (Claims, error) { return readObject(data) }

func readObject(data []byte, options ...jsontext.Options) (Claims, error) {
	// A bytes.Buffer is read in place, so the values are parts of this one copy.
	data = bytes.Clone(data)
	d := jsontext.NewDecoder(bytes.NewBuffer(data), options...)
	if d.PeekKind() != '{' {
		if _, err := d.ReadValue(); err != nil {
			return nil, fmt.Errorf("not JSON: %w", syntax(err))
		}
		return nil, errNotAnObject
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, fmt.Errorf("not JSON: %w", syntax(err))
	}
	object := make(Claims, 0, min(bytes.Count(data, []byte{':'}), 32))
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return nil, fmt.Errorf("not JSON: %w", syntax(err))
		}
		text := name.String()
		value, err := d.ReadValue()
		if err != nil {
			return nil, fmt.Errorf("not JSON: %w", syntax(err))
		}
		object = append(object, Claim{Name: text, Value: json.RawMessage(slices.Clip(value))})
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, fmt.Errorf("not JSON: %w", syntax(err))
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, errors.New("not JSON: something follows the object")
	}
	return object, nil
}

// syntax removes what the decoder quotes from the input: the text of an error must not carry a
// token or a name.
func syntax(err error) error {
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return errors.New("it ends too early")
	case errors.Is(err, jsontext.ErrDuplicateName):
		return errTwice
	case errors.As(err, &syntactic):
		return fmt.Errorf("malformed at byte %d", syntactic.ByteOffset)
	}
	return errors.New("malformed")
}

// parseArray splits a JSON array into its raw elements, at most limit of them.
func parseArray(value jsontext.Value, limit int, options ...jsontext.Options) ([]jsontext.Value, error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(value), options...)
	if d.PeekKind() != '[' {
		return nil, errors.New("not a JSON array")
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, syntax(err)
	}
	var elements []jsontext.Value
	for d.PeekKind() != ']' {
		element, err := d.ReadValue()
		if err != nil {
			return nil, syntax(err)
		}
		if len(elements) == limit {
			return nil, fmt.Errorf("more than %d elements", limit)
		}
		elements = append(elements, element.Clone())
	}
	return elements, nil
}

// interoperable reports whether each number is within the range of a float64 (RFC 7493 §2.2). Other
// readers refuse an object with a larger one, or read another number.
func (c Claims) interoperable() bool {
	for _, claim := range c {
		if jsontext.Value(claim.Value).Kind() == '"' {
			continue
		}
		var value any
		if json.Unmarshal(claim.Value, &value) != nil {
			return false
		}
	}
	return true
}

// stringOrStrings reads a claim that is a string or an array of strings, such as aud (RFC 7519
// §4.1.3).
func (c Claims) stringOrStrings(name string) ([]string, error) {
	raw := c.value(name)
	if raw == nil {
		return nil, fmt.Errorf("%s: %w", name, ErrClaimAbsent)
	}
	if raw.Kind() == '"' {
		s, err := c.String(name)
		return []string{s}, err
	}
	elements, err := parseArray(raw, 100)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, ErrClaimMalformed)
	}
	all := make([]string, 0, len(elements))
	for _, element := range elements {
		s, err := Claims{{Name: name, Value: json.RawMessage(element)}}.String(name)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}
