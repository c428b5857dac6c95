package logs

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ringback/storage/files"
)

// marked is what must be in no file.
const marked = "Mette Holm Sørensen 8a9856e0-f12d-4217-b320-c8a076be9320"

// linesIn reads the only log of a folder.
func linesIn(t *testing.T, folder string) []map[string]any {
	t.Helper()
	names := namesIn(folder, logEnding)
	if len(names) != 1 {
		t.Fatalf("logs: %v", names)
	}
	text, err := os.ReadFile(filepath.Join(folder, names[0]+logEnding))
	if err != nil {
		t.Fatal(err)
	}
	var all []map[string]any
	for line := range bytes.Lines(text) {
		var one map[string]any
		if err := json.Unmarshal(line, &one); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		all = append(all, one)
	}
	return all
}

// TestDemoStaysInMemory: nothing is left of a process that never asks for a file.
func TestDemoStaysInMemory(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data", "logs")
	l := Open(Options{Folder: folder, About: "Ringback 1"})
	l.Logger().Info("started")
	if names := namesIn(folder, logEnding); names != nil {
		t.Errorf("there is %v", names)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Dir(folder)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder: %v", err)
	}
}

// TestALinkToAFolderStays: who keeps the data folder elsewhere keeps the way to the journal.
func TestALinkToAFolderStays(t *testing.T) {
	for _, linked := range []string{"data", "data/logs"} {
		home, elsewhere := t.TempDir(), t.TempDir()
		link := filepath.Join(home, linked)
		if err := os.MkdirAll(filepath.Dir(link), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(elsewhere, link); err != nil {
			t.Skip("this system makes no links:", err)
		}
		if err := Open(Options{Folder: filepath.Join(home, "data", "logs"), About: "Ringback 1"}).Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Lstat(link); err != nil {
			t.Errorf("the link %s: %v", linked, err)
		}
	}
}

// TestLinesBeforeAreWritten: a file begins with what happened before it was asked for.
func TestLinesBeforeAreWritten(t *testing.T) {
	folder := t.TempDir()
	l := Open(Options{Folder: folder, Now: func() time.Time { return time.Date(2026, 3, 14, 10, 42, 51, 0, time.Local) }})
	l.Logger().Info("started", "version", "1")
	l.Logger().Debug("unsaid")
	l.ToFile()
	l.SetLevel("debug")
	l.Logger().Debug("said", Since(time.Now().Add(-time.Second)))
	l.SetLevel("warn")
	l.Logger().Info("unsaid")
	l.SetLevel("nonsense")
	l.Logger().Info("last")
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	all := linesIn(t, folder)
	if len(all) != 3 || all[0]["msg"] != "started" || all[1]["msg"] != "said" || all[1]["ms"].(float64) < 1000 || all[2]["msg"] != "last" {
		t.Errorf("%v", all)
	}
	if at, err := time.Parse("2006-01-02T15:04:05.000Z", all[0]["time"].(string)); err != nil || time.Since(at) > time.Minute {
		t.Errorf("%v, %v", all[0], err)
	}
}

// TestOnlyTheUserReads: log and crash file are for this user alone.
func TestOnlyTheUserReads(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "logs")
	l := Open(Options{Folder: folder})
	l.ToFile()
	l.Logger().Info("x")
	defer l.Close()
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) == 0 {
		t.Fatal(entries, err)
	}
	for _, entry := range entries {
		if info, err := entry.Info(); err != nil || os.PathSeparator == '/' && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", entry.Name(), info.Mode(), err)
		}
	}
}

// TestOnlyKindsAreWritten: whatever is given to the logger, texts of errors and values of any type
// don't get into the file.
func TestOnlyKindsAreWritten(t *testing.T) {
	folder := t.TempDir()
	l := Open(Options{Folder: folder})
	l.ToFile()
	log := l.Logger()
	log.Info("x", "error", fmt.Errorf("%s: %w", marked, os.ErrPermission))
	log.Info("x", "error", &files.Error{File: marked, Problem: files.ProblemSyntax, Err: errors.New(marked)})
	log.Info("x", "error", &os.PathError{Op: marked, Path: marked, Err: os.ErrNotExist})
	log.Info("x", "any", struct{ Name string }{marked}, "map", map[string]string{marked: marked})
	log.Info("x", "pointer", &marked4{marked}, slog.Group("group", "error", errors.New(marked)))
	log.With("error", errors.New(marked)).Info("x", "list", []string{"a", "b"}, "long", strings.Repeat("ø", 200))
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	all := linesIn(t, folder)
	if text := fmt.Sprint(all); len(all) != 6 || strings.Contains(text, "Mette") || strings.Contains(text, "8a98") {
		t.Errorf("%v", all)
	}
	if got := all[1]["error"]; got != "syntax, *files.Error, *errors.errorString" {
		t.Errorf("%v", got)
	}
	if got := all[5]["list"]; got != "a b" {
		t.Errorf("%v", got)
	}
}

