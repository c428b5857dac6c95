package desk

import "ringback/ciba"

// causeWord names the sentences of a cause. Of somebody else's approval and of another text each is
// said in its own words.
func causeWord(cause ciba.Cause, verdict *ciba.Verdict) string {
	if cause != ciba.CauseOther {
		return string(cause)
	}
	if verdict.Check(ciba.CheckPerson).Actual.Word == ciba.WordSomeoneElse {
		return "person"
	}
	return "reference_text"
}

// notVerifiedSentence says what can be said of the answer, and no more.
func notVerifiedSentence(v *ciba.Verdict) Text {
	cause, _ := v.Cause()
	return Say("outcome.not_verified.sentence." + causeWord(cause, v))
}

// notVerifiedAdvice is for whoever mends it. What nobody could check, or isn't genuine, is no
// caseworker's business; the rest says itself what it is.
func notVerifiedAdvice(v *ciba.Verdict) Text {
	switch cause, code := v.Cause(); cause {
	case ciba.CauseUncheckable, ciba.CauseNotGenuine:
		return Say("outcome.not_verified.advice."+string(cause), "Code", code)
	}
	return Text{}
}

// notVerifiedSay is what to say on the phone. Nobody hears a reproach for what isn't about them.
func notVerifiedSay(v *ciba.Verdict) Text {
	switch cause, _ := v.Cause(); cause {
	case ciba.CauseUncheckable, ciba.CauseAssurance:
		return Say("say.not_verified." + string(cause))
	}
	return Say("say.outcome.not_verified")
}

// notVerifiedNote is the cause in a sentence for the case file.
func notVerifiedNote(v *ciba.Verdict) Text {
	cause, code := v.Cause()
	return Say("note.cause."+causeWord(cause, v), "Code", code)
}
