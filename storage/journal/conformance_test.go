package journal_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"ringback/ciba"
	"ringback/storage/journal"
	"ringback/storage/journal/journaltest"
)

// TestMemoryIsAJournal and TestFileIsAJournal: what the shared journal passes with a real server.
func TestMemoryIsAJournal(t *testing.T) {
	journaltest.Run(t, func(*testing.T) journaltest.Fixture {
		clock := journaltest.NewHands(journaltest.Noon())
		j := journal.NewMemoryAt(clock.Now)
		return journaltest.Fixture{
			Clock: clock, Journal: j, Known: j.Known,
			Crash: func() journal.Journal { _ = j.Close(); return j },
		}
	})
}

func TestFileIsAJournal(t *testing.T) {
	journaltest.Run(t, func(t *testing.T) journaltest.Fixture {
		clock := journaltest.NewHands(journaltest.Noon())
		path := filepath.Join(t.TempDir(), "data", "journal.db")
		open := func() *journal.File { return journal.OpenForTest(t, path, clock.Now) }
		j := open()
		return journaltest.Fixture{
			Clock: clock, Journal: j, Another: func() journal.Journal { return open() },
			Crash: func() journal.Journal {
				j.Vanish()
				j = open()
				return j
			},
			Known: func(t *testing.T) string { return j.Known(t) },
		}
	})
}

// TestBesideIsNoJournal: a desk's own part of a shared journal keeps one file for each verification
// under way, and none once it is done.
func TestBesideIsNoJournal(t *testing.T) {
	clock := journaltest.NewHands(journaltest.Noon())
	folder := t.TempDir()
	b := journal.OpenBesideForTest(t, folder, clock.Now)
	files := func() string {
		found, err := filepath.Glob(filepath.Join(folder, "*.kept"))
		return fmt.Sprint(len(found), err)
	}
	record := journal.Record{ID: "1", Started: clock.Now(), Text: "Kode 4821"}
	if err := b.Begin(t.Context(), record); err != nil || files() != "1 <nil>" {
		t.Error(err, files())
	}
	if err := b.Done(t.Context(), "1"); err != nil || files() != "1 <nil>" {
		t.Error("one that never ended isn't listed any more", err, files())
	}
	if err := b.Keep(t.Context(), "1", clock.Now(), []ciba.Tokens{{IDToken: "eyJ.id.token"}}); err != nil {
		t.Error(err)
	}
	found, err := filepath.Glob(filepath.Join(folder, "*.kept"))
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	if kept, err := os.ReadFile(found[0]); err != nil || bytes.Contains(kept, []byte("eyJ.id.token")) || bytes.Contains(kept, []byte("Kode 4821")) {
		t.Error("it isn't sealed", err)
	}
	if err := b.End(t.Context(), "1", journal.Ending{Outcome: "verified"}); err != nil {
		t.Error(err)
	}
	if err := b.Release(t.Context(), "1"); err != nil {
		t.Error(err)
	}
	if left, err := b.Unfinished(t.Context()); err != nil || len(left) != 1 || left[0].Left != journal.LeftReceived {
		t.Errorf("%+v, %v", left, err)
	}
	moved := filepath.Join(folder, "journal-00000000000000000000000000000000.kept")
	if err := os.Rename(found[0], moved); err != nil {
		t.Fatal(err)
	}
	if left, err := b.Unfinished(t.Context()); err != nil || len(left) != 0 {
		t.Errorf("a file under another name is read: %+v, %v", left, err)
	}
	if err := os.Rename(moved, found[0]); err != nil {
		t.Fatal(err)
	}
	clock.Move(journal.KeptAfterReceipt)
	if left, err := b.Unfinished(t.Context()); err != nil || len(left) != 0 || files() != "0 <nil>" {
		t.Errorf("after its time: %+v, %v, %s", left, err, files())
	}
	if err := b.Done(t.Context(), "1"); err != nil || files() != "0 <nil>" {
		t.Error(err, files())
	}
}
