package ciba

import "slices"

// Cause says why a verdict isn't verified, in the distinction that decides what to do next: did
// another person approve, is the answer false, or can't it be checked?
type Cause string

// The causes. A verdict that isn't verified has exactly one.
const (
	CauseNone        Cause = ""            // the verdict is verified, or undecided
	CauseUncheckable Cause = "uncheckable" // the answer can't be checked; this accuses no one
	CauseNotGenuine  Cause = "not_genuine" // the answer holds something false
	CauseOther       Cause = "other"       // another person approved, or another text
	CauseAssurance   Cause = "assurance"   // the approval is at too low a level
)

// Causes returns the causes of a verdict that isn't verified, so that a caller with texts for them
// can test that none is missing.
func Causes() []Cause {
	return []Cause{CauseUncheckable, CauseNotGenuine, CauseOther, CauseAssurance}
}

// wordWrongTime is the word in a cause's code for a time that is present but outside the allowed
// range. As a fact, the time itself is shown.
const wordWrongTime = "wrong_time"

// Cause returns why the verdict isn't verified, and a code for support: the check's id, a colon and
// the word for what was found. The code contains no foreign text. For a verified or an undecided
// verdict, both are empty.
//
// If several checks failed, the first of these that applies decides: no readable token or no single
// key for it (nothing that the token says counts, so it can't be checked); something present and
// false; another person or text; too low a level of assurance; anything else. A value that is
// absent or malformed is a fault of the provider or of the settings, so it never accuses anyone.
func (v Verdict) Cause() (cause Cause, code string) {
	if v.verified() || v.undecided() {
		return CauseNone, ""
	}
	var failed []Check
	for _, check := range v.Checks {
		if check.Required && check.Result != Pass {
			failed = append(failed, check)
		}
	}
	if len(failed) == 0 { // no person was asked for, see verified
		failed = append(failed, Check{ID: CheckPerson, Actual: Word(WordUnverified)})
	}
	if i := slices.IndexFunc(failed, Check.unkeyed); i >= 0 {
		return CauseUncheckable, failed[i].code()
	}
	for _, cause := range []Cause{CauseNotGenuine, CauseOther, CauseAssurance} {
		for _, check := range failed {
			if check.cause() == cause {
				return cause, check.code()
			}
		}
	}
	return CauseUncheckable, failed[0].code()
}

// unkeyed reports whether the token couldn't be read, or had no single key.
func (c Check) unkeyed() bool {
	return c.ID == CheckSignature && slices.Contains([]string{WordMalformed, WordEncrypted, WordNoKey, WordTwoKeys}, c.word())
}

// cause returns the cause of a single check that didn't pass. Only the words listed here accuse: a
// new word or a new check can't accuse anyone by accident.
func (c Check) cause() Cause {
	if c.Result != Fail {
		return CauseUncheckable
	}
	word := c.word()
	switch c.ID {
	case CheckSignature:
		return held(CauseNotGenuine, word == WordInvalid)
	case CheckKeyPin:
		return held(CauseNotGenuine, word == WordNotPinned)
	case CheckAlgorithm, CheckTokenKind, CheckIssuer, CheckAudience, CheckAccessTokenHash, CheckTransaction, CheckNonce, CheckRequestBinding:
		return held(CauseNotGenuine, word == WordDifferent)
	case CheckExpiry, CheckIssuedAt, CheckAuthenticationTime:
		return held(CauseNotGenuine, word == wordWrongTime)
	case CheckReplay:
		return held(CauseNotGenuine, word == WordSeenBefore)
	case CheckPerson:
		return held(CauseOther, word == WordSomeoneElse)
	case CheckApprovedText:
		return held(CauseOther, word == WordDifferent)
	case CheckAssurance:
		return held(CauseAssurance, word == WordDifferent)
	}
	return CauseUncheckable // subject, identity_provider, clock: whatever they found
}

func held(cause Cause, against bool) Cause {
	if against {
		return cause
	}
	return CauseUncheckable
}

// word returns the word for what was found. A literal counts as different and a time as wrong. If
// the settings name no claim for the person, that is the word.
func (c Check) word() string {
	switch {
	case c.Expected.Word == WordNoPersonClaim:
		return WordNoPersonClaim
	case c.Actual.Word != "":
		return c.Actual.Word
	case !c.Actual.Time.IsZero():
		return wordWrongTime
	}
	return WordDifferent
}

func (c Check) code() string { return string(c.ID) + ":" + c.word() }
