package ciba

import (
	"crypto"
	_ "crypto/sha256" // for at_hash
	_ "crypto/sha512" // for at_hash
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/golang-jwt/jwt/v5"
)

// leeway is the tolerance of every comparison of times.
const leeway = 60 * time.Second

// evidence is everything that a verdict is made from. Times are the provider's.
type evidence struct {
	Tokens   Tokens
	Keys     KeySet
	Config   Config
	Started  time.Time // when the start was sent
	Received time.Time // when the tokens were received
	Look     Look      // whether the token or its transaction belongs to another verification

	// The request: anything a token states about it must equal this.
	AuthReqID Secret // the provider's id for it
	Reference string // the reference that was sent with it; "" if none was

	Clock  ClockResult   // the result of comparing the stated times
	Offset time.Duration // the provider's clock minus ours, if it stated a time

	// Further returns the checks of the profile, above all of the person. Without a person check
	// nobody is ever verified.
	Further func(Claims) []Check
	// Person is what the profile decided about the person after Further had left that open; nil if
	// it decided nothing.
	Person *Check
}

// Verdict is all checks together.
type Verdict struct {
	Checks []Check // in the order of [CheckOrder]; a profile's own after [CheckAssurance]

	// Key is the key that verified the signature; zero if none did. It says nothing about the other
	// checks.
	Key KeyFacts

	token Token // the token that was judged
}

// verified reports whether every required check passed, among them that of the person.
func (v Verdict) verified() bool {
	person := false
	for _, check := range v.Checks {
		if check.Required && check.Result != Pass {
			return false
		}
		person = person || check.ID == CheckPerson && check.Required && check.Result == Pass
	}
	return person
}

// undecided reports whether only something that isn't known keeps the verdict from being verified:
// whether the token was used before, who approved, or both.
func (v Verdict) undecided() bool {
	return v.lacksOnly(CheckReplay) || v.lacksOnly(CheckPerson) || v.lacksOnly(CheckReplay, CheckPerson)
}

// lacksOnly reports whether these checks are required and skipped, and the verdict would be
// verified if they had passed.
func (v Verdict) lacksOnly(ids ...CheckID) bool {
	open := 0
	passed := Verdict{Checks: slices.Clone(v.Checks)}
	for i, check := range passed.Checks {
		if slices.Contains(ids, check.ID) && check.Required && check.Result == Skip {
			passed.Checks[i].Result = Pass
			open++
		}
	}
	return open == len(ids) && passed.verified()
}

// Check returns a check by its id, with the result Skip if the verdict has none.
func (v Verdict) Check(id CheckID) Check {
	for _, check := range v.Checks {
		if check.ID == id {
			return check
		}
	}
	return Check{ID: id, Result: Skip}
}

// decide makes the verdict. It is a pure function: the same evidence always gives the same verdict.
func decide(e evidence) Verdict {
	t := decodeToken(e.Tokens.IDToken.Reveal())
	j := judgeOf(e, t)
	if t.Fault != "" {
		return Verdict{token: t, Checks: unreadable(t.Fault, e.Further)}
	}
	signature, key := j.signature()
	checks := append(make([]Check, 0, 2*len(CheckOrder())), // with room for the profile's
		signature, j.algorithm(), j.keyPin(key), j.tokenKind(), j.issuer(), j.audience(), j.subject(),
		j.expiry(), j.issuedAt(), j.authenticationTime(), j.accessTokenHash(), j.requestBinding(), j.replay(), j.clock(),
	)
	if e.Further != nil {
		checks = append(checks, e.Further(t.Payload)...)
	}
	checks = withPerson(checks, e.Person)
	sortChecks(checks)
	return Verdict{token: t, Checks: checks, Key: e.Keys.facts(key, e.Config.PinnedKeys)}
}

// withPerson replaces an undecided check of the person with the one that the profile decided.
func withPerson(checks []Check, person *Check) []Check {
	for i, check := range checks {
		if person != nil && check.ID == CheckPerson && check.Required && check.Result == Skip && check.Actual.Word == WordNotAsked {
			checks[i] = *person
			checks[i].ID, checks[i].Required = CheckPerson, true
		}
	}
	return checks
}

