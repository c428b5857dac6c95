package fallback

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"ringback/storage/journal"
	"ringback/storage/journal/journaltest"
	"ringback/storage/journal/postgres"
)

// TestWhileTheDatabaseAnswersItIsAJournal, with a file that has something already.
func TestWhileTheDatabaseAnswersItIsAJournal(t *testing.T) {
	journaltest.Run(t, func(t *testing.T) journaltest.Fixture {
		clock := journaltest.NewHands(journaltest.Noon())
		database := newDatabase()
		database.Memory = journal.NewMemoryAt(clock.Now)
		folder := t.TempDir()
		open := func() journal.Journal {
			j, err := Open(t.Context(), Options{Shared: database.open, Keys: someKeys(), Folder: folder, Now: clock.Now})
			if err != nil {
				t.Fatal(err)
			}
			return j
		}
		j := open().(*Journal)
		t.Cleanup(func() { _ = j.Close() })
		local, err := j.localNow(t.Context(), true)
		if err == nil {
			err = local.Begin(t.Context(), journal.Record{ID: "in the file", Started: clock.Now(), Environment: "pp", Kind: "test"}, 0)
		}
		if err != nil {
			t.Fatal(err)
		}
		return journaltest.Fixture{
			Clock: clock, Journal: shared{j, database}, Known: nothing,
			Crash: func() journal.Journal {
				_ = database.Memory.Close()
				return shared{j, database}
			},
		}
	})
}

// nothing: what the two know of persons is tested with each of them.
func nothing(*testing.T) string { return "" }

// shared removes in the shared journal, as its supervisor's command does.
type shared struct {
	*Journal
	database *aDatabase
}

func (j shared) Retain(ctx context.Context, keep time.Duration) (int, error) {
	return j.database.Retain(ctx, keep)
}

// TestTheFileIsAJournal, under the organisation's keys.
func TestTheFileIsAJournal(t *testing.T) {
	journaltest.Run(t, func(t *testing.T) journaltest.Fixture {
		clock := journaltest.NewHands(journaltest.Noon())
		o := Options{Keys: someKeys(), Folder: filepath.Join(t.TempDir(), "local"), Now: clock.Now}
		open := func() journal.Journal {
			local, err := o.openFile(t.Context(), true)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = local.Close() })
			return local
		}
		j := open()
		return journaltest.Fixture{
			Clock: clock, Journal: j, Another: open, Known: nothing,
			Crash: func() journal.Journal {
				_ = j.Close()
				j = open()
				return j
			},
		}
	})
}

// TestAPersonUnderTwoKeysInTheFile: whoever comes with the hashes under all keys is found under the
// one that the file was made with, also after a newer key came.
func TestAPersonUnderTwoKeysInTheFile(t *testing.T) {
	folder, old := t.TempDir(), someKeys()
	delete(old.Hash, 2)
	delete(old.Seal, 2)
	for i, keys := range []postgres.Keys{old, someKeys(), someKeys()} {
		local, err := Options{Keys: keys, Folder: folder}.openFile(t.Context(), true)
		if err != nil {
			t.Fatal(i, err)
		}
		record := journal.Record{ID: "1", Started: time.Now(), Environment: "pp", Kind: "test", Person: keys.HashPerson(journal.Named("8a9856e0-f12d-4217-b320-c8a076be9320"))}
		if i == 0 {
			if err := local.Begin(t.Context(), record, 0); err != nil {
				t.Fatal(err)
			}
		}
		record.ID = "2"
		begun, guarded := local.Begin(t.Context(), record, 0), local.Guarded(t.Context(), record, 0)
		if !errors.Is(begun, journal.ErrOpenVerification) || !errors.Is(guarded, journal.ErrOpenVerification) {
			t.Error(i, begun, guarded)
		}
		found, err := local.List(t.Context(), journal.Filter{Person: record.Person})
		n, counting := local.Count(t.Context(), journal.Filter{Person: record.Person})
		if err != nil || counting != nil || len(found) != 1 || n != 1 || found[0].Person != old.HashPerson(journal.Named("8a9856e0-f12d-4217-b320-c8a076be9320")) {
			t.Error(i, found, n, err, counting)
		}
		if err := local.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := (Options{Keys: postgres.Keys{Seal: someKeys().Hash, Hash: someKeys().Seal}, Folder: folder}).openFile(t.Context(), true); !errors.Is(err, journal.ErrKeyLost) {
		t.Error("other keys:", err)
	}
}
