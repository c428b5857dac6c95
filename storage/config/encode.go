package config

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// pair is one key of an environment with its value: a string, a list of strings, a flag or a whole
// number.
type pair struct {
	key      string
	value    any
	standard bool // the value is the default
	needed   bool // written even if it is the default
}

// values returns the keys of an environment in the order in which they are written. The published
// secret has no key, so it can't get into a file.
func (e Environment) values() []pair {
	all := []pair{
		{key: "id", value: e.ID, needed: true},
		{key: "name", value: e.Name, needed: true},
		{key: "kind", value: string(e.Kind), needed: true},
		{key: "profile", value: e.Profile},
		{key: "issuer", value: e.Issuer, needed: true},
		{key: "client_id", value: e.ClientID, needed: true},
		{key: "client_auth", value: string(e.ClientAuth)},
		{key: "scope", value: e.Scope},
		{key: "hint_encoding", value: e.HintEncoding},
		{key: "ciba_nonce", value: e.CIBANonce},
		{key: "id_token_algs", value: e.IDTokenAlgs},
		{key: "pinned_keys", value: e.PinnedKeys},
		{key: "require_at_hash", value: e.RequireAtHash},
		{key: "required_loa", value: e.RequiredLoA},
		{key: "cpr", value: e.CPR},
		{key: "hint", value: e.Hint},
		{key: "requested_expiry", value: int64(e.RequestedExpiry / time.Second)},
		{key: "acr_values", value: e.ACRValues},
		{key: "person_claim", value: e.PersonClaim},
		{key: "ip", value: e.IP},
		{key: "appswitch", value: e.Appswitch},
		{key: "organisation", value: e.Organisation},
		{key: "reference_template", value: e.TextTemplate},
		{key: KeyBackchannelAuthentication, value: e.Endpoints.BackchannelAuthentication},
		{key: KeyTokenEndpoint, value: e.Endpoints.Token},
		{key: KeyJWKS, value: e.Endpoints.JWKS},
		{key: KeyCancelEndpoint, value: e.Endpoints.Cancel},
		{key: KeyCPRMatch, value: e.CPRMatchEndpoint},
		{key: "appswitch_ios", value: e.AppswitchIOS},
		{key: "appswitch_android", value: e.AppswitchAndroid},
	}
	standard := make(map[string]string)
	for _, key := range Keys(e.Profile) {
		standard[key.Name] = key.Default
	}
	standard["reference_template"] = templateFor(e.Organisation)
	for i := range all {
		text := all[i].text()
		all[i].standard = text == "" || text == standard[all[i].key]
	}
	return all
}

// text returns the value as a [Draft] has it.
func (v pair) text() string {
	switch value := v.value.(type) {
	case string:
		return value
	case []string:
		return strings.Join(value, listGap)
	case bool:
		return strconv.FormatBool(value)
	case int64:
		if value != 0 {
			return strconv.FormatInt(value, 10)
		}
	}
	return ""
}

// statement returns the value as a line of the file, without the line break.
func (v pair) statement() string {
	return v.key + " = " + tomlValue(v.value)
}

// tomlValue writes a value as TOML 1.0.
func tomlValue(value any) string {
	switch value := value.(type) {
	case string:
		return tomlString(value)
	case []string:
		items := make([]string, len(value))
		for i, item := range value {
			items[i] = tomlString(item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	default:
		return fmt.Sprint(value)
	}
}

// tomlString writes a basic string.
func tomlString(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// EncodeEnvironments writes environments as a file that [ParseEnvironments] reads: the required
// keys, and those that don't have their default.
func EncodeEnvironments(environments []Environment) []byte {
	var b bytes.Buffer
	for i, e := range environments {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(tableOf(e, "\n"))
	}
	return b.Bytes()
}

// tableOf returns a whole [[environment]].
func tableOf(e Environment, lineEnd string) string {
	var b strings.Builder
	b.WriteString("[[environment]]" + lineEnd)
	for _, v := range e.values() {
		if v.needed || !v.standard {
			b.WriteString(v.statement() + lineEnd)
		}
	}
	return b.String()
}