// unreadable returns the verdict on a token that can't be read: the signature fails, and nothing
// else is looked at, not even by the profile's own checks.
func unreadable(fault string, further func(Claims) []Check) []Check {
	ids := CheckOrder()
	if further != nil {
		for _, check := range further(nil) {
			if !slices.Contains(ids, check.ID) {
				ids = append(ids, check.ID)
			}
		}
	}
	var checks []Check
	for _, id := range ids {
		check := Check{ID: id, Result: Skip, Required: id != CheckClock, Actual: Word(WordUnverified)}
		if id == CheckSignature {
			check = Check{ID: id, Result: Fail, Required: true, Expected: Word(WordValid), Actual: Word(fault)}
		}
		checks = append(checks, check)
	}
	sortChecks(checks)
	return checks
}

// judge makes the checks of a token.
type judge struct {
	evidence
	token      Token
	registered error // what golang-jwt finds wrong with the registered claims
}

func judgeOf(e evidence, t Token) judge {
	return judge{e, t, t.registered(e.Config.Issuer, e.Config.ClientID, e.Received)}
}

// verdictOf returns a required check that passes or fails.
func verdictOf(id CheckID, pass bool, expected, actual Fact) Check {
	result := Fail
	if pass {
		result = Pass
	}
	return Check{ID: id, Result: result, Required: true, Expected: expected, Actual: actual}
}

func (j judge) signature() (Check, *verificationKey) {
	expected := Word(WordValid)
	if alg := j.token.Algorithm(); alg != "" && !slices.Contains(j.Config.IDTokenAlgs, alg) {
		// no key could make it an allowed one
		return verdictOf(CheckSignature, false, expected, Word(WordUnverified)), nil
	}
	kid, ok := j.token.keyID()
	if !ok {
		return verdictOf(CheckSignature, false, expected, Word(WordMalformed)), nil
	}
	key, fault := j.Keys.pick(j.token.Algorithm(), kid, len(j.Config.PinnedKeys) > 0)
	if key == nil {
		return verdictOf(CheckSignature, false, expected, Word(fault)), nil
	}
	if !j.token.verifiedBy(key, j.Config.IDTokenAlgs) {
		return verdictOf(CheckSignature, false, expected, Word(WordInvalid)), nil
	}
	return verdictOf(CheckSignature, true, expected, Word(WordValid)), key
}

func (j judge) algorithm() Check {
	expected := Literal(strings.Join(j.Config.IDTokenAlgs, ", "))
	for _, name := range []string{"crit", "zip", "b64"} {
		if j.token.Header.Has(name) {
			return verdictOf(CheckAlgorithm, false, expected, Literal(name))
		}
	}
	alg, err := j.token.Header.String("alg")
	return verdictOf(CheckAlgorithm, err == nil && slices.Contains(j.Config.IDTokenAlgs, alg), expected, stated(alg, err))
}

func (j judge) keyPin(key *verificationKey) Check {
	switch {
	case len(j.Config.PinnedKeys) == 0:
		return Check{ID: CheckKeyPin, Result: Skip, Actual: Word(WordNotRequired)}
	case key == nil:
		return verdictOf(CheckKeyPin, false, Word(WordPinned), Word(WordNoKey))
	case !key.pinnedBy(j.Config.PinnedKeys):
		return verdictOf(CheckKeyPin, false, Word(WordPinned), Word(WordNotPinned))
	}
	return verdictOf(CheckKeyPin, true, Word(WordPinned), Word(WordPinned))
}

func (j judge) tokenKind() Check {
	expected := Literal("JWT, ciba")
	if j.token.Header.Has("typ") {
		if typ, err := j.token.Header.String("typ"); err != nil || !isJWT(typ) {
			return verdictOf(CheckTokenKind, false, expected, stated(typ, err))
		}
	}
	if j.token.Payload.Has("idtoken_type") {
		if kind, err := j.token.Payload.String("idtoken_type"); err != nil || kind != "ciba" {
			return verdictOf(CheckTokenKind, false, expected, stated(kind, err))
		}
	}
	return verdictOf(CheckTokenKind, true, expected, Word(WordSame))
}

