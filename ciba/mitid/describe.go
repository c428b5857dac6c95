package mitid

import (
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"ringback/ciba"
)

// Description explains a member of a token's header or payload.
type Description struct {
	Name    string    // as in the token, cleaned
	Word    string    // key of the plain name, such as "claim.psd2"; "" if unknown
	Reading ciba.Fact // what the value means
	Raw     string    // the value as JSON, cleaned
	Type    string    // of the JSON value (RFC 8259 §3): "string", "number", …; "" if it is none
	Source  ciba.Fact // where the member is described: a specification, or a word

	// Personal says that the value is about a person. If the person check failed, it may be about
	// another person and must not be shown.
	Personal bool
}

// The words for sources other than specifications.
const (
	WordSourceFlex    = "flex"    // MitID Flex
	WordSourceBroker  = "broker"  // the broker's own, not documented for CIBA
	WordSourceUnknown = "unknown" // no source is known
)

// SourceWords returns the words that a source can have, so that a caller with texts for them can
// test that none is missing.
func SourceWords() []string { return []string{WordSourceFlex, WordSourceBroker, WordSourceUnknown} }

// Types returns the JSON types that a value can have.
func Types() []string { return []string{"string", "number", "boolean", "null", "array", "object"} }

// The words of readings, in addition to those of package ciba.
const (
	WordYes            = "yes"
	WordNo             = "no"
	WordNameProtected  = "name_protected"
	WordLoALow         = "loa_low"
	WordLoASubstantial = "loa_substantial"
	WordLoAHigh        = "loa_high"
)

// ReadingWords returns the words that a reading can have, so that a caller with texts for them can
// test that none is missing.
func ReadingWords() []string {
	return []string{WordYes, WordNo, WordNameProtected, WordLoALow, WordLoASubstantial, WordLoAHigh, ciba.WordMalformed}
}

// rawLimit is the longest value, in characters, that isn't cut.
const rawLimit = 2000

// knownClaim says how to read a known member, and where it is described.
type knownClaim struct {
	name     string
	word     string
	read     func(claims ciba.Claims, name string) ciba.Fact
	personal bool
	source   ciba.Fact
}

