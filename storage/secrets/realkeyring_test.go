//go:build realparts && (linux || windows)

package secrets

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ringback/ciba"
	"ringback/storage/journal"
)

// These tests use the keyring of the user who runs them: that of a session made for it on Linux,
// the credential manager on Windows.

// realBinding is used by the tests only, so that no secret of the user is touched.
var realBinding = Binding{Issuer: "https://test.invalid/op", ClientID: "ringback-test", Overrides: Overrides{Token: "https://test.invalid/op/connect/token"}}

// realSecrets returns secrets over the real keyring.
func realSecrets(t *testing.T) *Store {
	s := New(OSKeyring(), Options{})
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestRealKeyring(t *testing.T) {
	needsSession(t)
	s := realSecrets(t)
	if err := s.Probe(t.Context()); err != nil {
		t.Fatalf("no working keyring in this session: %v", err)
	}
	t.Cleanup(func() { _ = s.Forget(context.Background(), realBinding) })
	holds(t, s, realBinding, "", "", ErrNoSecret)
	for _, secret := range []string{"one+/=&<>\"\\", "two æøå 😉 \u2028 end", "three\nlines\nof it", strings.Repeat("x", 1850)} {
		if err := s.Set(t.Context(), realBinding, ciba.Secret(secret+"\r\n")); err != nil {
			t.Fatal(err)
		}
		holds(t, s, realBinding, secret, SourceKeyring, nil)
		// as the next run of the program
		holds(t, realSecrets(t), realBinding, secret, SourceKeyring, nil)
	}
	moved := realBinding
	moved.Overrides.BackchannelAuthentication = "https://elsewhere.invalid/token"
	holds(t, s, moved, "", "", ErrBoundElsewhere)
	for range 2 {
		if err := s.Forget(t.Context(), realBinding); err != nil {
			t.Fatal(err)
		}
	}
	holds(t, s, realBinding, "", "", ErrNoSecret)
}

// TestRealJournalKey: the journal's key is in the real keyring. Without it the journal reports
// that, and no new one is begun over the old.
func TestRealJournalKey(t *testing.T) {
	needsSession(t)
	if _, err := OSKeyring().Get(service, "journal key"); err == nil {
		t.Skip("this keyring has the key of somebody's journal")
	}
	t.Cleanup(func() { _ = OSKeyring().Delete(service, "journal key") })
	folder := t.TempDir()
	path := filepath.Join(folder, "journal.db")
	open := func() (*journal.File, error) {
		// as the next run of the program
		return journal.OpenFile(t.Context(), path, realSecrets(t), journal.FileOptions{})
	}
	j, err := open()
	if err != nil {
		t.Fatalf("no journal under a key of this keyring: %v", err)
	}
	must(t, j.Begin(t.Context(), journal.Record{ID: "a", Started: time.Now(), Environment: "pp", Kind: "test", Text: "Kode 4821"}, 0))
	must(t, j.End(t.Context(), "a", journal.Ending{At: time.Now(), Outcome: ciba.Verified}))
	must(t, j.Close())

	key, err := OSKeyring().Get(service, "journal key")
	if err != nil {
		t.Fatalf("the key isn't in the keyring: %v", err)
	}
	holdsRecord := func() {
		t.Helper()
		j, err := open()
		must(t, err)
		defer j.Close()
		records, err := j.List(t.Context(), journal.Filter{})
		if err != nil || len(records) != 1 || records[0].Text != "Kode 4821" || records[0].Outcome != ciba.Verified {
			t.Errorf("opened again it holds %+v, %v", records, err)
		}
	}
	holdsRecord()

	must(t, OSKeyring().Delete(service, "journal key"))
	before, err := os.ReadFile(path)
	must(t, err)
	for range 2 {
		if _, err := open(); !errors.Is(err, journal.ErrKeyLost) {
			t.Errorf("without its key: %v, want %v", err, journal.ErrKeyLost)
		}
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the journal was changed without its key (%v)", err)
	}
	if _, err := OSKeyring().Get(service, "journal key"); err == nil {
		t.Error("another key was made while a journal lies there")
	}

	must(t, OSKeyring().Set(service, "journal key", key))
	holdsRecord()
}