// isJWT reports whether a typ says that the token is a plain JWT: the media type in full or without
// "application/" (RFC 7515 §4.1.9), in any letter case (RFC 2045 §5.1).
func isJWT(typ string) bool {
	return strings.EqualFold(typ, "JWT") || strings.EqualFold(typ, "application/jwt")
}

func (j judge) issuer() Check {
	iss, err := j.token.Payload.String("iss")
	// golang-jwt skips an empty expectation, so we compare too.
	ours := err == nil && iss != "" && iss == j.Config.Issuer && !errors.Is(j.registered, jwt.ErrTokenInvalidIssuer)
	if ours {
		return verdictOf(CheckIssuer, true, Literal(j.Config.Issuer), Word(WordSame))
	}
	return verdictOf(CheckIssuer, false, Literal(j.Config.Issuer), other(iss, j.Config.Issuer, err))
}

func (j judge) audience() Check {
	ours := j.Config.ClientID
	expected := Literal(ours)
	audience, err := j.token.Payload.stringOrStrings("aud")
	if err != nil {
		return verdictOf(CheckAudience, false, expected, stated("", err))
	}
	listed := strings.Join(audience, ", ")
	// golang-jwt accepts an empty array, so we compare too.
	if ours == "" || !slices.Contains(audience, ours) || errors.Is(j.registered, jwt.ErrTokenInvalidAudience) {
		return verdictOf(CheckAudience, false, expected, other(listed, ours, nil))
	}
	others := slices.ContainsFunc(audience, func(a string) bool { return a != ours })
	azp, err := j.token.Payload.String("azp")
	absent := !j.token.Payload.Has("azp")
	switch {
	case absent && others:
		return verdictOf(CheckAudience, false, expected, Word(WordNoAZP))
	case !absent && (err != nil || azp != ours):
		return verdictOf(CheckAudience, false, expected, other(azp, ours, err))
	}
	return verdictOf(CheckAudience, true, expected, Word(WordSame))
}

func (j judge) subject() Check {
	sub, err := j.token.Payload.String("sub")
	if err != nil {
		return verdictOf(CheckSubject, false, Word(WordPresent), stated("", err))
	}
	if sub == "" || utf8.RuneCountInString(sub) > 255 {
		return verdictOf(CheckSubject, false, Word(WordPresent), Word(WordMalformed))
	}
	return verdictOf(CheckSubject, true, Word(WordPresent), Word(WordPresent))
}

func (j judge) expiry() Check {
	exp, err := j.token.Payload.Time("exp")
	if err != nil {
		return verdictOf(CheckExpiry, false, Moment(j.Received), stated("", err))
	}
	expired := errors.Is(j.registered, jwt.ErrTokenExpired)
	return verdictOf(CheckExpiry, !expired, Moment(j.Received), Moment(exp))
}

// issuedAt checks iat, which is required, and nbf, which is optional.
func (j judge) issuedAt() Check {
	expected := Moment(j.Started)
	iat, err := j.token.Payload.Time("iat")
	if err != nil {
		return verdictOf(CheckIssuedAt, false, expected, stated("", err))
	}
	if !j.during(iat) {
		return verdictOf(CheckIssuedAt, false, expected, Moment(iat))
	}
	if j.token.Payload.Has("nbf") {
		nbf, err := j.token.Payload.Time("nbf")
		if err != nil {
			return verdictOf(CheckIssuedAt, false, expected, stated("", err))
		}
		if !j.during(nbf) {
			return verdictOf(CheckIssuedAt, false, expected, Moment(nbf))
		}
	}
	return verdictOf(CheckIssuedAt, true, expected, Moment(iat))
}

func (j judge) authenticationTime() Check {
	when, err := j.token.Payload.Time("auth_time")
	if err != nil {
		return verdictOf(CheckAuthenticationTime, false, Moment(j.Started), stated("", err))
	}
	return verdictOf(CheckAuthenticationTime, j.during(when), Moment(j.Started), Moment(when))
}

