package desk

import (
	"context"
	"encoding/hex"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ringback/storage/files"
	"ringback/storage/journal"
)

// entryKeyring has the one entry with the keys of a shared journal.
type entryKeyring struct {
	JournalSecrets

	mu     sync.Mutex
	text   string
	before func() // the first time that something is saved; nil: nothing is done
}

func (k *entryKeyring) ReadEntry(context.Context, string) (string, bool, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.text, k.text != "", nil
}

func (k *entryKeyring) SaveEntry(_ context.Context, _, text string) error {
	k.mu.Lock()
	before := k.before
	k.before = nil
	k.mu.Unlock()
	if before != nil {
		before()
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.text = text
	return nil
}

// TestTwoThatAddKeysAtOnce don't undo each other: the second waits, and says so if it takes too
// long.
func TestTwoThatAddKeysAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := new(entryKeyring)
		o := ProvisionOptions{JournalSecrets: k, KeysLock: filepath.Join(t.TempDir(), "data", "keys.lock")}
		add := func(number, digits string) error {
			p := NewJournalProvision(map[string]string{number: strings.Repeat(digits, 32)}, nil, "", "")
			_, err := p.store(t.Context(), o)
			return err
		}
		second := make(chan error, 1)
		k.before = func() {
			go func() { second <- add("2", "02") }()
			synctest.Wait()
		}
		if err := errors.Join(add("1", "01"), <-second); err != nil {
			t.Fatal(err)
		}
		keys, err := journal.ReadOrganisationKeys(t.Context(), k)
		if err != nil || len(keys.Seal) != 2 || hex.EncodeToString(keys.Seal[2]) != strings.Repeat("02", 32) {
			t.Errorf("%d keys, %v", len(keys.Seal), err)
		}
		lock, err := files.Lock(t.Context(), o.KeysLock)
		if err != nil {
			t.Fatal(err)
		}
		since := time.Now()
		var why *ProvisionError
		if err := add("3", "03"); !errors.As(err, &why) || why.Text.Key != "provision.journal_busy" || why.Refused || time.Since(since) != provisionBound {
			t.Errorf("after %v: %v", time.Since(since), err)
		}
		_ = lock.Close()
		if err := add("3", "03"); err != nil {
			t.Error(err)
		}
		o.KeysLock = t.TempDir() // no file
		if err := add("4", "04"); !errors.As(err, &why) || why.Text.Key != "provision.journal_lock" {
			t.Errorf("%v", err)
		}
	})
}
