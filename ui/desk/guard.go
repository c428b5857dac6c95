package desk

import (
	"errors"
	"time"

	"ringback/ciba"
	"ringback/storage/journal"
)

// Guard says why a verification was not started: the person has an open request, has had too many,
// or there is something to ask first.
type Guard struct {
	// Reason is the gravest one: "open", "too_many", "fenced", "third_in_an_hour" or
	// "asked_lately".
	Reason string
	// Said says every reason, the gravest first.
	Said []Text
	// CanConfirm: StartAnyway is allowed once the operator has asked. Only the person's own wish
	// answers anything graver than "asked_lately".
	CanConfirm bool

	confirms journal.Questions // what StartAnyway confirms
}

// StartAnyway starts despite the guard's questions. By calling it, the operator confirms all that
// Guard.Said says, which is recorded.
func (d *Desk) StartAnyway() {
	d.edit(func(s *state) {
		if guard := s.guard; guard != nil && guard.CanConfirm {
			s.guard = nil
			s.start(guard.confirms)
		}
	})
}

// DismissGuard clears the guard's message; nothing is sent.
func (d *Desk) DismissGuard() { d.edit(func(s *state) { s.guard = nil }) }

// guardOf returns why Begin refused, in a profile's words; nil if the error is another one.
func guardOf(err error, say func(Text) Text) *Guard {
	var why *journal.GuardError
	if !errors.As(err, &why) {
		return nil
	}
	switch {
	case errors.Is(err, journal.ErrOpenVerification):
		return &Guard{Reason: "open", Said: []Text{Say("guard.open", "Until", Until(why.Until))}}
	case errors.Is(err, journal.ErrTooMany):
		return &Guard{Reason: "too_many", Said: []Text{Say("guard.too_many", "Count", why.Requests, "Until", Until(why.Until))}}
	}
	guard := &Guard{CanConfirm: true, confirms: why.Questions}
	for _, question := range []struct {
		is     journal.Questions
		reason string
		said   func(*journal.GuardError) Text
	}{
		{journal.QuestionFenced, "fenced", saidFenced},
		{journal.QuestionThirdInHour, "third_in_an_hour", saidThird},
		{journal.QuestionAskedLately, "asked_lately", saidLately},
	} {
		if why.Questions&question.is == 0 {
			continue
		}
		if guard.Reason == "" {
			guard.Reason = question.reason
		}
		guard.Said = append(guard.Said, say(question.said(why)))
	}
	return guard
}

func saidFenced(why *journal.GuardError) Text {
	if why.Reported.At.IsZero() { // its record was erased
		return Say("guard.fenced_once")
	}
	return Say("guard.fenced", "Operator", ciba.Clean(why.Reported.Operator, 100), "At", At(why.Reported.At))
}

func saidThird(why *journal.GuardError) Text {
	return Say("guard.third_in_an_hour", "Count", why.Requests)
}

func saidLately(why *journal.GuardError) Text {
	if why.Outcome == "" { // nobody knows, or its record was erased
		return Say("guard.asked_once")
	}
	return Say("guard.asked_lately", "Word", Say("outcome."+string(why.Outcome)+".word"), "At", At(why.At))
}

// FencedUntil returns when the fence because of a report ends.
func FencedUntil(reported time.Time) time.Time { return reported.Add(journal.FenceLasts) }
