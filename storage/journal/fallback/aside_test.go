package fallback

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"ringback/storage/journal"
	"ringback/storage/journal/postgres/connect"
)

// TestAFileThatCantBeReadIsMovedAside on demand, and never by itself. The next verification that
// the desk records alone begins a new one.
func TestAFileThatCantBeReadIsMovedAside(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(FileIn(folder), []byte("not a journal at all"), 0o600); err != nil {
		t.Fatal(err)
	}
	j, err := Open(t.Context(), Options{
		Shared: func(context.Context) (Shared, error) { return nil, &connect.Error{Kind: connect.ErrUnreachable} },
		Keys:   someKeys(), Folder: folder, patience: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	for range 2 {
		if err := j.Begin(t.Context(), of("1", ""), 0); !errors.Is(err, journal.ErrDamaged) {
			t.Fatal(err)
		}
	}
	if err := j.MoveFileAside(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := j.Begin(t.Context(), of("1", ""), 0); err != nil || !j.DeskOnly(t.Context(), "1") {
		t.Error(err)
	}
	aside, _ := filepath.Glob(filepath.Join(folder, "journal-local-aside-*.db"))
	if len(aside) != 1 {
		t.Fatal(aside)
	}
	if was, err := os.ReadFile(aside[0]); string(was) != "not a journal at all" || err != nil {
		t.Errorf("%q, %v", was, err)
	}
}
