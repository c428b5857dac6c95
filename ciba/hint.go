package ciba

import (
	"encoding/base64"
	"slices"
	"strings"
)

// HintEncoding is how a request encodes the person.
type HintEncoding string

// The encodings of a hint that can be decoded.
const (
	HintIsJSON   HintEncoding = "json"
	HintIsBase64 HintEncoding = "base64" // of JSON
	HintIsJWT    HintEncoding = "jwt"    // header and payload; the signature is left out
)

// Hint is the hint that identifies the person (CIBA Core §7.1), or a signed request (§7.1.1),
// decoded for reading. It is shown and never trusted.
type Hint struct {
	Name     string // of the parameter
	Encoding HintEncoding
	Text     string // indented JSON, masked and cleaned line by line; for a JWT, two objects
}

// decodeHint decodes the first hint of a form that can be decoded; nil if there is none. It skips
// an id_token_hint, which may contain data about the person that must not be in a trace, and the
// parameters that the caller hides, see [Params].
func decodeHint(form Form, hidden, hide []string) *Hint {
	for _, name := range []string{"login_hint", "login_hint_token", "request"} {
		if value := form.Get(name); value != "" && len(value) <= MaxToken && !slices.Contains(hidden, value) {
			if hint := readHint(value, hide); hint != nil {
				hint.Name = name
				return hint
			}
		}
	}
	return nil
}

func readHint(value string, hide []string) *Hint {
	if text, plain := plainHint(value); plain {
		encoding := HintIsBase64
		if text == value {
			encoding = HintIsJSON
		}
		return &Hint{Encoding: encoding, Text: readable(text, hide)}
	}
	parts := strings.Split(value, ".")
	if len(parts) != 3 {
		return nil
	}
	var objects []string
	for _, part := range parts[:2] {
		object, err := decodeSegment(part)
		if err != nil || !isObject(string(object)) {
			return nil
		}
		objects = append(objects, readable(string(object), hide))
	}
	return &Hint{Encoding: HintIsJWT, Text: strings.Join(objects, "\n")}
}

// plainHint returns the JSON of a hint that is a JSON object, raw or in either alphabet of Base64.
func plainHint(value string) (text string, ok bool) {
	if len(value) > MaxToken {
		return "", false
	}
	if isObject(value) {
		return value, true
	}
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding, base64.RawStdEncoding, base64.RawURLEncoding} {
		if text, err := encoding.DecodeString(value); err == nil && isObject(string(text)) {
			return string(text), true
		}
	}
	return "", false
}

func isObject(text string) bool {
	if !strings.HasPrefix(strings.TrimSpace(text), "{") {
		return false
	}
	_, _, err := maskJSON([]byte(text), nil)
	return err == nil
}

// readable formats well-formed JSON for the screen.
func readable(text string, hide []string) string {
	shown, _, _ := maskJSON([]byte(text), hide)
	lines := strings.Split(shown, "\n")
	for i, line := range lines {
		lines[i] = Clean(line, 4000)
	}
	return strings.Join(lines, "\n")
}
