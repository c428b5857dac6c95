package desk

import (
	"cmp"
	"context"
	"time"

	"ringback/storage/config"
	"ringback/storage/journal"
)

// day is how the retention is counted.
const day = 24 * time.Hour

// Shortening is the question before the journal keeps records for a shorter time.
type Shortening struct {
	Days  int
	Count int  // how many records go at once
	Known bool // false: the journal isn't open, or couldn't be counted
}

// SetRetention sets for how many days the journal keeps records, from 1 to 3650; other values are
// ignored, and so is every one where the policy fixes it or the journal is shared. If records would
// go, it is asked about first, in View.Settings.Shortening: a time that is longer here may be
// shorter than what another window has set.
func (d *Desk) SetRetention(days int) {
	d.act(func(s *state) {
		s.shortening = nil
		switch now := s.retentionDays(); {
		case s.opt.Policy.RetentionDays != 0, s.opt.SharedJournal != nil, days < 1 || days > config.MaxRetentionDays || days == now:
		case days > now && now > 0 && s.journal.lasting == nil:
			s.keepFor(days)
		default:
			s.askShorter(days)
		}
	})
}

// ConfirmRetention sets the retention that Shortening asks about, and removes what is older.
func (d *Desk) ConfirmRetention() {
	d.act(func(s *state) {
		if s.shortening == nil {
			return
		}
		days, lasting := s.shortening.Days, s.journal.lasting
		s.shortening = nil
		s.keepFor(days)
		if lasting == nil {
			return // what is older goes when the journal is opened
		}
		s.job(func(ctx context.Context) func(*state) {
			err := patiently(ctx, func() error { return retain(ctx, lasting, days) })
			return func(s *state) {
				if err != nil { // it is tried again every day
					s.notify(troubleOf(err).told(), true)
				}
				s.refreshRecords()
			}
		})
	})
}

// KeepRetention withdraws the question of SetRetention.
func (d *Desk) KeepRetention() { d.act(func(s *state) { s.shortening = nil }) }

// retentionDays returns for how many days records are kept; [config.RetentionUnknown] if nobody
// knows.
func (s *state) retentionDays() int {
	return cmp.Or(s.effective().RetentionDays, config.DefaultRetentionDays)
}

func (s *state) keepFor(days int) {
	s.settings.RetentionDays = days
	s.saveSettings()
}

// askShorter counts what would go, and asks. Where nothing would, there is nothing to ask.
func (s *state) askShorter(days int) {
	lasting := s.journal.lasting
	if lasting == nil {
		s.shortening = &Shortening{Days: days}
		return
	}
	oldest := s.opt.Now().Add(-time.Duration(days) * day)
	s.job(func(ctx context.Context) func(*state) {
		var n int
		err := patiently(ctx, func() (err error) {
			n, err = lasting.Count(ctx, journal.Filter{Until: oldest})
			return err
		})
		return func(s *state) {
			if err == nil && n == 0 {
				s.keepFor(days)
				return
			}
			s.shortening = &Shortening{Days: days, Count: n, Known: err == nil}
		}
	})
}

// retain removes records that are older than the retention.
func retain(ctx context.Context, lasting journal.Journal, days int) error {
	if days = cmp.Or(days, config.DefaultRetentionDays); days < 0 {
		return nil // nobody knows
	}
	_, err := lasting.Retain(ctx, time.Duration(days)*day)
	return err
}

// retention returns a function that finds out for how many days records are kept. It may read the
// settings: another window may have changed them.
func (s *state) retention() func() int {
	fixed := s.opt.Policy.RetentionDays
	if fixed == 0 && s.opt.RetentionDays != nil {
		return s.opt.RetentionDays
	}
	days := cmp.Or(fixed, s.settings.RetentionDays)
	return func() int { return days }
}
