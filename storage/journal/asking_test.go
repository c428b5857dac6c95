package journal

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba"
	"ringback/storage/files"
)

// TestTheQuestionIsNeverAskedTwice: from Asking on, a crash leaves an unknown outcome and nothing
// to ask with, or, if the verification had ended, nothing at all.
func TestTheQuestionIsNeverAskedTwice(t *testing.T) {
	everyJournal(t, func(t *testing.T, f fixture) {
		ctx := t.Context()
		wants(t, f.Asking(ctx, "never"), ErrNoRecord)
		for _, id := range []string{"asked", "ended", "not asked"} {
			must(t, f.Begin(ctx, f.aRecord(id), 0))
			r := aResumption
			r.SentAt = f.now()
			must(t, f.Acknowledge(ctx, id, r, aRequest))
			_, err := f.Receive(ctx, id, f.now(), []string{"token " + id}, someTokens)
			must(t, err)
			if id != "not asked" {
				must(t, f.Asking(ctx, id))
			}
		}
		must(t, f.End(ctx, "ended", Ending{At: f.now(), Outcome: ciba.Verified}))
		wants(t, f.Asking(ctx, "ended"), ErrRecordEnded)
		j := f.crash()
		found, err := j.Unfinished(ctx)
		if err != nil || len(found) != 2 || found[0].ID != "asked" || found[1].Left != LeftReceived {
			t.Fatalf("%+v, %v", found, err)
		}
		if u := found[0]; u.Left != LeftUnknown || u.Tokens != nil || u.Request != nil || u.Resumption != (ciba.Resumption{}) {
			t.Errorf("%+v", u)
		}
		claimed, err := j.Claim(ctx, "asked")
		if err != nil || claimed.Left != LeftUnknown || claimed.Tokens != nil {
			t.Errorf("%+v, %v", claimed, err)
		}
		must(t, j.End(ctx, "asked", Ending{At: f.now(), Outcome: ciba.Unknown}))
		_, err = j.Claim(ctx, "ended")
		wants(t, err, ErrNoRecord)
		sound(t, j, "")
	})
}

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
