package desk

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba/simulator"
	"ringback/storage/journal"
)

// usedJournal is a journal that records when it was used, and that another window can hold.
type usedJournal struct {
	*journal.Memory
	used time.Time
	busy int // number of reads that find it busy
}

func (u *usedJournal) Unfinished(ctx context.Context) ([]journal.Unfinished, error) {
	if u.busy > 0 {
		u.busy--
		return nil, journal.ErrBusy
	}
	u.used = time.Now()
	return u.Memory.Unfinished(ctx)
}

func inUsedJournal(j *usedJournal, opens ...error) func(*Options) {
	return func(o *Options) {
		inOwnEnvironment(o)
		o.OpenJournal = func(context.Context) (journal.Journal, error) {
			if len(opens) > 0 {
				err := opens[0]
				opens = opens[1:]
				return nil, err
			}
			return j, nil
		}
	}
}

// TestTokensAreErasedAfter15Minutes even if the outcome is still on the desk and the operator is
// present: the journal erases when it is used, so the desk uses it.
func TestTokensAreErasedAfter15Minutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &usedJournal{Memory: journal.NewMemory()}
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve, AnswerAfter: -1}, options: inUsedJournal(j)})
		v := b.verify(mette)
		received, opened := v.Outcome.At, j.used
		for range 20 {
			b.Touch()
			v = b.pass(time.Minute)
		}
		if after := j.used.Sub(received); j.used.Equal(opened) || after < journal.KeptAfterReceipt || after > journal.KeptAfterReceipt+5*time.Second {
			t.Errorf("the journal was used %v after the tokens came", after)
		}
		if v.Outcome == nil || v.Outcome.Person != mette {
			t.Errorf("the outcome went too: %+v", v.Outcome)
		}
	})
}

// TestUnfinishedVerificationsExpire: a waiting request can't be resumed after its deadline, and
// what is kept of it is erased without any action of the operator.
func TestUnfinishedVerificationsExpire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &usedJournal{Memory: journal.NewMemory()}
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Ignore}, options: inUsedJournal(j)})
		b.begin(mette, Waiting)
		v := b.crash()
		if len(v.Unfinished) != 1 || v.Unfinished[0].Left != "waiting" {
			t.Fatalf("offered: %+v", v.Unfinished)
		}
		until := v.Unfinished[0].Until
		v = b.pass(time.Until(until) + 2*time.Second)
		if len(v.Unfinished) != 1 || v.Unfinished[0].Left != "unknown" {
			t.Errorf("after its deadline: %+v", v.Unfinished)
		}
		b.pass(journal.KeptAfterReceipt)
		left, err := j.Memory.Unfinished(t.Context())
		if err != nil || len(left) != 1 || left[0].Request != nil {
			t.Fatalf("still kept: %+v, %v", left, err)
		}
		if used := j.used.Sub(until); used < journal.KeptAfterReceipt || used > journal.KeptAfterReceipt+5*time.Second {
			t.Errorf("the journal was used %v after the deadline", used)
		}
	})
}

// TestAnOpenWindowErasesOldRecords like one that is opened each day.
func TestAnOpenWindowErasesOldRecords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &usedJournal{Memory: journal.NewMemory()}
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve, AnswerAfter: -1}, options: inUsedJournal(j)})
		b.verify(mette)
		count := func() int {
			n, err := j.Count(t.Context(), journal.Filter{})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if b.pass(journal.Retention - time.Hour); count() != 1 {
			t.Error("it went too early")
		}
		if b.pass(26 * time.Hour); count() != 0 {
			t.Error("it is kept for longer than 30 days and one")
		}
	})
}

// TestTheJournalIsHeldByAnotherWindow while this one opens: it waits, and doesn't record in memory
// for the rest of the day.
func TestTheJournalIsHeldByAnotherWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &usedJournal{Memory: journal.NewMemory()}
		b := newBench(t, plan{options: inUsedJournal(j)})
		b.begin(mette, Waiting)
		b.options.OpenJournal = nil
		inUsedJournal(j, journal.ErrBusy, journal.ErrBusy)(&b.options)
		j.busy = 2
		b.crash()
		v := b.until("open", func(v View) bool { return len(v.Unfinished) > 0 || len(v.Notices) > 0 })
		if len(v.Unfinished) != 1 || len(v.Notices) > 0 || !v.JournalInMemory.IsZero() {
			t.Errorf("offered: %+v, told: %+v, in memory: %v", v.Unfinished, v.Notices, v.JournalInMemory)
		}
	})
}

// TestAJournalThatBecomesUnreadableStaysInUse: no text says that records go elsewhere.
func TestAJournalThatBecomesUnreadableStaysInUse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &usedJournal{Memory: journal.NewMemory(), busy: 100}
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve, AnswerAfter: -1}, options: inUsedJournal(j)})
		v := b.until("told", func(v View) bool { return len(v.Notices) > 0 })
		if v.Notices[0].Text.Key != "journal.told" || !v.JournalInMemory.IsZero() {
			t.Errorf("told: %+v, in memory: %v", v.Notices, v.JournalInMemory)
		}
		b.verify(mette)
		if n, err := j.Count(t.Context(), journal.Filter{}); err != nil || n != 1 {
			t.Errorf("%d records in it, %v", n, err)
		}
	})
}
