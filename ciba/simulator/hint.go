package simulator

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/uuid"
)

// maxText is MitID's limit for the text on the phone. The unit isn't documented; UTF-16
// units are the strictest reading that a user can still count.
const maxText = 130

// hint is a valid login_hint_token.
type hint struct {
	uuid   string // canonical, lower case; or empty
	cpr    string // ten digits; or empty: exactly one of the two is given
	text   string
	action string // one of hintActions, or empty
	nonce  string // ciba_nonce, or empty
}

// hintMembers are the documented names, including the two of an earlier edition. Any other name is
// rejected: in a broker for tests, a misspelt member must not pass unnoticed.
var hintMembers = []string{
	"idp", "uuid", "cpr", "referenceTextBody", "ip", "appOS", "appSwitchReturnUrl",
	"action", "referenceId", "reference_id", "ciba_nonce",
}

var hintActions = []string{"LOG_ON", "APPROVE", "CONFIRM", "ACCEPT", "SIGN"}

// parseHint reads a login_hint_token: a flat JSON object, raw or in standard Base64. The errors are
// for tests only: a client gets unknown_user_id for every invalid hint.
func parseHint(token string) (hint, error) {
	document, err := hintDocument(token)
	if err != nil {
		return hint{}, err
	}
	members, err := flatStrings(document)
	if err != nil {
		return hint{}, err
	}
	for name := range members {
		if !slices.Contains(hintMembers, name) {
			return hint{}, errors.New("unknown member")
		}
	}
	return checkHint(members)
}

// hintDocument decodes the Base64, if there is any. JSON text begins with a brace, which Base64
// never does.
func hintDocument(token string) ([]byte, error) {
	if strings.HasPrefix(strings.TrimLeft(token, " \t\r\n"), "{") {
		return []byte(token), nil
	}
	if strings.ContainsAny(token, "\r\n") {
		return nil, errors.New("line break in Base64") // the decoder would skip it
	}
	document, err := base64.StdEncoding.Strict().DecodeString(token)
	if err != nil {
		return nil, fmt.Errorf("neither a JSON object nor Base64: %w", err)
	}
	return document, nil
}

// flatStrings reads a JSON object whose members are all strings, with unique, case-sensitive names.
func flatStrings(document []byte) (map[string]string, error) {
	if !json.Valid(document) {
		return nil, errors.New("not JSON")
	}
	decoder := json.NewDecoder(bytes.NewReader(document))
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return nil, errors.New("not a JSON object")
	}
	members := make(map[string]string)
	for decoder.More() {
		name, err := stringToken(decoder)
		if err != nil {
			return nil, err
		}
		if _, twice := members[name]; twice {
			return nil, errors.New("a member twice")
		}
		if members[name], err = stringToken(decoder); err != nil {
			return nil, err
		}
	}
	return members, nil
}

// stringToken reads one string. It rejects U+FFFD, by which the decoder replaces invalid UTF-8 and
// unpaired surrogates: no client sends it on purpose.
func stringToken(decoder *json.Decoder) (string, error) {
	token, err := decoder.Token()
	if err != nil {
		return "", fmt.Errorf("reading a string: %w", err)
	}
	text, ok := token.(string)
	if !ok || strings.ContainsRune(text, utf8.RuneError) {
		return "", errors.New("a value that isn't a proper string")
	}
	return text, nil
}

// checkHint checks the members one by one.
func checkHint(members map[string]string) (hint, error) {
	if members["idp"] != "mitid" {
		return hint{}, errors.New(`idp isn't "mitid"`)
	}
	person, err := hintedPerson(members)
	if err != nil {
		return hint{}, err
	}
	text := members["referenceTextBody"]
	if strings.TrimSpace(text) == "" || utf16Length(text) > maxText || strings.ContainsFunc(text, unicode.IsControl) {
		return hint{}, errors.New("referenceTextBody is missing, too long or has control characters")
	}
	if ip, err := netip.ParseAddr(members["ip"]); err != nil || ip.Zone() != "" {
		return hint{}, errors.New("ip is missing or no address")
	}
	if os, given := members["appOS"]; given && os != "IOS" && os != "Android" {
		return hint{}, errors.New("appOS is neither IOS nor Android")
	}
	if address, given := members["appSwitchReturnUrl"]; given {
		if u, err := url.Parse(address); err != nil || !u.IsAbs() {
			return hint{}, errors.New("appSwitchReturnUrl is no absolute URL")
		}
	}
	action, given := members["action"]
	if given && !slices.Contains(hintActions, action) {
		return hint{}, errors.New("action isn't one of MitID's")
	}
	person.text, person.action, person.nonce = text, action, members["ciba_nonce"]
	return person, nil
}

// hintedPerson reads by what a hint names the person: exactly one of uuid and cpr.
func hintedPerson(members map[string]string) (hint, error) {
	number, byCPR := members["cpr"]
	_, byUUID := members["uuid"]
	switch {
	case byCPR == byUUID:
		return hint{}, errors.New("not exactly one of uuid and cpr")
	case byCPR && !isCPR(number):
		return hint{}, errors.New("cpr isn't ten digits with a date")
	case byCPR:
		return hint{cpr: number}, nil
	}
	id, err := uuid.Parse(members["uuid"])
	if err != nil || len(members["uuid"]) != len(id.String()) { // Parse also takes braces, URNs and bare digits
		return hint{}, errors.New("uuid isn't 8-4-4-4-12 hexadecimal digits")
	}
	return hint{uuid: id.String()}, nil
}

// utf16Length counts as .NET and Java do.
func utf16Length(text string) int {
	n := 0
	for _, r := range text {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}
