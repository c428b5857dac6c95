package desk

import (
	"time"

	"ringback/ciba"
	"ringback/storage/config"
)

// Status is the live panel.
type Status struct {
	Word     Text // "Waiting": one word if possible
	Sentence Text
	// Warning is what Sentence ends with and must not be overlooked: that nothing may be shared;
	// usually zero.
	Warning Text
	Tone    Tone
	Symbol  string // name of the symbol next to the word, as in assets
	Badge   Badge  // DEMO, TEST, PRODUCTION next to the word

	// AtAGlance: the desk is Beside. The times are rounded down to whole minutes, in the last
	// minute to tens of seconds, and Polls and NextPoll are 0.
	AtAGlance bool

	// While waiting:
	Remaining time.Duration // until the deadline, whole seconds
	Whole     time.Duration // from the start of the request to its deadline
	Polls     int
	NextPoll  time.Duration // until the next poll, whole seconds; 0 while polling
	Interval  time.Duration // the current one
	Why       Text          // why this interval, or why no answer comes; usually zero
	Slowed    bool
	Offline   bool
	Stopping  bool // cancelling

	SayNow  Text // what to say on the phone now
	SayCode string
	SayMore Text          // after 60 s of waiting: if the person can't see the prompt
	Age     time.Duration // of the outcome
}

// Tone determines the colours of the status.
type Tone string

// The tones. Only the outcome verified has ToneVerified.
const (
	ToneNeutral  Tone = "neutral" // idle, cancelled, expired
	ToneWaiting  Tone = "waiting" // starting, waiting, checking
	ToneVerified Tone = "verified"
	ToneRefused  Tone = "refused" // refused, failed, not verified
	ToneUnknown  Tone = "unknown"
)

// sayMoreAfter is the wait after which the operator gets a second sentence to say.
const sayMoreAfter = time.Minute

// viewStatus returns the live panel, in the profile's wording.
func (s *state) viewStatus() Status {
	e := s.environment()
	if s.run != nil {
		e = s.run.environment
	}
	status := s.glanced(s.status())
	profile := profileOf(e.Profile)
	for _, text := range []*Text{&status.Word, &status.Sentence, &status.Why, &status.SayNow, &status.SayMore} {
		*text = profile.say(*text)
	}
	return status
}

func (s *state) status() Status {
	r := s.run
	if r == nil {
		return Status{Word: Say("state.idle.word"), Sentence: s.idleSentence(), Tone: ToneNeutral, Symbol: "phone", Badge: badge(s.environment())}
	}
	status := Status{Badge: badge(r.environment), Tone: ToneWaiting, Symbol: "clock", Stopping: r.stopping}
	switch stage := s.stage(); {
	case stage == Ended:
		return endedStatus(r, status)
	case r.stopping:
		status.Word, status.Sentence, status.SayNow = Say("state.stopping.word"), Say("state.stopping.sentence"), Say("say.stopping.text")
		if left := s.startAnswerBy(); left > 0 {
			status.Sentence = Say("state.stopping.start", "Count", seconds(s.stepUp(left)))
		}
	case stage == Checking:
		status.Word, status.Sentence, status.SayNow = Say("state.checking.word"), Say("state.checking.sentence"), Say("say.checking.text")
		switch {
		case r.number != nil:
			status.Sentence = Say("state.checking.number")
		case r.last.Kind == ciba.EventMatching:
			status.Sentence = Say("state.checking.matching")
		}
		if r.last.Kind == "no_keys" {
			status.Sentence = Say("state.checking.keys_missing")
			if r.last.Reason == ciba.ReasonTimeout {
				status.Sentence = Say("state.checking.keys_no_answer")
			}
		}
	case stage == Waiting:
		s.waitingStatus(r, &status)
	default:
		status.Word, status.Sentence, status.SayNow = Say("state.starting.word"), Say("state.starting.sentence"), Say("say.starting.text")
	}
	return status
}

// startAnswerBy returns how long the answer to the request is still waited for; 0 if it has come,
// or nothing was sent. Without that answer nothing can be cancelled at the broker.
func (s *state) startAnswerBy() time.Duration {
	if s.run.acknowledged || s.run.last.AnswerBy.IsZero() {
		return 0
	}
	return max(0, time.Until(s.run.last.AnswerBy))
}

func (s *state) idleSentence() Text {
	switch {
	case s.journal.blocked != nil && s.environment().ID != config.IDDemo:
		if s.journal.blocked.CanTry {
			return Say("state.idle.journal_shared")
		}
		if !s.journal.blocked.CanKeep {
			return Say("state.idle.journal_busy")
		}
		return Say("state.idle.journal")
	case s.setup != nil:
		return Say("state.idle.setup")
	case s.connection.ready && s.form.filledBy != "":
		return Say("state.idle.filled")
	case s.connection.ready:
		return Say("state.idle.sentence")
	case s.connection.underway:
		return Say("state.idle.preparing")
	case s.environment().ID == config.IDDemo || s.connection.secret:
		return Say("state.idle.unusable") // a notice says why
	}
	return Say("state.idle.setup")
}

