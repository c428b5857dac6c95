package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestOnlyTheAdministratorsFileIsTrusted: it and each folder on the way, links included, belong to
// root and are nobody else's to write. The test needs to be root, and a folder that is trusted.
func TestOnlyTheAdministratorsFileIsTrusted(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can make files that are trusted")
	}
	const parent = "/var/lib"
	if _, err := os.Lstat(parent); err != nil {
		t.Skip(err)
	}
	base, err := os.MkdirTemp(parent, "ringback-test-") //nolint:usetesting // A folder in /tmp is never trusted.
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(base) })
	must(t, os.Chmod(base, 0o711)) // one may enter and not list it
	folder := filepath.Join(base, "etc")
	path := filepath.Join(folder, "policy.toml")
	elsewhere := filepath.Join(t.TempDir(), "policy.toml")
	must(t, os.WriteFile(elsewhere, []byte("x"), 0o600))
	for name, test := range map[string]struct {
		change func()
		names  string // in the error; "" if the file is trusted
	}{
		"as it should be":                     {func() {}, ""},
		"the file is another user's":          {func() { must(t, os.Lchown(path, 1, 0)) }, path},
		"its group may write it":              {func() { must(t, os.Chmod(path, 0o664)) }, path},
		"others may write it":                 {func() { must(t, os.Chmod(path, 0o602)) }, path},
		"the folder is another user's":        {func() { must(t, os.Lchown(folder, 1, 0)) }, folder},
		"others may write in the folder":      {func() { must(t, os.Chmod(folder, 0o757)) }, folder},
		"a sticky folder":                     {func() { must(t, os.Chmod(folder, 0o777|fs.ModeSticky)) }, folder},
		"a folder further up":                 {func() { must(t, os.Chmod(base, 0o775)) }, base},
		"a link to a trusted file":            {func() { must(t, os.Rename(path, path+"1")); must(t, os.Symlink("../etc/policy.toml1", path)) }, ""},
		"an absolute link to a trusted file":  {func() { must(t, os.Rename(path, path+"1")); must(t, os.Symlink(path+"1", path)) }, ""},
		"a link to a file that isn't trusted": {func() { must(t, os.Remove(path)); must(t, os.Symlink(elsewhere, path)) }, "/tmp"},
		"a folder that is a link elsewhere": {func() {
			must(t, os.RemoveAll(folder))
			must(t, os.Symlink(filepath.Dir(elsewhere), folder))
		}, "/tmp"},
		"a link to nothing": {func() { must(t, os.Remove(path)); must(t, os.Symlink("gone", path)) }, "gone"},
	} {
		must(t, os.RemoveAll(folder))
		must(t, os.Mkdir(folder, 0o755))
		must(t, os.WriteFile(path, []byte("x"), 0o644))
		must(t, os.Chmod(base, 0o711))
		test.change()
		data, err := ReadTrusted(path)
		var fault *Error
		switch {
		case test.names == "" && (err != nil || string(data) != "x"):
			t.Errorf("%s: %q, %v", name, data, err)
		case test.names == "":
		case !errors.As(err, &fault) || fault.Problem != ProblemNotTrusted || fault.File != path || !strings.Contains(err.Error(), test.names):
			t.Errorf("%s: %v", name, err)
		}
	}

	must(t, os.RemoveAll(folder))
	must(t, os.Chmod(base, 0o775)) // as in a user namespace, where no folder is trusted
	if _, err := ReadTrusted(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
	must(t, os.Mkdir(folder, 0o755))
	var fault *Error
	if _, err := ReadTrusted(path); !errors.As(err, &fault) || fault.Problem != ProblemNotTrusted {
		t.Errorf("no file, which others may have removed: %v", err)
	}
	must(t, os.RemoveAll(folder))
	must(t, os.Chmod(base, 0o711))
	must(t, os.Mkdir(folder, 0o755))
	if _, err := ReadTrusted(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	for name, make := range map[string]func() error{
		"a folder": func() error { return os.Mkdir(path, 0o755) },
		"a pipe":   func() error { return syscall.Mkfifo(path, 0o644) },
	} {
		must(t, make())
		if _, err := ReadTrusted(path); err == nil || errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
		must(t, os.Remove(path))
	}
	must(t, os.Symlink("policy.toml", path))
	if _, err := ReadTrusted(path); err == nil || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a link to itself: %v", err)
	}
}
