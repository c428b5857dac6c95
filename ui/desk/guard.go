package desk

import (
	"errors"
	"time"

	"ringback/storage/journal"
)

// Guard says why a verification was not started: another desk has an open prompt for this person,
// or the person refused a moment ago.
type Guard struct {
	Refused bool // StartAnyway is allowed once the operator has asked
	Until   time.Time
}

// StartAnyway starts although the person refused a moment ago. By calling it, the operator confirms
// that they have asked.
func (d *Desk) StartAnyway() {
	d.edit(func(s *state) {
		if s.guard != nil && s.guard.Refused {
			s.guard = nil
			s.start(true)
		}
	})
}

// DismissGuard clears the guard's message; nothing is sent.
func (d *Desk) DismissGuard() { d.edit(func(s *state) { s.guard = nil }) }

// guardOf returns why Begin refused; nil if the error is another one.
func guardOf(err error) *Guard {
	var guard *journal.GuardError
	if !errors.As(err, &guard) {
		return nil
	}
	return &Guard{Refused: errors.Is(err, journal.ErrRefusedLately), Until: guard.Until}
}
