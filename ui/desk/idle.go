package desk

import (
	"cmp"
	"time"

	"ringback/storage/config"
)

// idle returns how long personal data stays on an unattended desk.
func (s *state) idle() time.Duration {
	if s.opt.Idle > 0 {
		return s.opt.Idle
	}
	return time.Duration(s.idleMinutes()) * time.Minute
}

func (s *state) idleMinutes() int { return cmp.Or(s.settings.IdleMinutes, config.DefaultIdleMinutes) }

// SetIdleMinutes sets how long personal data stays on an unattended desk, from 1 to 60 minutes;
// other values are ignored.
func (d *Desk) SetIdleMinutes(minutes int) {
	d.act(func(s *state) {
		if minutes >= 1 && minutes <= config.MaxIdleMinutes && minutes != s.idleMinutes() {
			s.settings.IdleMinutes = minutes
			s.saveSettings()
		}
	})
}

// clearIdle removes personal data from an unattended desk. A verification that waits for its answer
// stays: the operator is on the phone.
func (s *state) clearIdle() {
	if time.Since(s.touched) < s.idle() {
		return
	}
	s.hideJournal() // it holds case numbers
	s.conceal()
	s.closeDecoder()
	s.forgetRecent(true)
	if time.Since(s.offerPresent()) < s.idle() {
		return // it has just come, and the operator may be in the case system
	}
	s.dropHeld(Dismissed)
	switch {
	case s.run == nil && s.form.personal():
		s.dropHanded(Dismissed)
		s.clearPerson()
	case s.canBeDone() && time.Since(s.run.endedAt) >= s.idle():
		s.done()
	}
}