// waitingStatus fills in what changes while the person decides.
func (s *state) waitingStatus(r *run, status *Status) {
	now := time.Now()
	e := r.last
	status.Word, status.Sentence = Say("state.waiting.word"), Say("state.waiting.sentence")
	status.Remaining = wholeSeconds(e.Deadline.Sub(now))
	status.Whole = e.Deadline.Sub(r.started).Round(time.Second)
	status.Polls, status.Interval = e.Polls, e.Interval
	if !e.NextPoll.IsZero() {
		status.NextPoll = wholeSeconds(e.NextPoll.Sub(now))
		if e.Lost == 0 && status.NextPoll == e.Interval+time.Second {
			// the margin of a poll must not show as an additional second
			status.NextPoll = e.Interval
		}
	}
	status.Slowed, status.Offline = e.Slowed, e.Lost > 0
	switch {
	case status.Offline && (e.Reason == ciba.ReasonNone || e.Reason == ciba.ReasonUnreadable):
		status.Sentence, status.Why = Say("state.waiting.in_trouble"), Say("waiting.why.back_off")
	case status.Offline && e.Reason == ciba.ReasonTimeout:
		status.Sentence, status.Why = Say("state.waiting.no_answer"), Say("waiting.why.no_answer")
	case status.Offline:
		status.Sentence, status.Why = Say("state.waiting.offline"), Say("waiting.why.back_off")
	case status.Slowed:
		status.Sentence, status.Why = Say("state.waiting.slowed"), Say("waiting.why.slowed")
	}
	if r.code != "" {
		status.SayNow, status.SayCode = Say("say.waiting.code", "Code", r.code), r.code
	} else {
		status.SayNow = Say("say.waiting.no_code", "Text", r.request.Text())
	}
	if now.Sub(r.started) >= sayMoreAfter {
		status.SayMore = Say("say.waiting.unseen")
		if status.Remaining <= time.Minute {
			status.SayMore = Say("say.waiting.unseen_late") // "there is no hurry" would no longer be true
		}
	}
}

// wholeSeconds rounds up, so that 0 means that nothing is left.
func wholeSeconds(left time.Duration) time.Duration {
	return time.Duration(max(0, seconds(left))) * time.Second
}

func endedStatus(r *run, status Status) Status {
	o := r.outcome
	status.Word, status.Sentence = Say("outcome."+o.Outcome+".word"), outcomeSentence(r)
	if r.result.Outcome == ciba.NotVerified {
		status.Warning = Say("outcome.not_verified.warning")
	}
	status.SayNow = sayOf(r)
	status.Age = time.Since(r.endedAt).Truncate(time.Second)
	status.Stopping = false
	status.Tone, status.Symbol = outcomeLook(o.Outcome)
	return status
}

// sayOf returns what to say on the phone about an outcome. A person who has answered has no prompt
// left to refuse.
func sayOf(r *run) Text {
	switch {
	case r.result.Outcome == ciba.Cancelled && (r.dropped || r.result.Reason == ciba.ReasonUnchecked):
		return Say("say.outcome.cancelled_answered")
	case r.outcome.Withheld:
		return Say("say.outcome.not_recorded")
	case r.result.Outcome == ciba.Unknown && answered(r.result.Reason):
		return Say("say.not_verified.uncheckable")
	case r.result.Outcome == ciba.NotVerified:
		return notVerifiedSay(r.result.Verdict)
	}
	return Say("say.outcome." + r.outcome.Outcome)
}

// answered reports whether an answer came that couldn't be checked.
func answered(reason ciba.Reason) bool {
	return reason == ciba.ReasonNotLookedUp || reason == ciba.ReasonNotMatched || reason == ciba.ReasonKeys || reason == ciba.ReasonTokenType
}

// outcomeLook returns the tone of an outcome and the symbol next to its word.
func outcomeLook(outcome string) (Tone, string) {
	look := map[string]struct {
		tone   Tone
		symbol string
	}{
		"verified":     {ToneVerified, "check"},
		"not_verified": {ToneRefused, "shield-cross"},
		"refused":      {ToneRefused, "hand"},
		"expired":      {ToneNeutral, "hourglass"},
		"cancelled":    {ToneNeutral, "ban"},
		"unknown":      {ToneUnknown, "question"},
		"failed":       {ToneRefused, "alert"},
	}[outcome]
	return look.tone, look.symbol
}