// knownClaims are the members of the broker's tokens, header first.
func knownClaims() []knownClaim {
	rfc := func(section string) ciba.Fact { return ciba.Literal("RFC " + section) }
	oidc := func(section string) ciba.Fact { return ciba.Literal("OpenID Connect Core 1.0 " + section) }
	core := ciba.Literal("OpenID CIBA Core 1.0 §10.3.1")
	flex, broker, unknown := ciba.Word(WordSourceFlex), ciba.Word(WordSourceBroker), ciba.Word(WordSourceUnknown)
	return []knownClaim{
		{"alg", "claim.alg", readText, false, rfc("7515 §4.1.1")},
		{"kid", "claim.kid", readText, false, rfc("7515 §4.1.4")},
		{"typ", "claim.typ", readText, false, rfc("7519 §5.1")},
		{"x5t", "claim.x5t", readText, false, rfc("7515 §4.1.7")},
		{"enc", "claim.enc", readText, false, rfc("7516 §4.1.2")},
		{"iss", "claim.iss", readText, false, rfc("7519 §4.1.1")},
		{"aud", "claim.aud", readTexts, false, rfc("7519 §4.1.3")},
		{"azp", "claim.azp", readText, false, oidc("§2")},
		{"sub", "claim.sub", readText, true, rfc("7519 §4.1.2")},
		{"iat", "claim.iat", readTime, false, rfc("7519 §4.1.6")},
		{"nbf", "claim.nbf", readTime, false, rfc("7519 §4.1.5")},
		{"exp", "claim.exp", readTime, false, rfc("7519 §4.1.4")},
		{"auth_time", "claim.auth_time", readTime, false, oidc("§2")},
		{"at_hash", "claim.at_hash", readText, false, oidc("§3.1.3.6")},
		{"jti", "claim.jti", readText, false, rfc("7519 §4.1.7")},
		{"scope", "claim.scope", readTexts, false, rfc("8693 §4.2")},
		{"client_id", "claim.client_id", readText, false, rfc("8693 §4.3")},
		{"urn:openid:params:jwt:claim:rt_hash", "claim.rt_hash", readText, false, core},
		{"idtoken_type", "claim.idtoken_type", readText, false, broker},
		{claimCIBANonce, "claim.ciba_nonce", readText, false, flex},
		{claimNonce, "claim.nonce", readText, false, oidc("§2")},
		{claimIDP, "claim.idp", readText, false, broker},
		{claimIDPTransactionID, "claim.idp_transaction_id", readText, false, broker},
		{claimLoA, "claim.loa", readLoA, false, broker},
		{"aal", "claim.aal", readLoA, false, broker},
		{"ial", "claim.ial", readLoA, false, broker},
		{"acr", "claim.acr", readLoA, false, oidc("§2")},
		{"amr", "claim.amr", readTexts, false, oidc("§2")},
		{claimUUID, "claim.uuid", readText, true, flex},
		{claimName, "claim.identity_name", readName, true, flex},
		{claimDateOfBirth, "claim.date_of_birth", readDate, true, flex},
		{claimAge, "claim.age", readAge, true, flex},
		{claimHasCPR, "claim.has_cpr", readBool, true, flex},
		{claimPSD2, "claim.psd2", readBool, false, flex},
		{claimText, "claim.reference_text", readText, true, flex},
		{claimTransactionID, "claim.transaction_id", readText, false, flex},
		{"dk.cpr", "claim.cpr", readText, true, broker},
		// Recorded at the pre-production broker, in answers to a browser login and in its other
		// tokens; the last ones are what other providers return.
		{"transaction_id", "claim.broker_transaction_id", readText, false, broker},
		{"idp_identity_id", "claim.idp_identity_id", readText, true, broker},
		{"identity_type", "claim.identity_type", readText, true, broker},
		{"subject_type", "claim.subject_type", readText, false, broker},
		{"sid", "claim.sid", readText, true, ciba.Literal("OpenID Connect Front-Channel Logout 1.0 §3")},
		{"neb_sid", "claim.neb_sid", readText, true, broker},
		{"session_expiry", "claim.session_expiry", readSeconds, false, broker},
		{"session_is_active", "claim.session_is_active", readBool, false, broker},
		{"idp_environment", "claim.idp_environment", readText, false, broker},
		{"requested_scope", "claim.requested_scope", readTexts, false, broker},
		{"redirect_uri", "claim.redirect_uri", readText, false, rfc("6749 §3.1.2")},
		{"transaction_actions", "claim.transaction_actions", readTexts, false, broker},
		{"transaction_client_ip", "claim.transaction_client_ip", readText, true, broker},
		{"mitid.geo_ip_distance_km", "claim.geo_ip_distance_km", readText, true, broker},
		{"mitid.transaction_text", "claim.transaction_text", readText, true, broker},
		{"mitid.transaction_text_type", "claim.transaction_text_type", readText, false, broker},
		{"mitid.transaction_text_sha256", "claim.transaction_text_sha256", readText, true, broker},
		{"transaction_text", "claim.broker_transaction_text", readText, true, broker},
		{"transaction_text_type", "claim.broker_transaction_text_type", readText, false, broker},
		{"transaction_text_sha256", "claim.broker_transaction_text_sha256", readText, true, broker},
		{"mitid.cpr_consent_header", "claim.cpr_consent_header", readText, true, broker},
		{"mitid.cpr_consent_text", "claim.cpr_consent_text", readText, true, broker},
		{"ssn.details.status", "claim.ssn_details_status", readText, true, broker},
		{"nemid.pid", "claim.nemid_pid", readText, true, broker},
		{"nemid.pid_status", "claim.nemid_pid_status", readText, true, broker},
		{"urn:openid:params:jwt:claim:auth_req_id", "claim.request", readText, false, core},
		{"auth_req_id", "claim.request", readText, false, unknown},
		{"reference_id", "claim.reference", readText, true, unknown},
		{"referenceId", "claim.reference", readText, true, unknown},
		{"binding_message", "claim.binding_message", readText, true, unknown},
	}
}

// keyEncryption describes "alg" in the header of a JWE, which doesn't say how the token was signed.
func keyEncryption() knownClaim {
	return knownClaim{"alg", "claim.key_encryption", readText, false, ciba.Literal("RFC 7516 §4.1.1")}
}

// ClaimWords returns the keys of all plain names, so that a caller with texts for them can test
// that none is missing.
func ClaimWords() []string {
	words := []string{keyEncryption().word}
	for _, known := range knownClaims() {
		if !slices.Contains(words, known.word) { // some claims have two spellings
			words = append(words, known.word)
		}
	}
	return words
}

