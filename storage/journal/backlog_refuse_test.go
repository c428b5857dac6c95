package journal

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba"
	"ringback/storage/files"
)

// refusing is a shared journal: it fails on demand, and takes its time.
type refusing struct {
	*stubborn
	takes time.Duration // a begin
	again int           // how often persons must be hashed again
}

// outdated is before the hash of a person who must be hashed again.
const outdated = "outdated "

func (*refusing) Refuses() bool { return true }

func (r *refusing) HashPerson(ctx context.Context, person Person) (PersonHash, error) {
	hash, err := r.stubborn.HashPerson(ctx, person)
	if r.again > 0 {
		r.again--
		hash = outdated + hash
	}
	return hash, err
}

// Begin goes by the hash alone, as a shared journal does: the backlog may try one entry twice.
func (r *refusing) Begin(ctx context.Context, record Record, maxPrompts int) error {
	time.Sleep(r.takes)
	if strings.HasPrefix(string(record.Person), outdated) {
		return ErrHashAgain
	}
	return r.stubborn.Begin(ctx, record, maxPrompts)
}

// aRefusing returns a backlog over such a journal, in a bubble.
func aRefusing(t *testing.T) (*Backlog, *refusing) {
	t.Helper()
	r := &refusing{stubborn: &stubborn{Journal: NewMemory()}}
	b := NewBacklog(BacklogOptions{Memory: NewMemory()})
	b.Attach(r)
	t.Cleanup(func() { b.close(0) })
	return b, r
}

// TestNothingIsSentThatASharedJournalLacks: then the start is refused, and isn't written later;
// what runs already is.
func TestNothingIsSentThatASharedJournalLacks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, r := aRefusing(t)
		ctx := t.Context()
		must(t, b.Begin(ctx, aBeginning("1"), Named("Mette"), 0))
		full := &files.Error{Problem: files.ProblemDiskFull}
		r.setWrites(full)
		wants(t, b.Begin(ctx, aBeginning("2"), Named("Bo"), 0), full)
		b.End(ctx, "1", Ending{At: time.Now(), Outcome: ciba.Verified}, "", Person{})
		wants(t, b.Begin(ctx, aBeginning("3"), Named("Carla"), 0), full)
		r.setWrites(nil)
		time.Sleep(retryMost)
		synctest.Wait()
		b.wants(t, r.did(), "[begin end]")
		must(t, b.Begin(ctx, aBeginning("4"), Named("Bo"), 0)) // it was never asked
	})
}

// TestAPersonIsHashedAgain once, if the journal got another key meanwhile.
func TestAPersonIsHashedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, r := aRefusing(t)
		r.again = 1
		must(t, b.Begin(t.Context(), aBeginning("1"), Named("Mette"), 0))
		r.again = 2
		wants(t, b.Begin(t.Context(), aBeginning("2"), Named("Bo"), 0), ErrHashAgain)
		must(t, b.Begin(t.Context(), aBeginning("2"), Named("Bo"), 0))
		b.wants(t, r.did(), "[begin begin]")
	})
}

// TestABeginThatIsWrittenTooLate was refused meanwhile, so that nothing was sent: it is ended.
func TestABeginThatIsWrittenTooLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, r := aRefusing(t)
		ctx := t.Context()
		r.takes = refusePatience + time.Second
		wants(t, b.Begin(ctx, aBeginning("1"), Named("Mette"), 0), ErrBusy)
		time.Sleep(time.Minute)
		synctest.Wait()
		b.wants(t, r.did(), "[begin end done]")
		records, err := r.List(ctx, Filter{})
		if err != nil || len(records) != 1 || records[0].Outcome != ciba.Failed || records[0].Reason != ReasonNotSent {
			t.Errorf("%+v, %v", records, err)
		}
		r.takes = refusePatience - time.Second
		must(t, b.Begin(ctx, aBeginning("2"), Named("Mette"), 0))
	})
}
