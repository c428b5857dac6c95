package desk

import (
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ringback/storage/config"
	"ringback/storage/journal"
)

// olderBy writes records into a journal, one for each of the ages in days.
func olderBy(t *testing.T, j journal.Journal, ages ...int) {
	t.Helper()
	for i, age := range ages {
		record := journal.Record{ID: fmt.Sprint(i), Started: time.Now().Add(-time.Duration(age)*day - time.Hour), Kind: "test"}
		if err := j.BeginLate(t.Context(), record); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTheRetentionIsASetting: a longer time holds at once; a shorter one says first how many
// records go.
func TestTheRetentionIsASetting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &lasting{journal.NewMemory()}
		olderBy(t, j, 5, 10, 20, 40)
		count := func() int {
			n, err := j.Count(t.Context(), journal.Filter{})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		b := newBench(t, plan{options: inLastingJournal(j)})
		b.until("opened", func(v View) bool { return v.Settings.RetentionDays == config.DefaultRetentionDays })
		if b.pass(time.Second); count() != 3 {
			t.Errorf("by default %d stay", count())
		}
		for _, odd := range []int{0, -1, 3651, 30} {
			b.SetRetention(odd)
		}
		b.SetRetention(365)
		if v := b.pass(time.Second); v.Settings.RetentionDays != 365 || v.Settings.Shortening != nil {
			t.Errorf("%+v", v.Settings)
		}
		b.SetRetention(15)
		v := b.until("asked", func(v View) bool { return v.Settings.Shortening != nil })
		if *v.Settings.Shortening != (Shortening{Days: 15, Count: 1, Known: true}) || v.Settings.RetentionDays != 365 {
			t.Errorf("%+v", v.Settings)
		}
		b.KeepRetention()
		b.ConfirmRetention() // the question was withdrawn
		if v = b.pass(time.Second); v.Settings.RetentionDays != 365 || v.Settings.Shortening != nil || count() != 3 {
			t.Errorf("kept: %+v, %d records", v.Settings, count())
		}
		b.SetRetention(7)
		b.until("asked", func(v View) bool { return v.Settings.Shortening != nil })
		b.ConfirmRetention()
		if v = b.pass(time.Second); v.Settings.RetentionDays != 7 || count() != 1 {
			t.Errorf("shortened: %+v, %d records", v.Settings, count())
		}
		b.SetRetention(6) // nothing goes
		if v = b.pass(time.Second); v.Settings.RetentionDays != 6 || v.Settings.Shortening != nil {
			t.Errorf("%+v", v.Settings)
		}
		if saved := b.savedSettings(); len(saved) != 3 || saved[2].RetentionDays != 6 {
			t.Errorf("saved %+v", saved)
		}
	})
}

// TestNothingIsRemovedWhileNobodyKnowsTheRetention: settings that can't be read must not remove
// records; a choice is asked about.
func TestNothingIsRemovedWhileNobodyKnowsTheRetention(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &lasting{journal.NewMemory()}
		olderBy(t, j, 10, 4000)
		b := newBench(t, plan{options: func(o *Options) {
			inLastingJournal(j)(o)
			o.Settings.RetentionDays = config.RetentionUnknown
		}})
		v := b.pass(25 * time.Hour)
		if n, err := j.Count(t.Context(), journal.Filter{}); n != 2 || err != nil || v.Settings.RetentionDays != 0 {
			t.Errorf("%d stay, %v; %+v", n, err, v.Settings)
		}
		b.SetRetention(3650)
		if v = b.until("asked", func(v View) bool { return v.Settings.Shortening != nil }); v.Settings.Shortening.Count != 1 {
			t.Errorf("%+v", v.Settings.Shortening)
		}
	})
}

// TestLongerHereAndShorterThanInAnotherWindow is asked about like every shortening.
func TestLongerHereAndShorterThanInAnotherWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &lasting{journal.NewMemory()}
		b := newBench(t, plan{options: func(o *Options) {
			inLastingJournal(j)(o)
			o.RetentionDays = func() int { return 365 } // which another window has set
		}})
		olderBy(t, j, 50, 100)
		b.pass(time.Second)
		b.SetRetention(60)
		v := b.until("asked", func(v View) bool { return v.Settings.Shortening != nil })
		if *v.Settings.Shortening != (Shortening{Days: 60, Count: 1, Known: true}) || len(b.savedSettings()) > 0 {
			t.Errorf("%+v, saved %+v", v.Settings, b.savedSettings())
		}
	})
}

// TestAnotherWindowChangesTheRetention: what the settings say when records are removed holds.
func TestAnotherWindowChangesTheRetention(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &lasting{journal.NewMemory()}
		var days atomic.Int64
		days.Store(30)
		b := newBench(t, plan{options: func(o *Options) {
			inLastingJournal(j)(o)
			o.RetentionDays = func() int { return int(days.Load()) }
		}})
		b.pass(time.Second)
		days.Store(365)
		olderBy(t, j, 100)
		b.pass(25 * time.Hour)
		if n, err := j.Count(t.Context(), journal.Filter{}); n != 1 || err != nil {
			t.Errorf("%d stay, %v", n, err)
		}
	})
}

// TestShorteningBeforeTheJournalIsOpen asks without a count.
func TestShorteningBeforeTheJournalIsOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		b.SetRetention(7)
		v := b.until("asked", func(v View) bool { return v.Settings.Shortening != nil })
		b.ConfirmRetention()
		if w := b.pass(1); *v.Settings.Shortening != (Shortening{Days: 7}) || w.Settings.RetentionDays != 7 {
			t.Errorf("%+v, then %+v", v.Settings.Shortening, w.Settings)
		}
	})
}
