package files

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/windows"
)

// TestAFileThatSomebodyHasOpenIsReplaced: they let go after a while.
func TestAFileThatSomebodyHasOpenIsReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.toml")
	must(t, os.WriteFile(path, []byte("old"), 0o600))
	reader, err := os.Open(path)
	must(t, err)
	defer reader.Close()
	if err := os.Rename(path, path+".bak"); err == nil {
		t.Skip("this system lets an open file be renamed")
	}
	time.AfterFunc(200*time.Millisecond, func() { _ = reader.Close() })
	must(t, Write(path, []byte("new"), OS{}))
	if now, err := os.ReadFile(path); err != nil || string(now) != "new" {
		t.Errorf("%q, %v", now, err)
	}
}

// TestAFileThatSomebodyKeepsOpenIsLeft: after two seconds the old file is still whole, and no
// temporary one is left.
func TestAFileThatSomebodyKeepsOpenIsLeft(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "settings.toml")
	must(t, os.WriteFile(path, []byte("old"), 0o600))
	reader, err := os.Open(path)
	must(t, err)
	defer reader.Close()
	var fault *Error
	if err := Write(path, []byte("new"), OS{}); !errors.As(err, &fault) || fault.Problem != ProblemHeld {
		t.Error(err)
	}
	if err := (OS{}).Remove(path); !errors.Is(err, ErrHeld) {
		t.Error(err)
	}
	if now, err := os.ReadFile(path); err != nil || string(now) != "old" {
		t.Errorf("%q, %v", now, err)
	}
	if all, err := os.ReadDir(folder); err != nil || len(all) != 1 {
		t.Error(all, err)
	}
}

// TestAFileThatSomebodyUsesAloneIsRead: a scanner or backup may let nobody else open it for a
// while.
func TestAFileThatSomebodyUsesAloneIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	must(t, os.WriteFile(path, []byte("text"), 0o600))
	name, err := windows.UTF16PtrFromString(path)
	must(t, err)
	alone, err := windows.CreateFile(name, windows.GENERIC_READ, 0, nil, windows.OPEN_EXISTING, windows.FILE_ATTRIBUTE_NORMAL, 0)
	must(t, err)
	time.AfterFunc(200*time.Millisecond, func() { _ = windows.CloseHandle(alone) })
	if text, err := Read(path); err != nil || string(text) != "text" {
		t.Errorf("%q, %v", text, err)
	}
	file, err := OpenPlain(path, os.O_RDWR)
	must(t, err)
	must(t, file.Close())
}