// Describe explains each member of a token's header or payload, in the order of the token. An
// unknown member counts as personal, because it may be a new claim about the person.
func Describe(claims ciba.Claims) []Description {
	known := make(map[string]knownClaim)
	for _, k := range knownClaims() {
		known[k.name] = k
	}
	descriptions := make([]Description, 0, len(claims))
	for _, claim := range claims {
		k, ok := known[claim.Name]
		if claim.Name == "alg" && claims.Has("enc") {
			k = keyEncryption()
		}
		if !ok {
			k = knownClaim{name: claim.Name, read: readAny, personal: true, source: ciba.Word(WordSourceUnknown)}
		}
		descriptions = append(descriptions, Description{
			Name:     ciba.Clean(claim.Name, 100),
			Word:     k.word,
			Reading:  k.read(claims, claim.Name),
			Raw:      ciba.Clean(string(claim.Value), rawLimit),
			Type:     typeOf(claim.Value),
			Source:   k.source,
			Personal: k.personal,
		})
	}
	return descriptions
}

// typeOf returns the type of a JSON value.
func typeOf(value []byte) string {
	switch jsontext.Value(value).Kind() {
	case '"':
		return "string"
	case '0':
		return "number"
	case 't', 'f':
		return "boolean"
	case 'n':
		return "null"
	case '[':
		return "array"
	case '{':
		return "object"
	}
	return ""
}

func readText(claims ciba.Claims, name string) ciba.Fact {
	value, fault := nonEmpty(claims, name)
	if fault != "" {
		return ciba.Word(ciba.WordMalformed)
	}
	return literalOr(value, "", ciba.WordMalformed)
}

// readTexts reads a string or an array of strings.
func readTexts(claims ciba.Claims, name string) ciba.Fact {
	if _, err := claims.String(name); err == nil {
		return readText(claims, name)
	}
	var values []string
	raw := jsontext.Value(claims.Raw(name))
	if raw.Kind() != '[' || json.Unmarshal(raw, &values) != nil {
		return ciba.Word(ciba.WordMalformed)
	}
	return literalOr(strings.Join(values, ", "), "", ciba.WordMalformed)
}

func readTime(claims ciba.Claims, name string) ciba.Fact {
	t, err := claims.Time(name)
	if err != nil {
		return ciba.Word(ciba.WordMalformed)
	}
	return ciba.Moment(t)
}

// readSeconds reads a time that the broker writes as a string.
func readSeconds(claims ciba.Claims, name string) ciba.Fact {
	text, err := claims.String(name)
	if err != nil {
		return readTime(claims, name)
	}
	return readTime(ciba.Claims{{Name: name, Value: []byte(text)}}, name)
}

func readName(claims ciba.Claims, name string) ciba.Fact {
	if value, _ := nonEmpty(claims, name); value == protectedName {
		return ciba.Word(WordNameProtected)
	}
	return readText(claims, name)
}

func readDate(claims ciba.Claims, name string) ciba.Fact {
	value, _ := nonEmpty(claims, name)
	if _, ok := parseDate(value); !ok {
		return ciba.Word(ciba.WordMalformed)
	}
	return ciba.Literal(value)
}

func readAge(claims ciba.Claims, name string) ciba.Fact {
	value, _ := nonEmpty(claims, name)
	age, ok := parseAge(value)
	if !ok {
		return ciba.Word(ciba.WordMalformed)
	}
	return ciba.Literal(strconv.Itoa(age))
}

func readBool(claims ciba.Claims, name string) ciba.Fact {
	value, _ := nonEmpty(claims, name)
	switch yes, ok := parseBool(value); {
	case !ok:
		return ciba.Word(ciba.WordMalformed)
	case *yes:
		return ciba.Word(WordYes)
	default:
		return ciba.Word(WordNo)
	}
}

func readLoA(claims ciba.Claims, name string) ciba.Fact {
	value, _ := nonEmpty(claims, name)
	switch loaOfClaim(value) {
	case LoALow:
		return ciba.Word(WordLoALow)
	case LoASubstantial:
		return ciba.Word(WordLoASubstantial)
	case LoAHigh:
		return ciba.Word(WordLoAHigh)
	}
	return readText(claims, name)
}

// readAny shows an unknown member: a string as its text, anything else as JSON.
func readAny(claims ciba.Claims, name string) ciba.Fact {
	if value, err := claims.String(name); err == nil {
		return ciba.Literal(value)
	}
	return ciba.Literal(string(claims.Raw(name)))
}
