package mitid

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"ringback/ciba"
)

// The placeholders of a reference text template.
const (
	PlaceholderCode         = "code"         // the check code
	PlaceholderOrganisation = "organisation" // of the environment
)

// ErrTemplateBraces says that a template has an unmatched brace.
var ErrTemplateBraces = errors.New("the reference text template has a brace without its partner; write placeholders as {code}")

// PlaceholderError says that a template has an unknown placeholder.
type PlaceholderError struct {
	Name  string   // cleaned for showing
	Known []string // sorted
}

// Error names the placeholder and the known ones.
func (e *PlaceholderError) Error() string {
	return fmt.Sprintf("the reference text template has the placeholder {%s}, which is not known; known are {%s}", e.Name, strings.Join(e.Known, "}, {"))
}

// FillTemplate replaces {placeholders} with their values. A value is inserted as it is, braces
// included, and not expanded again. The result is neither normalized nor checked: see
// [ciba.NormalizeText] and [CheckText]. The error is a [*PlaceholderError] or [ErrTemplateBraces].
func FillTemplate(template string, values map[string]string) (string, error) {
	var b strings.Builder
	for rest := template; rest != ""; {
		i := strings.IndexAny(rest, "{}")
		if i < 0 {
			b.WriteString(rest)
			break
		}
		b.WriteString(rest[:i])
		end := strings.IndexAny(rest[i+1:], "{}")
		if rest[i] == '}' || end < 0 || rest[i+1+end] == '{' {
			return "", ErrTemplateBraces
		}
		name := rest[i+1 : i+1+end]
		value, ok := values[name]
		if !ok {
			return "", &PlaceholderError{Name: ciba.Clean(name, 40), Known: slices.Sorted(maps.Keys(values))}
		}
		b.WriteString(value)
		rest = rest[i+1+end+1:]
	}
	return b.String(), nil
}

// ErrRandom says that a source of randomness returned nothing usable.
var ErrRandom = errors.New("the source of randomness does not work; no code can be made")

// NewCode returns a check code: four digits, with all 10,000 equally likely. The error is that of
// random, wrapped in [ErrRandom].
func NewCode(random io.Reader) (string, error) {
	const (
		codes = 10_000
		fair  = 1<<16 - 1<<16%codes // above it, some codes would be more likely than others
		tries = 128                 // a true source needs more only once in 2^400 codes
	)
	for range tries {
		var raw [2]byte
		if _, err := io.ReadFull(random, raw[:]); err != nil {
			return "", fmt.Errorf("%w: %w", ErrRandom, err)
		}
		if n := int(binary.BigEndian.Uint16(raw[:])); n < fair {
			return fmt.Sprintf("%04d", n%codes), nil
		}
	}
	return "", ErrRandom
}

// NewNonce returns a ciba_nonce of 128 bits, in base64url. The error is that of random, wrapped in
// [ErrRandom].
func NewNonce(random io.Reader) (string, error) {
	var raw [16]byte
	if _, err := io.ReadFull(random, raw[:]); err != nil {
		return "", fmt.Errorf("%w: %w", ErrRandom, err)
	}
	return base64.RawURLEncoding.EncodeToString(raw[:]), nil
}
