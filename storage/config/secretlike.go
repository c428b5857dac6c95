package config

import (
	"maps"
	"slices"
	"strings"
)

// secretWords are parts of the names under which people write secrets into files.
var secretWords = []string{"secret", "password", "passwd", "passphrase", "privatekey", "apikey", "accesskey", "credential", "bearer",
	"accesstoken", "refreshtoken", "clientassertion", "hemmelighed", "adgangskode", "kodeord", "signingkey", "clientkey", "pem"}

// secretLike reports whether a key looks as if its value were secret.
func secretLike(key string) bool {
	key = strings.ToLower(strings.NewReplacer("_", "", "-", "", ".", "", " ", "").Replace(lastPart(key)))
	return slices.Contains([]string{"token", "key", "jwk", "jwks", "pin", "pwd"}, key) ||
		slices.ContainsFunc(secretWords, func(word string) bool { return strings.Contains(key, word) })
}

// lastPart returns what follows the last dot of a dotted key.
func lastPart(key string) string { return key[strings.LastIndex(key, ".")+1:] }

// holdsSecret reports whether a value is a private key, or a table with a secret in it.
func holdsSecret(value any) bool {
	switch v := value.(type) {
	case string:
		return strings.Contains(v, "PRIVATE KEY-----")
	case []any:
		return slices.ContainsFunc(v, holdsSecret)
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if secretLike(key) || holdsSecret(v[key]) {
				return true
			}
		}
	case []map[string]any:
		return slices.ContainsFunc(v, func(table map[string]any) bool { return holdsSecret(table) })
	}
	return false
}
