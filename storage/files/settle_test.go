package files

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"testing"
)

// twoFolders returns folders in which an earlier version left files.
func twoFolders(t *testing.T, left map[string]string) Folders {
	t.Helper()
	home := t.TempDir()
	f := Folders{Config: filepath.Join(home, "Roaming", "Ringback"), Data: filepath.Join(home, "Local", "ringback"), Earlier: filepath.Join(home, "Local", "ringback")}
	must(t, os.MkdirAll(f.Earlier, 0o700))
	for name, text := range left {
		must(t, os.WriteFile(filepath.Join(f.Earlier, name), []byte(text), 0o600))
	}
	return f
}

// texts returns the texts of a folder's files, but for the locks.
func texts(t *testing.T, folder string) map[string]string {
	t.Helper()
	found := make(map[string]string)
	all, err := filepath.Glob(filepath.Join(folder, "*"))
	must(t, err)
	for _, path := range all {
		if filepath.Ext(path) == ".lock" {
			continue
		}
		text, err := os.ReadFile(path)
		must(t, err)
		found[filepath.Base(path)] = string(text)
	}
	return found
}

func states(moves []Move) string {
	text := ""
	for _, m := range moves {
		text += fmt.Sprintf("%s %s ", m.Name, m.State)
	}
	return text
}

func TestEarlierFilesAreMovedOnce(t *testing.T) {
	left := map[string]string{"settings.toml": "theme = \"dark\"", "environments.toml": "broken", "journal.db": "journal"}
	f := twoFolders(t, left)
	now, moves := f.Settle(t.Context(), OS{})
	if got := states(moves); got != "settings.toml moved environments.toml moved " {
		t.Error(got)
	}
	if got := texts(t, f.Config); !reflect.DeepEqual(got, map[string]string{"settings.toml": left["settings.toml"], "environments.toml": "broken"}) {
		t.Errorf("the new folder: %v", got)
	}
	if got := texts(t, f.Earlier); !reflect.DeepEqual(got, map[string]string{"journal.db": "journal"}) {
		t.Errorf("the old folder: %v", got)
	}
	if now.SettingsFile() != filepath.Join(f.Config, "settings.toml") || now.EnvironmentsFile() != filepath.Join(f.Config, "environments.toml") {
		t.Error(now.SettingsFile(), now.EnvironmentsFile())
	}
	if _, moves := f.Settle(t.Context(), OS{}); len(moves) != 0 {
		t.Errorf("moved again: %v", moves)
	}
}

func TestNothingToMove(t *testing.T) {
	f := twoFolders(t, nil)
	for _, f := range []Folders{f, {Config: f.Config}} {
		if _, moves := f.Settle(t.Context(), OS{}); len(moves) != 0 {
			t.Error(moves)
		}
	}
	if _, err := os.Stat(f.Config); err == nil {
		t.Error("a folder was made for nothing")
	}
}

// TestBothStay: the user may have come from another machine, whose settings are newer.
func TestBothStay(t *testing.T) {
	f := twoFolders(t, map[string]string{"settings.toml": "old", "environments.toml": "same"})
	must(t, os.MkdirAll(f.Config, 0o700))
	must(t, os.WriteFile(filepath.Join(f.Config, "settings.toml"), []byte("new"), 0o600))
	must(t, os.WriteFile(filepath.Join(f.Config, "environments.toml"), []byte("same"), 0o600))
	now, moves := f.Settle(t.Context(), OS{})
	if got := states(moves); got != "settings.toml both " {
		t.Error(got)
	}
	if got := texts(t, f.Config); got["settings.toml"] != "new" || got["environments.toml"] != "same" || len(got) != 2 {
		t.Error(got)
	}
	if got := texts(t, f.Earlier); got["settings.toml"] != "old" || len(got) != 1 {
		t.Error(got)
	}
	if now.SettingsFile() != filepath.Join(f.Config, "settings.toml") {
		t.Error(now.SettingsFile())
	}
}

// unwritable is a system on which one operation fails.
type unwritable struct {
	OS
	temp, remove error
}

func (u unwritable) CreateTemp(folder, pattern string) (File, error) {
	if u.temp != nil {
		return nil, u.temp
	}
	return u.OS.CreateTemp(folder, pattern)
}

func (u unwritable) Remove(path string) error {
	if u.remove != nil {
		return u.remove
	}
	return u.OS.Remove(path)
}

