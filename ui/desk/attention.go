package desk

import (
	"reflect"
	"time"
)

// Attention is how closely somebody follows the desk on a screen. It decides how often there is a
// new view: each one redraws a whole window.
type Attention int

// The degrees of attention.
const (
	// Unknown is for callers other than a window: each change makes a view at once.
	Unknown Attention = iota
	// Focused: the time left is followed by the second. What a poll changes is shown with the next
	// second.
	Focused
	// Beside: the operator works in another window, and sees this one from the corner of an eye.
	// Times are whole minutes, in the last minute tens of seconds; single polls aren't followed. An
	// outcome comes at once.
	Beside
)

// Attend says how closely the desk is followed. Everything is current at once.
func (d *Desk) Attend(a Attention) { d.post(func(s *state) { s.attention = a }) }

// weight is what a change means for the view.
type weight int

const (
	weighty weight = iota // it makes a view at once
	// slight: of a desk that a window shows it makes a view only if it changes more than the
	// progress of polling
	slight
	// quiet: it is shown with the next view and makes none by itself. A poll that is sent is soon
	// followed by its answer.
	quiet
)

// deserves reports whether something that happened deserves a new view. ticked: time has passed.
func (s *state) deserves(ticked bool, happened weight) bool {
	switch {
	case happened == weighty:
		return true
	case s.attention == Beside:
		return (ticked || happened == slight) && s.looksDifferent()
	case ticked:
		return true
	case happened == slight:
		return s.attention == Unknown || s.looksDifferent()
	}
	return false
}

// looksDifferent reports whether a view would show more than the progress of polling.
func (s *state) looksDifferent() bool {
	return !reflect.DeepEqual(besidesPolling(s.desk.View()), besidesPolling(s.fold()))
}

// besidesPolling is a view without what each poll changes.
func besidesPolling(v View) View {
	now := v.Now
	v.Now = time.Time{}
	if v.Decoded != nil { // times of a token are shown as distances from now
		v.Now = now.Truncate(time.Minute)
	}
	v.Course, v.Sequence, v.Network = nil, nil, nil
	v.Status.Polls, v.Status.NextPoll = 0, 0
	if !v.Status.AtAGlance {
		v.Status.Remaining = 0
	}
	return v
}

// glanced makes of a status what can be seen from the corner of an eye.
func (s *state) glanced(status Status) Status {
	if s.attention != Beside {
		return status
	}
	status.AtAGlance = true
	status.Remaining, status.Age = glance(status.Remaining), status.Age.Truncate(time.Minute)
	status.Polls, status.NextPoll = 0, 0
	return status
}

// glance rounds what is left down to whole minutes, and in the last minute to tens of seconds.
func glance(left time.Duration) time.Duration {
	if left >= time.Minute {
		return left.Truncate(time.Minute)
	}
	return left.Truncate(glanceStep)
}

const glanceStep = 10 * time.Second

// stepUp rounds up to what is shown of a time that somebody waits for.
func (s *state) stepUp(left time.Duration) time.Duration {
	if s.attention == Beside {
		return (left + glanceStep - 1).Truncate(glanceStep)
	}
	return left
}

// untilGlance returns how long a view at a glance stays correct while a verification is on the
// desk.
func (s *state) untilGlance() time.Duration {
	r := s.run
	if r.result != nil && r.number == nil {
		age := time.Since(r.endedAt)
		if age < doneDelay {
			return doneDelay - age
		}
		return min(time.Minute-age%time.Minute, tickAtLeast)
	}
	next := untilGlanced(time.Until(r.last.Deadline))
	if more := time.Until(r.started.Add(sayMoreAfter)); more > 0 {
		next = min(next, more)
	}
	if left := s.startAnswerBy(); r.stopping && left > 0 {
		next = min(next, left-(left-1).Truncate(glanceStep)) // it is rounded up
	}
	if r.number != nil {
		left := time.Until(r.number.until)
		next = min(next, left-(left-1).Truncate(time.Minute))
	}
	return max(next, time.Second)
}

// untilGlanced returns how long the time left is the same at a glance.
func untilGlanced(left time.Duration) time.Duration {
	shown := glance(wholeSeconds(left))
	if shown == 0 {
		return left
	}
	return left - shown + time.Second // whole seconds are rounded up
}
