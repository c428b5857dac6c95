package ciba

import (
	"slices"
	"time"
)

// CheckID names a check of the verdict. A profile may have checks of its own, with other ids; a
// verdict lists them after [CheckAssurance], in the profile's order.
type CheckID string

// The checks of this package and those that its profiles share, in the order in which a verdict
// lists them.
const (
	CheckSignature          CheckID = "signature"
	CheckAlgorithm          CheckID = "algorithm"
	CheckKeyPin             CheckID = "key_pin"
	CheckTokenKind          CheckID = "token_kind"
	CheckIssuer             CheckID = "issuer"
	CheckAudience           CheckID = "audience"
	CheckSubject            CheckID = "subject"
	CheckExpiry             CheckID = "expiry"
	CheckIssuedAt           CheckID = "issued_at"
	CheckAuthenticationTime CheckID = "authentication_time"
	CheckAccessTokenHash    CheckID = "access_token_hash"
	CheckIdentityProvider   CheckID = "identity_provider"
	CheckPerson             CheckID = "person"
	CheckApprovedText       CheckID = "reference_text"
	CheckTransaction        CheckID = "transaction"
	CheckNonce              CheckID = "nonce"
	CheckAssurance          CheckID = "assurance"
	CheckRequestBinding     CheckID = "request_binding"
	CheckReplay             CheckID = "replay"
	CheckClock              CheckID = "clock"
)

// CheckOrder returns the checks that are named here, in the order in which a verdict lists them.
func CheckOrder() []CheckID {
	return []CheckID{
		CheckSignature, CheckAlgorithm, CheckKeyPin, CheckTokenKind, CheckIssuer, CheckAudience, CheckSubject,
		CheckExpiry, CheckIssuedAt, CheckAuthenticationTime, CheckAccessTokenHash, CheckIdentityProvider,
		CheckPerson, CheckApprovedText, CheckTransaction, CheckNonce, CheckAssurance, CheckRequestBinding, CheckReplay, CheckClock,
	}
}

// rank returns the position of a check in a verdict. A profile's own checks come after the shared
// ones.
func (id CheckID) rank() int {
	order := CheckOrder()
	if at := slices.Index(order, id); at >= 0 {
		return 2 * at
	}
	return 2*slices.Index(order, CheckAssurance) + 1
}

// sortChecks sorts checks into the order of a verdict.
func sortChecks(checks []Check) {
	slices.SortStableFunc(checks, func(a, b Check) int { return a.ID.rank() - b.ID.rank() })
}

// CheckResult is the result of a check.
type CheckResult string

// The results of a check.
const (
	Pass CheckResult = "pass"
	Fail CheckResult = "fail"
	Skip CheckResult = "skip"
)

// Check is one test of a token against what was asked.
type Check struct {
	ID       CheckID
	Result   CheckResult
	Required bool // a verdict is verified only if every required check passed
	Expected Fact
	Actual   Fact
}

// Fact is what a check expected or found: one of our words, a literal of the token, or a time.
// Exactly one is set, or none if there is nothing to show.
type Fact struct {
	Word string    // a key such as "same", "absent", "someone_else"
	Text string    // a literal; foreign text is cleaned, see [Clean]
	Time time.Time // in the provider's time
}

// The words of facts.
const (
	WordAbsent      = "absent"       // not in the token
	WordPresent     = "present"      // in the token
	WordSame        = "same"         // equal to what was expected
	WordDifferent   = "different"    // not equal, and not shown
	WordSomeoneElse = "someone_else" // another person, whose data isn't shown
	WordValid       = "valid"
	WordInvalid     = "invalid"
	WordMalformed   = "malformed"     // there, but not of the form it must have
	WordEncrypted   = "encrypted"     // a JWE: not supported
	WordNoKey       = "no_key"        // no key of the issuer fits
	WordTwoKeys     = "two_keys"      // more than one key of the issuer fits
	WordPinned      = "pinned"        // one of the pinned keys
	WordNotPinned   = "not_pinned"    // valid, but not pinned: the signing key has changed
	WordNotRequired = "not_required"  // the settings don't require it
	WordNotStated   = "not_stated"    // the provider doesn't state it
	WordSameBase64  = "same_base64"   // equal, as standard Base64
	WordSeenBefore  = "seen_before"   // belongs to another verification
	WordNew         = "new"           // not seen before
	WordNewThisRun  = "new_this_run"  // not seen since the program started
	WordNewThisDesk = "new_this_desk" // not seen on this desk; the others could not be asked
	WordNotLookedUp = "not_looked_up" // the look-up failed
	WordUnverified  = "unverified"    // not evaluated, because something else was missing for it
	WordTimesAgree  = "times_agree"   // the provider's times agree, also with our clock

	// Of a person about whom the provider has to be asked, see [Late].
	WordNotAsked          = "not_asked"          // it wasn't asked
	WordMatched           = "matched"            // it says so over TLS, and it isn't signed
	WordMatchedAsText     = "matched_as_text"    // … as the string "true"
	WordNoCPR             = "no_cpr"             // the person has no CPR number in the token
	WordNoNumber          = "no_number"          // the number wasn't given again after a crash
	WordMatchUnrecorded   = "match_unrecorded"   // not asked, since that couldn't be recorded first
	WordMatchUnauthorized = "match_unauthorized" // it doesn't accept the access token (401)
	WordMatchNotAllowed   = "match_not_allowed"  // this client or token may not ask (403)
	WordMatchMissing      = "match_missing"      // there is no such address (404)
	WordMatchRefused      = "match_refused"      // it refused for another reason
	WordMatchExceeded     = "match_exceeded"     // it was asked too often about this authentication
	WordMatchLate         = "match_late"         // the authentication is too long ago
	WordMatchUnreadable   = "match_unreadable"   // its answer says neither yes nor no
	WordMatchUnreachable  = "match_unreachable"  // no answer, or one that it is out of order

	WordNotApplicable = "not_applicable"  // this profile has no such thing
	WordNoPersonClaim = "no_person_claim" // the settings don't name the claim for the person
	WordNoAZP         = "no_azp"          // for several clients, without saying which requested it
	WordUnknownLevel  = "unknown_level"   // a level of assurance that we can't compare
)

// Word returns a fact that is a word.
func Word(word string) Fact { return Fact{Word: word} }

// Literal returns a fact that is foreign text, cleaned and bounded.
func Literal(text string) Fact { return Fact{Text: Clean(text, 200)} }

// Moment returns a fact that is a time.
func Moment(t time.Time) Fact { return Fact{Time: t} }