// during reports whether t lies within this verification, give or take the leeway.
func (j judge) during(t time.Time) bool {
	return !t.Before(j.Started.Add(-leeway)) && !t.After(j.Received.Add(leeway))
}

// accessTokenHash compares at_hash with the left half of the access token's digest (OpenID Connect
// Core §3.1.3.6).
func (j judge) accessTokenHash() Check {
	check := Check{ID: CheckAccessTokenHash, Required: true, Expected: Word(WordSame), Result: Fail}
	if !j.token.Payload.Has("at_hash") {
		check.Actual = Word(WordAbsent)
		if !j.Config.RequireAtHash {
			check.Result, check.Required = Skip, false
		}
		return check
	}
	stated, err := j.token.Payload.String("at_hash")
	if err != nil || stated == "" {
		check.Actual = Word(WordMalformed)
		return check
	}
	hash := hashOf(j.token.Algorithm())
	if hash == 0 {
		check.Actual = Word(WordUnverified)
		return check
	}
	h := hash.New()
	h.Write([]byte(j.Tokens.AccessToken.Reveal()))
	sum := h.Sum(nil)
	computed := base64.RawURLEncoding.EncodeToString(sum[:len(sum)/2])
	check.Actual = Word(WordDifferent)
	if subtle.ConstantTimeCompare([]byte(stated), []byte(computed)) == 1 {
		check.Result, check.Actual = Pass, Word(WordSame)
	}
	return check
}

// hashOf returns the hash of an algorithm (RFC 7518 §3.1); 0 for an unknown one.
func hashOf(alg string) crypto.Hash {
	if keyType(alg) == "none" {
		return 0
	}
	switch alg[2:] {
	case "256":
		return crypto.SHA256
	case "384":
		return crypto.SHA384
	}
	return crypto.SHA512
}

// replay judges the result of the look. If the look failed, the check is skipped but still
// required, so the verdict isn't verified.
func (j judge) replay() Check {
	switch j.Look {
	case LookedNew:
		return verdictOf(CheckReplay, true, Word(WordNew), Word(WordNew))
	case LookedNewThisRun:
		return verdictOf(CheckReplay, true, Word(WordNew), Word(WordNewThisRun))
	case LookedNewThisDesk:
		return verdictOf(CheckReplay, true, Word(WordNew), Word(WordNewThisDesk))
	case LookedSeen:
		return verdictOf(CheckReplay, false, Word(WordNew), Word(WordSeenBefore))
	}
	return Check{ID: CheckReplay, Result: Skip, Required: true, Expected: Word(WordNew), Actual: Word(WordNotLookedUp)}
}

// clock checks that the time the other checks use is right; otherwise they couldn't reject an old
// token. It shows how far our own clock is off.
func (j judge) clock() Check {
	expected := Word(WordTimesAgree)
	switch j.Clock {
	case ClockUnstated:
		return Check{ID: CheckClock, Result: Skip, Expected: expected, Actual: Word(WordNotStated)}
	case ClockAgrees:
		return verdictOf(CheckClock, true, expected, Literal(j.Offset.Round(time.Second).String()))
	}
	return verdictOf(CheckClock, false, expected, Word(WordDifferent))
}

// stated returns what was found: a literal, or the word for why there is none. An empty text counts
// as absent.
func stated(text string, err error) Fact {
	switch {
	case errors.Is(err, ErrClaimAbsent):
		return Word(WordAbsent)
	case err != nil || text == "":
		return Word(WordMalformed)
	}
	return other(text, "", nil)
}

// other returns what was found where something else was expected. A text that, cleaned for display,
// is empty or looks like the expected one is reported as different, since showing it would explain
// nothing.
func other(text, expected string, err error) Fact {
	if err != nil || text == "" {
		return stated(text, err)
	}
	if shown := Literal(text); shown.Text != "" && shown.Text != Literal(expected).Text {
		return shown
	}
	return Word(WordDifferent)
}
