package desk

import (
	"slices"
	"time"

	"ringback/ciba"
)

// Moment is one line of the Course tab.
type Moment struct {
	Seq  int // 1, 2, 3, … within the verification
	At   time.Time
	What string // a key for the console: "sent", "pending", "slow_down", …
	Text Text
}

// course adds a line to the Course tab.
func (s *state) course(what string, text Text) { s.courseAt(s.run.recorder.clock.now(), what, text) }

// courseAt adds a line with the time when it happened.
func (s *state) courseAt(at time.Time, what string, text Text) {
	r := s.run
	// A copy: published views hold the old slice.
	r.course = append(slices.Clone(r.course), Moment{Seq: len(r.course) + 1, At: at, What: what, Text: text})
}

// observed applies an event of the verification.
func (s *state) observed(e ciba.Event) {
	r := s.run
	wasLost := r.last.Lost > 0
	r.last = e
	switch e.Kind {
	case ciba.EventSending:
		s.course("sending", Say("course.request_sending"))
	case ciba.EventResumed:
		r.acknowledged = true
		s.course("resumed", Say("course.resumed"))
	case ciba.EventAcknowledged:
		r.acknowledged = true
		s.course("acknowledged", lifetime("course.request_sent", e))
		s.courseNotes(e)
	case ciba.EventPending:
		if wasLost {
			s.course("online", Say("course.back_online"))
		} else {
			s.course("pending", Say("course.pending"))
		}
	case ciba.EventSlowDown:
		s.course("slow_down", Say("course.slow_down", "Count", seconds(e.Interval)))
	case ciba.EventLost:
		s.course("lost", lostText(e.Reason))
	case ciba.EventAnswered:
		r.checking = true
		s.course("answered", Say("course.answered"))
		s.askKeyring()
	case ciba.EventReceived:
		if r.toldOf = e.Recorded; e.Recorded {
			s.course("recorded", Say("course.recorded"))
		} else {
			s.course("not_recorded", Say("course.not_recorded"))
		}
		if e.Look == ciba.NotLookedUp {
			s.course("not_looked_up", Say("course.not_looked_up"))
		}
	case ciba.EventNoKeys:
		text := Say("course.keys_missing")
		if e.Reason == ciba.ReasonTimeout {
			text = Say("course.keys_no_answer")
		}
		s.course("no_keys", text)
	case ciba.EventMatching:
		s.course("matching", Say("course.matching"))
	case ciba.EventClock:
		s.course("clock_differs", Say("course.clock_differs"))
	case ciba.EventLateTokens:
		r.dropped = true
		s.course("late_tokens", Say("course.late_answer_dropped"))
	case ciba.EventUnchecked:
		s.course("unchecked", Say("course.unchecked"))
	case ciba.EventFreshAssertion:
		s.course("fresh_assertion", Say("course.fresh_assertion"))
	case ciba.EventPolling, ciba.EventCancelling: // the status panel shows them
	}
	s.sequenced(e, wasLost)
}

// courseNotes adds what was remarkable about the acknowledgement.
func (s *state) courseNotes(e ciba.Event) {
	for _, note := range e.Notes {
		s.course(string(note), Say("course."+string(note)))
	}
	if e.Clock == ciba.ClockAgrees && e.Offset.Abs() > time.Minute {
		s.course("clock", clockText(e.Offset))
	}
}

// lifetime says how long the request is valid. key is the text in minutes; key + "_seconds" is the
// text in seconds.
func lifetime(key string, e ciba.Event) Text {
	life := e.Deadline.Sub(e.At).Round(time.Second)
	if life >= time.Minute && life%time.Minute == 0 {
		return Say(key, "Count", int(life/time.Minute))
	}
	return Say(key+"_seconds", "Count", seconds(life))
}

// lostText says what happened to a lost answer: none came, or an unusable one.
func lostText(reason ciba.Reason) Text {
	switch reason {
	case ciba.ReasonNone, ciba.ReasonUnreadable:
		return Say("course.in_trouble")
	case ciba.ReasonTimeout:
		return Say("course.no_answer")
	}
	return Say("course.offline")
}

// clockText says by how much our clock is off. If the provider is ahead, we are behind.
func clockText(offset time.Duration) Text {
	return clockOff("course.", offset)
}

// clockOff returns the text under place that says by how much our clock is off, and in which
// direction.
func clockOff(place string, offset time.Duration) Text {
	if offset > 0 {
		return Say(place+"clock_behind", "Offset", Span(offset))
	}
	return Say(place+"clock_ahead", "Offset", Span(offset))
}

// seconds rounds up, so that a partial second counts.
func seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }
