package journal

import (
	"context"
	"path/filepath"
	"testing"

	"ringback/storage/secrets"
)

// TestLateKeyIsKept: a program that gave up while the keyring saved its journal's key
// doesn't remove it again. Another program may have begun a journal under it meanwhile, which would
// be lost without its key.
func TestLateKeyIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	keyring := &fakeKeyring{entries: map[string]string{}}
	open := func(ctx context.Context, s *secrets.Store) error {
		j, err := OpenFile(ctx, path, s, FileOptions{})
		if err == nil {
			err = j.Close()
		}
		return err
	}
	ctx, giveUp := context.WithCancel(t.Context())
	first, second := secretsOver(t, keyring), secretsOver(t, keyring)
	gaveUp, gets := make(chan error), 0
	keyring.onGet = func() {
		if gets++; gets != 2 { // the second call reads the new key back
			return
		}
		giveUp()
		if err := <-gaveUp; err == nil {
			t.Error("the first one didn't give up")
		}
		if err := open(t.Context(), second); err != nil {
			t.Errorf("the second one: %v", err)
		}
	}
	gaveUp <- open(ctx, first)
	must(t, first.Close()) // what was under way has ended
	if err := open(t.Context(), second); err != nil {
		t.Errorf("at the next start: %v", err)
	}
}
