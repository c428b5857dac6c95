package desk

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"ringback/ciba"
	"ringback/ciba/mitid"
	"ringback/storage/journal"
)

// Claims is the decoded token.
type Claims struct {
	Verified bool // false: only decoded, and must look unlike verified
	Withheld bool // another person's data, not shown
	Header   []Claim
	Payload  []Claim

	Signature Signature
	// HeaderJSON and PayloadJSON are for copying, indented; "" while withheld.
	HeaderJSON, PayloadJSON string
}

// Claim is one row of the Claims tab.
type Claim struct {
	Name     string // as in the token
	Plain    Text   // its name in plain words; zero if unknown
	Raw      string // the value as JSON, cleaned
	Meaning  Value  // what it means, where that differs: "false" is shown as no
	Type     Text   // of the value in JSON
	Source   Value  // the specification that describes the claim, or a word
	Explain  Text   // what the claim is for, in a sentence
	Personal bool
	Withheld bool // Raw and Meaning are empty
}

// Signature is the third part of a token.
type Signature struct {
	Algorithm string // as the header states it, cleaned; "" if it doesn't
	Bytes     int    // 0 if unreadable
	Key       *Key   // the key that verifies it; nil if none was found, or looked for
}

// Key is a public key of the issuer.
type Key struct {
	Type, Curve string // "RSA", "EC"; the curve of an EC key
	Bits        int    // of an RSA key
	ID          string // kid, cleaned

	// Thumbprint is the JWK thumbprint (RFC 7638). SHA1 and SHA256 are the thumbprints of the key's
	// certificate; "" without one.
	Thumbprint, SHA1, SHA256 string

	Pin     Text      // whether the environment pins it
	Source  string    // jwks_uri
	Fetched time.Time // when it was fetched from Source; zero if unknown
}

// claimsOf returns the decoded token. Unless the person asked for approved, the personal data is
// somebody else's and stays off the desk: it is left out here, not hidden later. An unknown outcome
// has no claims, since the answer may have been used before.
func claimsOf(r *run) *Claims {
	v := r.result.Verdict
	if v == nil || r.result.Outcome == ciba.Unknown {
		return nil
	}
	c := &Claims{
		Verified: r.result.Outcome == ciba.Verified,
		Withheld: v.Check(ciba.CheckPerson).Result != ciba.Pass,
	}
	token := shownToken(*r.result)
	if r.request.Key().Domain == journal.ByCPR {
		token.Payload = mitid.MaskCPR(token.Payload)
	}
	c.Header = viewClaims(token.Header, false)
	c.Payload = personFirst(viewClaims(token.Payload, c.Withheld), r.environment.PersonClaim)
	c.Signature = viewSignature(token, v.Key)
	c.HeaderJSON = objectJSON(token.Header)
	if !c.Withheld {
		c.PayloadJSON = objectJSON(token.Payload)
	}
	return c
}

// shownToken returns the token to show, verified or not.
func shownToken(result ciba.Result) ciba.Token {
	if result.Outcome == ciba.Verified {
		return result.Token
	}
	return result.Unverified
}

// mostShown is how many members of a part are shown, since a token can hold thousands. Copying
// includes all of them.
const mostShown = 300

func viewClaims(claims ciba.Claims, withhold bool) []Claim {
	var rows []Claim
	for _, d := range mitid.Describe(claims[:min(len(claims), mostShown)]) {
		row := Claim{
			Name: d.Name, Personal: d.Personal, Withheld: withhold && d.Personal,
			Source: viewFact(d.Source, "claim.source."), Explain: Say("claim.means.unnamed"),
		}
		if d.Word != "" {
			row.Plain, row.Explain = Say(d.Word), Say("claim.means."+strings.TrimPrefix(d.Word, "claim."))
		}
		if d.Type != "" {
			row.Type = Say("claim.type." + d.Type)
		}
		if !row.Withheld {
			row.Raw, row.Meaning = d.Raw, viewFact(d.Reading, "claim.value.")
		}
		rows = append(rows, row)
	}
	if more := len(claims) - mostShown; more > 0 {
		rows = append(rows, Claim{Name: "…", Plain: Say("claims.more", "Count", more)})
	}
	return rows
}

// personFirst moves the claims that say who the person is to the front: name, birth date, id. In
// the profile generic the id is the claim that the environment names.
func personFirst(claims []Claim, id string) []Claim {
	order := []string{
		"mitid.identity_name", "name", "given_name", "family_name", "mitid.date_of_birth", "birthdate",
		"mitid.uuid", cmp.Or(id, "mitid.uuid"), "dk.cpr", "mitid.age", "mitid.has_cpr",
	}
	rank := func(c Claim) int {
		if i := slices.Index(order, c.Name); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortStableFunc(claims, func(a, b Claim) int { return rank(a) - rank(b) })
	return claims
}

// viewSignature returns the signature of a token and the key that verifies it.
func viewSignature(t ciba.Token, key ciba.KeyFacts) Signature {
	s := Signature{Algorithm: ciba.Clean(t.Algorithm(), 100), Bytes: t.SignatureSize}
	if key.Type == "" {
		return s
	}
	s.Key = &Key{
		Type: key.Type, Curve: key.Curve, Bits: key.Bits, ID: key.KeyID,
		Thumbprint: key.Thumbprint, SHA1: key.SHA1, SHA256: key.SHA256,
		Pin: Say("claims.pin.none"), Source: key.Source, Fetched: key.Fetched,
	}
	switch {
	case key.Pinned:
		s.Key.Pin = Say("claims.pin.pinned")
	case key.Pins:
		s.Key.Pin = Say("claims.pin.not_pinned")
	}
	return s
}

// deepest is how deeply a value may be nested to be indented: a token can hold thousands of
// brackets, and indenting them makes megabytes of spaces.
const deepest = 40

// isDeep reports whether a value is nested too deeply to be indented.
func isDeep(value jsontext.Value) bool {
	d := jsontext.NewDecoder(bytes.NewReader(value))
	for {
		if _, err := d.ReadToken(); err != nil {
			return false // end of the value
		}
		if d.StackDepth() > deepest {
			return true
		}
	}
}

// objectJSON returns claims as indented JSON, for copying. Other programs receive the copy, so each
// line is cleaned like any foreign text.
func objectJSON(claims ciba.Claims) string {
	if claims == nil {
		return ""
	}
	var b strings.Builder
	b.WriteString("{")
	for i, claim := range claims {
		if i > 0 {
			b.WriteString(",")
		}
		name, _ := jsontext.AppendQuote(nil, claim.Name)
		b.Write(name)
		b.WriteString(":")
		b.Write(claim.Value)
	}
	b.WriteString("}")
	value := jsontext.Value(b.String())
	if !isDeep(value) {
		if err := value.Indent(jsontext.WithIndent("  ")); err != nil {
			return ""
		}
	}
	lines := strings.Split(string(value), "\n")
	for i, line := range lines {
		lines[i] = ciba.Clean(line, 4000)
	}
	return strings.Join(lines, "\n")
}