type marked4 struct{ name string }

func (m *marked4) String() string { return m.name }

// TestALogNeverGrowsBeyond: a long log loses its oldest lines, and stays whole lines.
func TestALogNeverGrowsBeyond(t *testing.T) {
	folder := t.TempDir()
	file, err := makeIn(filepath.Join(folder, "one"+logEnding))
	if err != nil {
		t.Fatal(err)
	}
	line := `{"msg":"` + strings.Repeat("x", 4997) + `"}` + "\n"
	for i := range 600 {
		if err := appendTo(file, [][]byte{[]byte(strings.Replace(line, "xxxx", fmt.Sprintf("%04d", i), 1))}); err != nil {
			t.Fatal(err)
		}
		if info, _ := file.Stat(); info.Size() > maxFile {
			t.Fatalf("%d bytes", info.Size())
		}
	}
	_ = file.Close()
	all := linesIn(t, folder)
	if len(all) < 100 || !strings.HasPrefix(all[len(all)-1]["msg"].(string), "0599") || all[0]["msg"] == "" {
		t.Errorf("%d lines, %v … %v", len(all), all[0], all[len(all)-1])
	}
}

// TestTooManyLinesInMemory: the oldest go, and that is said.
func TestTooManyLinesInMemory(t *testing.T) {
	folder := t.TempDir()
	l := Open(Options{Folder: folder})
	for i := range 3000 {
		l.Logger().Info(strings.Repeat("x", 150), "n", i)
	}
	l.ToFile()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	all := linesIn(t, folder)
	if all[0]["msg"] != "lines dropped" || all[0]["count"].(float64)+float64(len(all)-1) != 3000 || all[len(all)-1]["n"] != 2999.0 {
		t.Errorf("%d lines, %v … %v", len(all), all[0], all[len(all)-1])
	}
}

// TestOldLogsGo: together logs have at most 5 MB; those of living processes stay.
func TestOldLogsGo(t *testing.T) {
	folder := t.TempDir()
	put := func(name string, size int) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), make([]byte, size), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 8 {
		put(fmt.Sprintf("2026010%dT000000.000Z-1.log", i), maxFile*3/4)
	}
	living := "20260100T000000.000Z-1"
	put(living+crashEnding, 0)
	lock, err := files.Lock(t.Context(), filepath.Join(folder, living+crashEnding))
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	put("something.txt", 10)
	l := Open(Options{Folder: folder})
	l.ToFile()
	l.Logger().Info("x")
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	left := namesIn(folder, logEnding)
	if len(left) != 6 || left[0] != living || left[1] != "20260104T000000.000Z-1" {
		t.Errorf("%v", left)
	}
	if _, err := os.Stat(filepath.Join(folder, "something.txt")); err != nil {
		t.Error(err)
	}
}

// TestAFolderThatCantBeWritten: the program runs without a log, and knows why.
func TestAFolderThatCantBeWritten(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	l := Open(Options{Folder: filepath.Join(blocked, "logs")})
	l.ToFile()
	l.Logger().Info("x")
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if l.Fault() == nil {
		t.Error("no fault")
	}
}

// TestALogThatIsALink isn't followed.
func TestALogThatIsALink(t *testing.T) {
	folder, now := t.TempDir(), time.Now()
	target := filepath.Join(folder, "target")
	l := &Logs{folder: folder, name: "one", now: func() time.Time { return now }}
	if err := os.Symlink(target, filepath.Join(folder, "one.log")); err != nil {
		t.Skip(err)
	}
	if link, err := os.Lstat(filepath.Join(folder, "one.log")); err != nil || link.Mode()&os.ModeSymlink == 0 {
		t.Skip("links aren't made here") // Wine says that it made one
	}
	if file, err := l.begin(); err == nil {
		_ = file.Close()
		t.Error("it was followed")
	}
	if _, err := os.Stat(target); err == nil {
		t.Error("the target was made")
	}
}
