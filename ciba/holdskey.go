package ciba

import (
	"encoding/hex"
	"regexp"
	"strings"
	"unicode"
)

// keyLabel matches the label of a private key in PEM, with any kind of blanks.
var keyLabel = regexp.MustCompile(`PRIVATE[\s\pZ\p{Cf}]+KEY`)

// keyWords matches how other tools introduce a private key, reduced to lower-case letters and
// digits: PEM that was retyped, and openssl's listing.
var keyWords = regexp.MustCompile(`begin(rsa|ec|dsa|openssh|encrypted)?privatekey|privatekey[0-9]+bit`)

// shortestKey is the length from which a run of Base64 or hex is decoded.
const shortestKey = 24

// holdsKey reports whether a text contains a private key, in up to that many layers of Base64 or
// hex. It ignores what could be a random secret.
func holdsKey(text string, layers int) bool {
	if findKey(text).private || isKeyInWords(text) {
		return true
	}
	if layers == 0 {
		return false
	}
	if holdsKey(string(decodeBase64(text)), layers-1) {
		return true
	}
	if raw, err := hex.DecodeString(hexOf(text)); err == nil && holdsKey(string(raw), layers-1) {
		return true
	}
	// Other text may come first: a label, a quotation mark.
	for _, run := range strings.FieldsFunc(strings.ReplaceAll(text, `\n`, "\n"), notBase64) {
		if len(run) >= shortestKey && len(run) < len(text) && holdsKey(string(decodeBase64(run)), layers-1) {
			return true
		}
	}
	return false
}

// isKeyInWords reports whether a text announces itself as a private key, as a tool or a person
// would write it.
func isKeyInWords(text string) bool {
	small := strings.ToLower(text)
	switch {
	case strings.HasPrefix(text, "openssh-key-v1\x00"):
		return true
	case strings.Contains(small, "<rsakeyvalue") && strings.Contains(small, "<d>"): // XML of .NET
		return true
	}
	// A JWK, as a program prints it or escaped inside another string.
	quoted := strings.NewReplacer(`\`, "", "'", `"`).Replace(text)
	if strings.Contains(quoted, `"kty"`) && strings.Contains(quoted, `"d"`) {
		return true
	}
	return keyWords.MatchString(strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, small))
}

// hexOf returns a text without the separators between pairs of hex digits.
func hexOf(text string) string {
	return strings.Map(func(r rune) rune {
		if r == ':' || unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

func notBase64(r rune) bool {
	letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	return !letter && (r < '0' || r > '9') && !strings.ContainsRune("+/-_", r)
}
