package ciba

import (
	"encoding/hex"
	"regexp"
	"strings"
	"unicode"
)

// keyLabel is what a line of PEM calls a private key, whatever blanks are in it.
var keyLabel = regexp.MustCompile(`PRIVATE[\s\pZ\p{Cf}]+KEY`)

// keyWords are how other programs write that a private key follows, in small letters and figures
// alone: PEM that somebody typed, and openssl's listing.
var keyWords = regexp.MustCompile(`begin(rsa|ec|dsa|openssh|encrypted)?privatekey|privatekey[0-9]+bit`)

// shortestKey is the shortest run of Base64 or hex that is looked into.
const shortestKey = 24

// holdsKey reports whether a private key is anywhere in a text, within so many layers of Base64 or
// hex. It takes no text for a key that could be a secret by chance.
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
	// Something else may stand in front: a label, the marks of a quotation.
	for _, run := range strings.FieldsFunc(strings.ReplaceAll(text, `\n`, "\n"), notBase64) {
		if len(run) >= shortestKey && len(run) < len(text) && holdsKey(string(decodeBase64(run)), layers-1) {
			return true
		}
	}
	return false
}

// isKeyInWords reports whether a text says of itself that it is a private key, as a program or a
// person would write that.
func isKeyInWords(text string) bool {
	small := strings.ToLower(text)
	switch {
	case strings.HasPrefix(text, "openssh-key-v1\x00"):
		return true
	case strings.Contains(small, "<rsakeyvalue") && strings.Contains(small, "<d>"): // XML of .NET
		return true
	}
	// A JWK as a program prints it, or as it stands in another string.
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

// hexOf is a text without what is written between the pairs of hex.
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
