package desk

import (
	"net/http"
	"slices"
	"time"

	"ringback/ciba"
	"ringback/storage/config"
)

// sequence is the flow as arrows between the parties, with the state needed to draw the next one.
type sequence struct {
	steps []Step
	heard *heard // a call whose meaning isn't known yet
	// the tokens came before the program was restarted: there is nothing to wait for
	rechecked bool

	prompt string // the state of this run's prompt as last drawn; "" before it appeared
}

// heard is an exchange that was seen before the event that says what it means.
type heard struct {
	seq int
	ciba.Exchange
}

// step adds a row to the sequence. A row without a time gets the current time.
func (s *state) step(step Step) {
	q := &s.run.sequence
	if step.At.IsZero() {
		step.At = s.opt.Now()
	}
	if step.Tone == "" {
		step.Tone = ToneNeutral
	}
	step.Seq = len(q.steps) + 1
	// A copy: published views hold the old slice.
	q.steps = append(slices.Clone(q.steps), step)
}

// move adds a message between two parties, or a note if they are the same. Its text is
// sequence.<what>.
func (s *state) move(from, to Party, what string) {
	kind := StepMessage
	if from == to {
		kind = StepNote
	}
	s.step(Step{Kind: kind, From: from, To: to, What: what, Text: Say("sequence." + what)})
}

// sequenceBegins adds what started the run.
func (s *state) sequenceBegins() {
	if !s.run.resumed {
		s.move(PartyOperator, PartyRingback, "starting")
	}
}

// overheard handles an exchange. Discovery and keys are drawn at once; for the others, an event or
// the outcome says what they mean.
func (s *state) overheard(seq int, e ciba.Exchange) {
	h := &heard{seq, e}
	switch e.Endpoint {
	case "discovery":
		s.called(h, "addresses", Say("sequence.addresses"))
	case "jwks_uri":
		s.called(h, "keys", Say("sequence.keys"))
	case "cpr_match_endpoint":
		s.called(h, "matching", Say("sequence.matching"))
	case "backchannel_authentication_endpoint":
		s.run.sequence.heard = h
		s.requestIs(seq)
	default:
		s.run.sequence.heard = h
		if s.inDemo() {
			s.lookAtPhone() // what the person did comes before what we learn of it
		}
	}
}

// requestIs sets the exchange of the request's row. The row was drawn when the request was sent,
// which can be long before the exchange ends.
func (s *state) requestIs(seq int) {
	q := &s.run.sequence
	steps := slices.Clone(q.steps)
	for i := range steps {
		if steps[i].What == "requesting" {
			steps[i].Exchange = seq
		}
	}
	q.steps = steps
}

// meant takes the exchange whose meaning is now known; nil if there is none.
func (s *state) meant() *heard {
	h := s.run.sequence.heard
	s.run.sequence.heard = nil
	return h
}

// called adds a call from Ringback to the broker, in the tone for trouble unless it succeeded.
func (s *state) called(h *heard, what string, text Text) {
	tone := ToneNeutral
	if h.Status != http.StatusOK {
		tone = ToneRefused
	}
	s.toned(h, what, text, tone)
}

// toned adds a call in a tone.
func (s *state) toned(h *heard, what string, text Text, tone Tone) {
	if h == nil {
		return
	}
	step := Step{Kind: StepCall, From: PartyRingback, To: PartyBroker, What: what, Text: text, Tone: tone}
	if h.Status == 0 {
		step.Kind = StepLost
	}
	s.stepOf(h, step)
}

// stepOf adds a row for an exchange, at the time of its end.
func (s *state) stepOf(h *heard, step Step) {
	step.At, step.Duration, step.Exchange = h.At.Add(h.Duration), h.Duration, h.seq
	s.step(step)
}

// polled adds a poll.
func (s *state) polled(what string, tone Tone) {
	s.toned(s.meant(), what, s.pollText(what), tone)
}

