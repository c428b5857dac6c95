package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// onlyUsers expects that nobody but the user can read these.
func onlyUsers(t *testing.T, paths ...string) {
	t.Helper()
	for _, path := range paths {
		if alone, err := OnlyUser(path); err != nil || !alone {
			t.Errorf("others can read %s, %v", path, err)
		}
	}
}

// TestFilesAreTheUsersOwn: whatever the folder's rights are, and before anything is written.
func TestFilesAreTheUsersOwn(t *testing.T) {
	open := t.TempDir()
	must(t, os.Chmod(open, 0o777))
	plain := filepath.Join(open, "plain")
	must(t, os.WriteFile(plain, nil, 0o644))
	if alone, err := OnlyUser(plain); err != nil || alone {
		t.Errorf("a file like any other is said to be the user's alone, %v", err)
	}

	made, err := CreateOwn(filepath.Join(open, "made"), os.O_RDWR)
	must(t, err)
	defer made.Close()
	opened, err := OpenPlain(filepath.Join(open, "opened"), os.O_RDWR|os.O_CREATE)
	must(t, err)
	defer opened.Close()
	temporary, err := OS{}.CreateTemp(open, ".x-*.tmp")
	must(t, err)
	defer temporary.Close()
	folder := filepath.Join(open, "one", "two")
	must(t, OS{}.MkdirAll(folder))
	must(t, OS{}.MkdirAll(folder))
	onlyUsers(t, made.Name(), opened.Name(), temporary.Name(), filepath.Dir(folder), folder)

	// What replaces a file that others could read is the user's alone.
	must(t, Write(plain, []byte("text"), OS{}))
	onlyUsers(t, plain)
	if text, err := os.ReadFile(plain); err != nil || string(text) != "text" {
		t.Errorf("%q, %v", text, err)
	}
}

// TestWhatIsMadeIsOpen: as the flags say, and only if it is new.
func TestWhatIsMadeIsOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	file, err := CreateOwn(path, os.O_WRONLY|os.O_APPEND)
	must(t, err)
	for _, line := range []string{"one\n", "two\n"} {
		_, err := file.WriteString(line)
		must(t, err)
	}
	must(t, file.Close())
	if text, err := os.ReadFile(path); err != nil || string(text) != "one\ntwo\n" {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := CreateOwn(path, os.O_RDWR); !errors.Is(err, fs.ErrExist) {
		t.Errorf("made twice: %v", err)
	}
	if err := (OS{}).MkdirAll(filepath.Join(path, "below")); err == nil {
		t.Error("a folder below a file was made")
	}
}
