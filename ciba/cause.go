package ciba

import "slices"

// Cause says why a verdict isn't verified, in the one way that matters to whoever must act on it:
// was somebody else there, is the answer false, or can nobody tell?
type Cause string

// The causes. A verdict that isn't verified has exactly one.
const (
	CauseNone Cause = "" // the verdict is verified, or undecided
	// the answer can't be checked; this says nothing against anybody
	CauseUncheckable Cause = "uncheckable"
	CauseNotGenuine  Cause = "not_genuine" // the answer holds something false
	CauseOther       Cause = "other"       // another person approved, or another text
	CauseAssurance   Cause = "assurance"   // the approval is at too low a level
)

// Causes returns the causes of a verdict that isn't verified, so that whoever has the texts can see
// that none is missing.
func Causes() []Cause {
	return []Cause{CauseUncheckable, CauseNotGenuine, CauseOther, CauseAssurance}
}

// wordWrongTime is what a cause's code says of a time that is there and outside what is allowed. As
// a fact it is shown as the time itself.
const wordWrongTime = "wrong_time"

// Cause returns why the verdict isn't verified, and a code for whoever mends it: the check's id, a
// colon and the word of what was found. Nothing foreign is in the code. A verified verdict and an
// undecided one have neither.
//
// Of several failed checks the worst that is known decides, in this order:
// without a token and a single key for it, nothing that the token says counts,
// so it can't be checked; then what is there and false; then another person or
// text; then too low a level; then everything else. What is absent or
// malformed is a fault of the provider's or of the settings, so it is never
// held against anybody.
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
	if len(failed) == 0 { // nobody was asked for, see verified
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

// unkeyed reports whether there was no token that can be read, or no single key for it.
func (c Check) unkeyed() bool {
	return c.ID == CheckSignature && slices.Contains([]string{WordMalformed, WordEncrypted, WordNoKey, WordTwoKeys}, c.word())
}

// cause is what the check says by itself when it didn't pass. Only a word that is named here is
// held against the answer: a new word, and a new check, can't accuse anybody by accident.
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

// word is the word of what was found: a literal is something different, a time is a wrong one, and
// where our settings name no claim for the person, that is what was found.
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
