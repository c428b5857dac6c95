package desk

import (
	"cmp"
	"time"

	"ringback/storage/config"
)

// idle is how long personal data stays on a desk that nobody touches.
func (s *state) idle() time.Duration {
	if s.opt.Idle > 0 {
		return s.opt.Idle
	}
	return time.Duration(s.idleMinutes()) * time.Minute
}

func (s *state) idleMinutes() int { return cmp.Or(s.settings.IdleMinutes, config.DefaultIdleMinutes) }

// SetIdleMinutes says how long personal data stays on a desk that nobody touches, from 1 to 60
// minutes; what lies outside is ignored.
func (d *Desk) SetIdleMinutes(minutes int) {
	d.act(func(s *state) {
		if minutes >= 1 && minutes <= config.MaxIdleMinutes && minutes != s.idleMinutes() {
			s.settings.IdleMinutes = minutes
			s.saveSettings()
		}
	})
}

// clearIdle takes personal data off a desk that nobody has touched for a while. What waits for an
// answer stays: somebody is on the phone.
func (s *state) clearIdle() {
	if time.Since(s.touched) < s.idle() {
		return
	}
	s.hideJournal() // case numbers are in it
	s.conceal()
	s.closeDecoder()
	s.forgetRecent(true)
	switch {
	case s.run == nil && s.form.personal():
		s.clearPerson()
	case s.canBeDone() && time.Since(s.run.endedAt) >= s.idle():
		s.done()
	}
}
