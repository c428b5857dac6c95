package desk

import "ringback/ciba"

// causeWord returns the last part of a cause's translation keys. CauseOther has two: another person
// approved, or another text was approved.
func causeWord(cause ciba.Cause, verdict *ciba.Verdict) string {
	if cause != ciba.CauseOther {
		return string(cause)
	}
	if verdict.Check(ciba.CheckPerson).Actual.Word == ciba.WordSomeoneElse {
		return "person"
	}
	return "reference_text"
}

// notVerifiedSentence says what the verdict proves, and no more.
func notVerifiedSentence(v *ciba.Verdict) Text {
	cause, _ := v.Cause()
	return Say("outcome.not_verified.sentence." + causeWord(cause, v))
}

// notVerifiedAdvice returns advice for technical staff: a caseworker can't fix an answer that
// couldn't be checked or isn't genuine. The other causes need none.
func notVerifiedAdvice(v *ciba.Verdict) Text {
	switch cause, code := v.Cause(); cause {
	case ciba.CauseUncheckable, ciba.CauseNotGenuine:
		return Say("outcome.not_verified.advice."+string(cause), "Code", code)
	}
	return Text{}
}

// notVerifiedSay returns what to say on the phone. The person isn't blamed for what isn't their
// fault.
func notVerifiedSay(v *ciba.Verdict) Text {
	switch cause, _ := v.Cause(); cause {
	case ciba.CauseUncheckable, ciba.CauseAssurance:
		return Say("say.not_verified." + string(cause))
	}
	return Say("say.outcome.not_verified")
}

// notVerifiedNote returns the cause as a sentence for the case file.
func notVerifiedNote(v *ciba.Verdict) Text {
	cause, code := v.Cause()
	return Say("note.cause."+causeWord(cause, v), "Code", code)
}
