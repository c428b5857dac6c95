package journal

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba"
	"ringback/storage/files"
)

// TestNothingIsAskedThatIsNotRecorded: the question isn't asked unless the journal says that it
// is about to be.
func TestNothingIsAskedThatIsNotRecorded(t *testing.T) {
	full := &files.Error{Problem: files.ProblemDiskFull}
	synctest.Test(t, func(t *testing.T) {
		b, s := aBacklog(t)
		ctx := context.Background()
		must(t, b.Begin(ctx, aBeginning("1"), Named("Mette"), 0))
		s.setWrites(full)
		wants(t, b.Asking(ctx, "1"), full)
		s.setWrites(nil)
		must(t, b.Asking(ctx, "1"))
		b.End(ctx, "1", Ending{Outcome: ciba.Unknown}, "", Person{})
		wants(t, b.Asking(ctx, "1"), ErrRecordEnded)
		ctx, cancel := context.WithCancel(ctx)
		cancel()
		s.setWrites(full)
		wants(t, b.Asking(ctx, "1"), context.Canceled)
		s.setWrites(nil)
		b.wants(t, s.did(), "[begin asking end]")
	})
}

// TestAskedBeforeTheJournalOpens: what is written to the journal later can't be asked about again.
func TestAskedBeforeTheJournalOpens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := context.Background()
		b := NewBacklog(BacklogOptions{Memory: NewMemory()})
		defer b.close(0)
		must(t, b.Begin(ctx, aBeginning("1"), WithCPR("0804360468"), 0))
		b.Acknowledge(ctx, "1", aResumption, aRequest)
		b.Receive(ctx, "1", noon, []string{"token"}, someTokens)
		must(t, b.Asking(ctx, "1"))
		j := NewMemoryAt(func() time.Time { return noon })
		b.Attach(j)
		synctest.Wait()
		_ = j.Close() // as a crash does
		found, err := j.Unfinished(ctx)
		if err != nil || len(found) != 1 || found[0].Tokens != nil {
			t.Errorf("%+v, %v", found, err)
		}
	})
}
