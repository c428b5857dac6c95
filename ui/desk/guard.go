package desk

import (
	"errors"
	"time"

	"ringback/storage/journal"
)

// Guard says why a verification was not started: somebody has a prompt of this person open, or the
// person refused a moment ago.
type Guard struct {
	Refused bool // StartAnyway may be pressed: the operator has asked
	Until   time.Time
}

// StartAnyway starts although the person refused a moment ago: the operator has asked, and says so.
func (d *Desk) StartAnyway() {
	d.edit(func(s *state) {
		if s.guard != nil && s.guard.Refused {
			s.guard = nil
			s.start(true)
		}
	})
}

// DismissGuard takes the guard's word away; nothing is sent.
func (d *Desk) DismissGuard() { d.edit(func(s *state) { s.guard = nil }) }

// guardOf reads why Begin refused; nil if it was for another reason.
func guardOf(err error) *Guard {
	var guard *journal.GuardError
	if !errors.As(err, &guard) {
		return nil
	}
	return &Guard{Refused: errors.Is(err, journal.ErrRefusedLately), Until: guard.Until}
}