func (s *state) pollText(what string, args ...any) Text {
	return Say("sequence.poll."+what, append([]any{"Number", s.run.last.Polls}, args...)...)
}

// sequenced adds the rows for an event of the verification.
func (s *state) sequenced(e ciba.Event, wasLost bool) {
	switch e.Kind {
	case ciba.EventSending:
		s.move(PartyRingback, PartyBroker, "requesting")
	case ciba.EventResumed:
		s.move(PartyOperator, PartyRingback, "going_on")
		s.waits(e)
	case ciba.EventAcknowledged:
		s.answered("accepted", lifetime("sequence.accepted", e), ToneNeutral)
		s.lookAtPhone()
		s.waits(e)
	case ciba.EventPending:
		what := "pending"
		if wasLost {
			what = "online"
		}
		s.polled(what, ToneNeutral)
		s.waits(e)
	case ciba.EventSlowDown:
		s.polled("slow_down", ToneWaiting)
		s.waits(e)
	case ciba.EventLost:
		if s.run.sequence.heard == nil {
			return // discovery, which has its own row
		}
		what := "no_answer"
		if e.Reason == ciba.ReasonNone || e.Reason == ciba.ReasonUnreadable {
			what = "unusable"
		}
		s.polled(what, ToneRefused)
		s.waits(e)
	case ciba.EventFreshAssertion:
		s.polled("fresh_assertion", ToneWaiting)
		s.waits(e)
	case ciba.EventAnswered:
		s.polled("answered", ToneNeutral)
	case ciba.EventReceived:
		if !e.Recorded {
			s.step(Step{Kind: StepNote, From: PartyRingback, To: PartyRingback, What: "not_recorded", Text: Say("course.not_recorded"), Tone: ToneRefused})
		}
	case ciba.EventLateTokens:
		s.polled("late_tokens", ToneNeutral)
	case ciba.EventUnchecked:
		s.step(Step{Kind: StepNote, From: PartyRingback, To: PartyRingback, What: "unchecked", Text: Say("course.unchecked")})
	case ciba.EventCancelling:
		s.polled("broken_off", ToneNeutral)
	case ciba.EventPolling, ciba.EventNoKeys, ciba.EventMatching: // the exchange is drawn
	}
}

// answered adds the broker's answer to the request. It has its own row, since it comes long after
// the request was drawn.
func (s *state) answered(what string, text Text, tone Tone) {
	h := s.meant()
	if h == nil {
		return
	}
	step := Step{Kind: StepMessage, From: PartyBroker, To: PartyRingback, What: what, Text: text, Tone: tone}
	if h.Status == 0 { // the broker sent nothing: we noticed it
		step.Kind, step.From = StepNote, PartyRingback
	}
	s.stepOf(h, step)
}

// waits adds the wait until the next poll. The row says what was planned: a cancel in between is
// drawn below it.
func (s *state) waits(e ciba.Event) {
	length := e.NextPoll.Sub(e.At)
	if e.NextPoll.IsZero() || length <= 0 || s.run.stopping || s.run.sequence.rechecked {
		return
	}
	why, tone := "interval", ToneNeutral
	switch {
	case e.Asked:
		why, tone = "retry_after", ToneWaiting
	case e.Lost > 0:
		why, tone = "back_off", ToneWaiting
	case e.Slowed:
		why, tone = "slow_down", ToneWaiting
	}
	// Without the margin of a poll, which must not show as an additional second.
	count := max(1, int(length.Round(time.Second)/time.Second))
	s.step(Step{
		Kind: StepWait, From: PartyRingback, To: PartyRingback, What: why, Text: Say("sequence.wait."+why, "Count", count),
		Duration: length, Tone: tone,
	})
}

// sequenceEnds adds the last exchange, what the phone did, and the outcome.
func (s *state) sequenceEnds() {
	r := s.run
	s.lastCall()
	s.lookAtPhone()
	if v := r.result.Verdict; v != nil {
		tone := ToneNeutral
		if r.outcome.Failed > 0 {
			tone = ToneRefused
		}
		s.step(Step{
			Kind: StepNote, From: PartyRingback, To: PartyRingback, What: "checked",
			Text: Say("course.checked", "Count", len(v.Checks)), Tone: tone,
		})
	}
	s.sequenceTold()
}

