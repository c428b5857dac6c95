package journal

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"ringback/ciba"
)

// TestOneUnreadableFileStopsNoOther: what is kept of one verification can't be read, as on a bad
// disk. Others begin, end, are offered and erased all the same.
func TestOneUnreadableFileStopsNoOther(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	clock := newHands(time.Date(2026, 3, 14, 10, 0, 0, 0, time.UTC))
	first := openedJournal(t, path, clock.now)
	f := fixture{hands: clock, Journal: first}
	ctx := t.Context()
	for _, id := range []string{"bad", "good"} {
		r := f.aRecord(id)
		r.Person = personIn(t, first, "person "+id)
		must(t, first.Begin(ctx, r, 0))
		resumption := aResumption
		resumption.SentAt = clock.now()
		must(t, first.Acknowledge(ctx, id, resumption, aRequest))
	}
	bad := first.keptPath("bad")
	must(t, os.Remove(bad))
	must(t, os.Mkdir(bad, 0o700)) // it can't be read as a file
	must(t, first.Close())

	j := openedJournal(t, path, clock.now)
	found, err := j.Unfinished(ctx)
	if err != nil || len(found) != 1 || found[0].ID != "good" || found[0].Left != LeftWaiting {
		t.Errorf("offered: %+v, %v", found, err)
	}
	if _, err := j.Claim(ctx, "bad"); err == nil {
		t.Error("what can't be read was claimed")
	}
	r := f.aRecord("new")
	must(t, j.Begin(ctx, r, 0))
	must(t, j.End(ctx, "new", Ending{At: clock.now(), Outcome: ciba.Expired}))
	erased, err := j.Erase(ctx, Filter{Until: clock.now().Add(time.Hour)})
	if err != nil || erased != (Erased{Records: 1, Open: 2}) {
		t.Errorf("erased: %+v, %v", erased, err)
	}
	clock.move(time.Hour)
	erased, err = j.Erase(ctx, Filter{Until: clock.now()})
	if err != nil || erased != (Erased{Records: 2}) {
		t.Errorf("an hour later: %+v, %v", erased, err)
	}
	sound(t, j, "")
}