// TestAFullProfile: the old files stay in use, and the next start tries again.
func TestAFullProfile(t *testing.T) {
	left := map[string]string{"settings.toml": "one", "environments.toml": "two"}
	f := twoFolders(t, left)
	now, moves := f.Settle(t.Context(), unwritable{temp: &os.PathError{Op: "open", Path: "x", Err: noRoom()[0]}})
	var fault *Error
	if states(moves) != "settings.toml failed environments.toml failed " || !errors.As(moves[0].Err, &fault) || fault.Problem != ProblemDiskFull {
		t.Errorf("%+v", moves)
	}
	if now.SettingsFile() != filepath.Join(f.Earlier, "settings.toml") || now.EnvironmentsFile() != filepath.Join(f.Earlier, "environments.toml") {
		t.Error("the old files aren't used", now.SettingsFile(), now.EnvironmentsFile())
	}
	if got := texts(t, f.Earlier); !reflect.DeepEqual(got, left) {
		t.Error(got)
	}
	if now, moves := f.Settle(t.Context(), OS{}); states(moves) != "settings.toml moved environments.toml moved " || now.SettingsFile() == now.configFile("") || len(texts(t, f.Earlier)) != 0 {
		t.Errorf("%v", moves)
	}
}

// TestAnOldFileThatCanNotBeRemoved is used no more, and is removed without a word later.
func TestAnOldFileThatCanNotBeRemoved(t *testing.T) {
	f := twoFolders(t, map[string]string{"settings.toml": "one"})
	if _, moves := f.Settle(t.Context(), unwritable{remove: os.ErrPermission}); states(moves) != "settings.toml moved " {
		t.Error(moves)
	}
	if _, moves := f.Settle(t.Context(), OS{}); len(moves) != 0 || len(texts(t, f.Earlier)) != 0 {
		t.Error(moves, texts(t, f.Earlier))
	}
}

func TestATooLargeFileStays(t *testing.T) {
	f := twoFolders(t, map[string]string{"settings.toml": string(make([]byte, MaxSize+1))})
	if now, moves := f.Settle(t.Context(), OS{}); states(moves) != "settings.toml failed " || now.SettingsFile() != filepath.Join(f.Earlier, "settings.toml") {
		t.Error(states(moves))
	}
}

// TestSeveralStartsMoveAtOnce: one of them says so, and every one reads the same afterwards.
func TestSeveralStartsMoveAtOnce(t *testing.T) {
	f := twoFolders(t, map[string]string{"settings.toml": "one", "environments.toml": "two"})
	var starts sync.WaitGroup
	var mu sync.Mutex
	said := make(map[string]int)
	for range 8 {
		starts.Go(func() {
			now, moves := f.Settle(t.Context(), OS{})
			one, err := Read(now.SettingsFile())
			two, also := Read(now.EnvironmentsFile())
			mu.Lock()
			defer mu.Unlock()
			for _, m := range moves {
				said[m.Name+" "+string(m.State)]++
			}
			if err != nil || also != nil || string(one) != "one" || string(two) != "two" {
				t.Errorf("%q, %v; %q, %v", one, err, two, also)
			}
		})
	}
	starts.Wait()
	if !reflect.DeepEqual(said, map[string]int{"settings.toml moved": 1, "environments.toml moved": 1}) {
		t.Error(said)
	}
}

// TestFilesAsTheyAre: who only looks finds what the next start would move where it is, and moves
// nothing.
func TestFilesAsTheyAre(t *testing.T) {
	home := t.TempDir()
	folders := Folders{Config: filepath.Join(home, "new"), Earlier: filepath.Join(home, "old")}
	for _, path := range []string{"old/settings.toml", "old/environments.toml", "new/environments.toml"} {
		path = filepath.Join(home, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	found := folders.AsTheyAre()
	if found.SettingsFile() != filepath.Join(home, "old", "settings.toml") || found.EnvironmentsFile() != filepath.Join(home, "new", "environments.toml") {
		t.Errorf("%s, %s", found.SettingsFile(), found.EnvironmentsFile())
	}
	if _, err := os.Stat(found.SettingsFile()); err != nil {
		t.Error(err)
	}
	if elsewhere := (Folders{Config: "new"}).AsTheyAre(); elsewhere.SettingsFile() != filepath.Join("new", "settings.toml") {
		t.Errorf("%s", elsewhere.SettingsFile())
	}
}
