package journaltest

import (
	"testing"

	"ringback/ciba"
	"ringback/storage/journal"
)

// testTheQuestionIsNeverAskedTwice: from Asking on, a crash leaves an unknown outcome and nothing
// to ask with, or, if the verification had ended, nothing at all.
func (open opens) testTheQuestionIsNeverAskedTwice(t *testing.T) {
	open.run(t, func(t *testing.T, f Fixture) {
		ctx := t.Context()
		wants(t, f.Asking(ctx, "never"), journal.ErrNoRecord)
		for _, id := range []string{"asked", "ended", "not asked"} {
			must(t, f.Begin(ctx, f.aRecord(id), 0))
			r := aResumption()
			r.SentAt = f.Now()
			must(t, f.Acknowledge(ctx, id, r, aRequest()))
			_, err := f.Receive(ctx, id, f.Now(), []string{"token " + id}, someTokens())
			must(t, err)
			if id != "not asked" {
				must(t, f.Asking(ctx, id))
			}
		}
		must(t, f.End(ctx, "ended", journal.Ending{At: f.Now(), Outcome: ciba.Verified}))
		wants(t, f.Asking(ctx, "ended"), journal.ErrRecordEnded)
		j := f.Crash()
		found, err := j.Unfinished(ctx)
		if err != nil || len(found) != 2 || found[0].ID != "asked" || found[1].Left != journal.LeftReceived {
			t.Fatalf("%+v, %v", found, err)
		}
		if u := found[0]; u.Left != journal.LeftUnknown || u.Tokens != nil || u.Request != nil || u.Resumption != (ciba.Resumption{}) {
			t.Errorf("%+v", u)
		}
		claimed, err := j.Claim(ctx, "asked")
		if err != nil || claimed.Left != journal.LeftUnknown || claimed.Tokens != nil {
			t.Errorf("%+v, %v", claimed, err)
		}
		must(t, j.End(ctx, "asked", journal.Ending{At: f.Now(), Outcome: ciba.Unknown}))
		_, err = j.Claim(ctx, "ended")
		wants(t, err, journal.ErrNoRecord)
		sound(t, j, "")
	})
}
