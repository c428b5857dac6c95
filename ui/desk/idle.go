package desk

import (
	"cmp"
	"slices"
	"strings"
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

func (s *state) idleMinutes() int {
	return cmp.Or(s.effective().IdleMinutes, config.DefaultIdleMinutes)
}

// SetIdleMinutes sets how long personal data stays on an unattended desk, from 1 to 60 minutes;
// other values are ignored, and so is every one where the policy fixes it.
func (d *Desk) SetIdleMinutes(minutes int) {
	d.act(func(s *state) {
		if minutes >= 1 && minutes <= config.MaxIdleMinutes && minutes != s.idleMinutes() && s.opt.Policy.IdleMinutes == 0 {
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
	// What an offer brought has a time of its own: the operator may be in the case system.
	if h := s.offers.held; h != nil && time.Since(h.at) >= s.idle() {
		s.dropHeld(DroppedDismissed)
		s.tellCleared(Say("idle.cleared.offer", "At", At(s.opt.Now())))
	}
	switch {
	case s.run == nil && s.form.personal() && time.Since(s.form.filledAt) >= s.idle():
		s.dropHanded(DroppedDismissed)
		s.clearPerson()
		s.tellCleared(Say("idle.cleared.form", "At", At(s.opt.Now())))
	case s.canBeDone() && time.Since(s.run.endedAt) >= s.idle():
		ended, badge := s.run.outcome, badge(s.run.environment)
		s.done()
		word := Say("outcome." + ended.Outcome + ".word")
		if badge != BadgeProduction {
			word = Say("badge.outcome", "Badge", Say("environment.kind."+string(badge)), "Word", word)
		}
		s.tellCleared(Say("idle.cleared.outcome", "Word", word, "Of", Until(ended.At), "At", At(s.opt.Now())))
	}
}

// untilIdle returns how long it takes until an unattended desk has something to clear.
func (s *state) untilIdle() time.Duration {
	if left := time.Until(s.touched.Add(s.idle())); left > 0 {
		return max(time.Second, left)
	}
	came := []time.Time{s.form.filledAt}
	if h := s.offers.held; h != nil {
		came = append(came, h.at)
	}
	next := time.Duration(0)
	for _, at := range came {
		if left := time.Until(at.Add(s.idle())); left > 0 && (next == 0 || left < next) {
			next = left
		}
	}
	return max(time.Second, next)
}

// tellCleared leaves a line for the operator who comes back: what was cleared, and how it had
// ended. It names nobody. The next request removes it: the line doesn't concern that one.
func (s *state) tellCleared(line Text) {
	s.notices = slices.DeleteFunc(slices.Clone(s.notices), func(n Notice) bool { return strings.HasPrefix(n.Text.Key, "idle.cleared.") })
	s.notify(line, false)
}