// sequenceTold adds the outcome.
func (s *state) sequenceTold() {
	r := s.run
	if !s.inDemo() && !r.outcome.Approved.IsZero() {
		// Outside demo, only a verified token tells us about the phone.
		approved := r.outcome.Approved
		s.step(Step{At: approved.In(time.Local), Kind: StepMessage, From: PartyPhone, To: PartyBroker, What: "approved", Text: Say("sequence.approved_at", "At", At(approved))})
	}
	word := Say("outcome." + r.outcome.Outcome + ".word")
	if b := badge(r.environment); b != BadgeProduction {
		word = Say("badge.outcome", "Badge", Say("environment.kind."+string(b)), "Word", word)
	}
	tone, _ := outcomeLook(r.outcome.Outcome)
	s.step(Step{Kind: StepMessage, From: PartyRingback, To: PartyOperator, What: r.outcome.Outcome, Text: word, Tone: tone})
}

// lastCall adds the call that ended the verification.
func (s *state) lastCall() {
	r := s.run
	h := r.sequence.heard
	switch {
	case h == nil:
	case h.Endpoint == "cancel_endpoint":
		s.cancelled(s.meant())
	case h.Endpoint == "backchannel_authentication_endpoint":
		what, args := failure(h, r.result.OAuth)
		s.answered(what, Say("sequence."+what, args...), ToneRefused)
	case r.result.Outcome == ciba.Refused, r.result.Outcome == ciba.Expired:
		s.polled(string(r.result.Outcome), ToneNeutral)
	case r.result.Outcome == ciba.Cancelled:
		s.polled("broken_off", ToneNeutral)
	default:
		what, args := failure(h, r.result.OAuth)
		s.toned(s.meant(), what, s.pollText(what, args...), ToneRefused)
	}
}

// failure says how a call failed.
func failure(h *heard, oauth *ciba.OAuthError) (what string, args []any) {
	switch {
	case oauth != nil:
		return "turned_down", []any{"Code", oauth.Code}
	case h.Status == 0:
		return "no_answer", nil
	}
	return "unusable", nil
}

func (s *state) cancelled(h *heard) {
	what, tone := "cancel_uncertain", ToneRefused
	switch s.run.result.Cancel {
	case ciba.CancelDone:
		what, tone = "cancelled", ToneNeutral
	case ciba.CancelNothing:
		what, tone = "cancel_nothing", ToneNeutral
	}
	s.toned(h, what, Say("sequence."+what), tone)
}

// inDemo reports whether the run's phone is the simulator's, whose every move is known.
func (s *state) inDemo() bool {
	return s.run != nil && s.run.environment.ID == config.IDDemo && s.simulator != nil
}

// phoneMoved adds what the demo's phone did since the last look. It waits for the broker's answer
// to what caused it, so that the cause is drawn above the effect.
func (s *state) phoneMoved(p PhoneState) {
	if !s.inDemo() {
		return
	}
	r := s.run
	q := &r.sequence
	known := r.result != nil || r.acknowledged
	if !known || p.Prompt == "" || p.Prompt == s.promptBefore {
		return
	}
	if q.prompt == "" { // it may have gone by the time of this look
		s.move(PartyBroker, PartyPhone, "prompt")
		q.prompt = "shown"
	}
	if p.State == q.prompt || p.State == "cancelled" && r.result == nil {
		return
	}
	q.prompt = p.State
	switch p.State {
	case "approved", "refused":
		s.move(PartyPhone, PartyBroker, p.State)
	case "expired":
		s.move(PartyPhone, PartyPhone, "gone")
	case "cancelled":
		s.move(PartyBroker, PartyPhone, "withdrawn")
	}
}
