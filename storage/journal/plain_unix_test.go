//go:build !windows

package journal

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"ringback/ciba"
	"ringback/storage/config"
	"ringback/storage/files"
)

// TestLinksAndPipesInTheDataFolder: whatever has one of our names, its target is neither read nor
// changed, and no operation blocks.
func TestLinksAndPipesInTheDataFolder(t *testing.T) {
	put := map[string]func(target, path string) error{
		"a symbolic link": os.Symlink,
		"a hard link":     os.Link,
		"a pipe":          func(_, path string) error { return syscall.Mkfifo(path, 0o600) },
		"a device's link": func(_, path string) error { return os.Symlink("/dev/full", path) },
	}
	for what, put := range put {
		for name, place := range map[string]func(j *File) string{
			"journal.db":            func(j *File) string { return j.path },
			"journal.db.new":        func(j *File) string { return j.path + ".new" },
			"journal.lock":          func(j *File) string { return files.LockPath(j.path) },
			"somebody's here":       func(j *File) string { return presencePath(filepath.Dir(j.path), strings.Repeat("A", 26)) },
			"kept":                  func(j *File) string { return j.keptPath("1") },
			"kept, being erased":    func(j *File) string { return overPath(j.keptPath("1")) },
			"kept of somebody gone": func(j *File) string { return j.keptPath("gone") },
			"being written":         func(j *File) string { return filepath.Join(filepath.Dir(j.path), ".journal-x.kept-1.tmp") },
		} {
			t.Run(what+" as "+name, func(t *testing.T) {
				t.Parallel()
				folder := t.TempDir()
				target := filepath.Join(folder, "elsewhere")
				const content = "a letter of somebody else"
				path := filepath.Join(folder, "data", "journal.db")
				clock := newHands(noon)
				j := openedJournal(t, path, clock.now)
				must(t, j.Begin(t.Context(), Record{ID: "1", Started: noon}, 0))
				must(t, j.Acknowledge(t.Context(), "1", aResumption, aRequest))
				at := place(j)
				must(t, os.RemoveAll(at))
				write(t, target, content)
				must(t, put(target, at))
				// Every operation: resuming, reopening, reading, ending.
				ctx := t.Context()
				_, received := j.Receive(ctx, "1", noon, []string{"token"}, someTokens)
				problems := []error{
					received,
					j.End(ctx, "1", Ending{At: noon, Outcome: ciba.Verified}),
					j.Done(ctx, "1"),
				}
				_, unfinished := j.Unfinished(ctx)
				_, listed := j.List(ctx, Filter{})
				_, erased := j.Erase(ctx, Filter{Until: noon.Add(1)})
				problems = append(problems, unfinished, listed, erased, j.Close())
				again, opened := OpenFile(ctx, path, secretsOver(t, keyringWith(7)), FileOptions{Now: clock.now})
				if opened == nil {
					opened = again.Begin(ctx, Record{ID: "2", Started: noon}, 0)
					problems = append(problems, again.Close())
				}
				problems = append(problems, opened)
				for _, err := range problems {
					if err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, files.ErrNotPlain) {
						t.Error(err)
					}
				}
				refused := map[string]bool{"journal.db": true, "journal.lock": true}
				if refused[name] != (opened != nil) {
					t.Errorf("opening it: %v", opened)
				}
				if is, err := os.ReadFile(target); err != nil || string(is) != content {
					t.Errorf("what it leads to is %q now, %v", is, err)
				}
			})
		}
	}
}

// TestLinksToFilesThatPeopleWrite: a link is what the user wants; a pipe isn't.
func TestLinksToFilesThatPeopleWrite(t *testing.T) {
	folder := t.TempDir()
	target, link, pipe := filepath.Join(folder, "dotfiles.toml"), filepath.Join(folder, "settings.toml"), filepath.Join(folder, "pipe.toml")
	write(t, target, `language = "da"`)
	must(t, os.Symlink(target, link))
	must(t, syscall.Mkfifo(pipe, 0o600))
	was, err := config.LoadSettings(link)
	if err != nil || was.Language != "da" {
		t.Errorf("through a link: %+v, %v", was, err)
	}
	must(t, config.SaveSettings(link, was, config.Settings{Language: "en"}))
	if now, err := config.LoadSettings(target); err != nil || now.Language != "en" {
		t.Errorf("what the link leads to: %+v, %v", now, err)
	}
	device := filepath.Join(folder, "device.toml")
	must(t, os.Symlink("/dev/zero", device))
	for _, path := range []string{pipe, device} {
		_, settings := config.LoadSettings(path)
		_, environments := config.LoadEnvironments(path)
		for _, err := range []error{settings, environments} {
			var fault *files.Error
			if !errors.As(err, &fault) || fault.Problem != files.ProblemNotAFile {
				t.Errorf("%s: %v", path, err)
			}
		}
	}
}

func TestOthersCanWrite(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data")
	if files.OthersCanWrite(folder) {
		t.Error("there is no such folder")
	}
	must(t, os.Mkdir(folder, 0o700))
	for mode, want := range map[os.FileMode]bool{0o700: false, 0o755: false, 0o720: true, 0o702: true, 0o777: true} {
		must(t, os.Chmod(folder, mode))
		if got := files.OthersCanWrite(folder); got != want {
			t.Errorf("%v: %t", mode, got)
		}
	}
}
