package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"ringback/storage/files"
)

// chosen are settings of which none has its default.
var chosen = Settings{
	Environment: "nordby", Language: "da", Theme: "dark", TextSize: 130, HideNetwork: true, Sound: true,
	Production:  Production{ClientID: "abc", IP: "192.0.2.10", Organisation: "Nordby \"Kommune\" \\ æøå"},
	IdleMinutes: 20, RetentionDays: 365, Templates: map[string]string{"nordby": "Kode {code}, sag {case}"},
	CPRAgreed:  map[string]string{"production": "https://netseidbroker.dk/op abc"},
	CPRRefused: map[string]string{"nordby": "match_missing nordby"},
	Journal: OwnJournal{
		Database: "postgres://a.example:5433,b.example/ringback", User: "anna", Certificate: root + "etc/anna.pem", Password: PasswordInKeyring,
		Unreachable: UnreachableLocal,
	},
}

func TestSettingsRoundTrip(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "new", "ringback")
	path := files.Folders{Config: folder}.SettingsFile()
	if got, err := LoadSettings(path); !reflect.DeepEqual(got, Settings{}) || err != nil {
		t.Fatalf("no file: %+v, %v", got, err)
	}
	for _, want := range []Settings{chosen, {}, {Environment: "pp"}} {
		if err := saveSettings(path, want, files.OS{}); err != nil {
			t.Fatal(err)
		}
		if got, err := LoadSettings(path); !reflect.DeepEqual(got, want) || err != nil {
			t.Errorf("got  %+v, %v\nwant %+v", got, err, want)
		}
	}
	if runtime.GOOS != "windows" {
		for path, want := range map[string]fs.FileMode{path: 0o600, folder: 0o700 | fs.ModeDir, filepath.Dir(folder): 0o700 | fs.ModeDir} {
			if info, err := os.Stat(path); err != nil || info.Mode() != want {
				t.Errorf("%s: %v, %v; want %v", path, info.Mode(), err, want)
			}
		}
	}
	onlyFiles(t, folder, "settings.toml")
}

func TestSettingsOfTheUsersOwn(t *testing.T) {
	for text, want := range map[string]Settings{
		"text_size = 200\n":       {TextSize: 200},
		"text_size = 201\n":       {},
		"text_size = 84\n":        {},
		"text_size = 100.5\n":     {},
		"idle_minutes = 60\n":     {IdleMinutes: 60},
		"idle_minutes = 0\n":      {},
		"idle_minutes = 61\n":     {},
		"idle_minutes = \"5\"\n":  {},
		"retention_days = 3650\n": {RetentionDays: 3650},
		"retention_days = 0\n":    {RetentionDays: RetentionUnknown},
		"retention_days = 3651\n": {RetentionDays: RetentionUnknown},
		"retention_days = 30.5\n": {RetentionDays: RetentionUnknown},
		"[reference_templates]\npp = \"{code}\"\nnordby = 7\n":                            {Templates: map[string]string{"pp": "{code}"}},
		"[reference_templates]\npp = \"" + strings.Repeat("x", maxSettingText+1) + "\"\n": {Templates: map[string]string{}},
	} {
		got, err := ParseSettings([]byte(text), "settings.toml")
		if !reflect.DeepEqual(got, want) || (err == nil) != slices.Contains([]string{"text_size = 200\n", "idle_minutes = 60\n", "retention_days = 3650\n"}, text) {
			t.Errorf("%.40q: %+v, %v", text, got, err)
		}
	}
	// A removed template doesn't stay in the file.
	path := filepath.Join(t.TempDir(), "settings.toml")
	if err := saveSettings(path, chosen, files.OS{}); err != nil {
		t.Fatal(err)
	}
	if err := saveSettings(path, Settings{}, files.OS{}); err != nil {
		t.Fatal(err)
	}
	if text := read(t, path); strings.Contains(text, "template") || strings.Contains(text, "idle") || strings.Contains(text, "text_size") || strings.Contains(text, "retention") || strings.Contains(text, "cpr") {
		t.Errorf("left in the file:\n%s", text)
	}
}

// onlyFiles checks that a folder holds nothing else.
func onlyFiles(t *testing.T, folder string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, entry := range entries {
		got = append(got, entry.Name())
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("files %q, want %q", got, want)
	}
}

func TestKeysOfANewerVersionStay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.toml")
	write(t, path, "volume = 11\nlanguage = \"sv\"\n[production]\nseal = \"left\"\nip = \"192.0.2.5\"\n[later]\nname = \"ring\"\n")
	s, err := LoadSettings(path)
	if err != nil || s.Language != "sv" || s.Production.IP != "192.0.2.5" {
		t.Fatalf("%+v, %v", s, err)
	}
	s.Production.IP = "192.0.2.7"
	if err := saveSettings(path, s, files.OS{}); err != nil {
		t.Fatal(err)
	}
	text := read(t, path)
	for _, want := range []string{"volume = 11", "seal = \"left\"", "name = \"ring\"", "ip = \"192.0.2.7\""} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is gone:\n%s", want, text)
		}
	}
	onlyFiles(t, filepath.Dir(path), "settings.toml")
}

// TestFileThatCantBeReadAgainIsKept saves over files that couldn't be read again with the new
// settings.
func TestFileThatCantBeReadAgainIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.toml")
	text := "x = \"" + strings.Repeat("[", maxDepth) + "\"\n"
	write(t, path, text)
	if err := saveSettings(path, chosen, files.OS{}); err != nil {
		t.Fatal(err)
	}
	if got, err := LoadSettings(path); !reflect.DeepEqual(got, chosen) || err != nil {
		t.Errorf("%+v, %v", got, err)
	}
	if kept := read(t, path+".bak"); kept != text {
		t.Errorf("kept %q", kept)
	}
}

func TestBrokenSettings(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       Settings
		problems   []files.Problem
		line       int
	}{
		{
			name: "not TOML", text: "environment = \"pp\"\nlanguage da\n",
			want: Settings{RetentionDays: RetentionUnknown}, problems: []files.Problem{files.ProblemSyntax}, line: 2,
		},
		{
			name: "zeros, as after a power failure", text: strings.Repeat("\x00", 100),
			want: Settings{RetentionDays: RetentionUnknown}, problems: []files.Problem{files.ProblemSyntax}, line: 1,
		},
		{
			name:     "wrong types",
			text:     "environment = \"pp\"\nhide_network = \"yes\"\nidle_minutes = -4\n[production]\nip = 5\n",
			want:     Settings{Environment: "pp"},
			problems: []files.Problem{files.ProblemType, files.ProblemType, files.ProblemType}, line: 2,
		},
		{
			name: "a number for a table", text: "language = \"da\"\nproduction = 3",
			want: Settings{Language: "da"}, problems: []files.Problem{files.ProblemType}, line: 2,
		},
		{
			name: "a long text", text: "theme = \"" + strings.Repeat("x", 201) + "\"",
			want: Settings{}, problems: []files.Problem{files.ProblemTooLong}, line: 1,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "settings.toml")
			write(t, path, c.text)
			got, err := LoadSettings(path)
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
			var problems []files.Problem
			faults := fileErrors(err)
			for _, fault := range faults {
				problems = append(problems, fault.Problem)
			}
			if !reflect.DeepEqual(problems, c.problems) || faults[0].Line != c.line || faults[0].File != path {
				t.Errorf("%v, want %v, first on line %d", err, c.problems, c.line)
			}
			if read(t, path) != c.text {
				t.Error("loading changed the file")
			}
			for range 2 { // the second time the file is valid
				if err := saveSettings(path, chosen, files.OS{}); err != nil {
					t.Fatal(err)
				}
			}
			if kept := read(t, path+".bak"); kept != c.text {
				t.Errorf("kept %q", kept)
			}
			if got, err := LoadSettings(path); !reflect.DeepEqual(got, chosen) || err != nil {
				t.Errorf("%+v, %v", got, err)
			}
			onlyFiles(t, filepath.Dir(path), "settings.toml", "settings.toml.bak")
		})
	}
}

func TestEveryBrokenFileIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.toml")
	for _, text := range []string{"one", "two", "one", "two", "three"} {
		write(t, path, text)
		if err := saveSettings(path, Settings{}, files.OS{}); err != nil {
			t.Fatal(err)
		}
	}
	onlyFiles(t, filepath.Dir(path), "settings.toml", "settings.toml.bak", "settings.toml.bak2", "settings.toml.bak3")
	for name, want := range map[string]string{".bak": "one", ".bak2": "two", ".bak3": "three"} {
		if got := read(t, path+name); got != want {
			t.Errorf("%s holds %q", name, got)
		}
	}
}

func TestATooLargeFileIsNotReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.toml")
	write(t, path, strings.Repeat("#", 2*files.MaxSize))
	var fault *files.Error
	if err := saveSettings(path, chosen, files.OS{}); !errors.As(err, &fault) || fault.Problem != files.ProblemTooLarge {
		t.Error(err)
	}
	if len(read(t, path)) != 2*files.MaxSize {
		t.Error("the file was replaced")
	}
}

func TestASymbolicLinkStaysOne(t *testing.T) {
	folder := t.TempDir()
	target, link := filepath.Join(folder, "target"), filepath.Join(folder, "settings.toml")
	write(t, target, "")
	if err := os.Symlink(target, link); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	if err := saveSettings(link, chosen, files.OS{}); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if got, err := LoadSettings(target); !reflect.DeepEqual(got, chosen) || err != nil {
		t.Errorf("%+v, %v", got, err)
	}
}

// brokenFiles is a file system in which one operation fails.
type brokenFiles struct {
	files.OS
	operation string
	err       error
}

func (b brokenFiles) fails(operation string) error {
	if operation == b.operation {
		return b.err
	}
	return nil
}

func (b brokenFiles) MkdirAll(folder string) error {
	return errors.Join(b.fails("mkdir"), b.OS.MkdirAll(folder))
}

func (b brokenFiles) CreateTemp(folder, pattern string) (files.File, error) {
	if err := b.fails("create"); err != nil {
		return nil, err
	}
	f, err := b.OS.CreateTemp(folder, pattern)
	return brokenFile{f, b}, err
}

func (b brokenFiles) Rename(from, to string) error {
	if err := b.fails("rename"); err != nil {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
	}
	return b.OS.Rename(from, to)
}

func (b brokenFiles) SyncFolder(folder string) error {
	return errors.Join(b.fails("sync folder"), b.OS.SyncFolder(folder))
}

type brokenFile struct {
	files.File
	files brokenFiles
}

// Write writes half of the data and then fails, like a disk that fills up.
func (b brokenFile) Write(data []byte) (int, error) {
	if err := b.files.fails("write"); err != nil {
		n, _ := b.File.Write(data[:len(data)/2])
		return n, err
	}
	return b.File.Write(data)
}

func (b brokenFile) Sync() error { return errors.Join(b.files.fails("sync"), b.File.Sync()) }

func (b brokenFile) Close() error { return errors.Join(b.File.Close(), b.files.fails("close")) }

func TestAFailedSaveLosesNothing(t *testing.T) {
	for _, c := range []struct {
		operation string
		err       error
		want      files.Problem
	}{
		{operation: "mkdir", err: errReadOnlyDisk, want: files.ProblemReadOnly},
		{operation: "create", err: syscall.EACCES, want: files.ProblemReadOnly},
		{operation: "create", err: errDiskFull, want: files.ProblemDiskFull},
		{operation: "write", err: errDiskFull, want: files.ProblemDiskFull},
		{operation: "write", err: errQuota, want: files.ProblemDiskFull},
		{operation: "write", err: syscall.EIO, want: files.ProblemNotWritten},
		{operation: "sync", err: errDiskFull, want: files.ProblemDiskFull},
		{operation: "close", err: syscall.EIO, want: files.ProblemNotWritten},
		{operation: "rename", err: syscall.EPERM, want: files.ProblemReadOnly},
	} {
		t.Run(c.operation+" "+c.err.Error(), func(t *testing.T) {
			folder := t.TempDir()
			path := filepath.Join(folder, "settings.toml")
			if err := saveSettings(path, chosen, files.OS{}); err != nil {
				t.Fatal(err)
			}
			err := saveSettings(path, Settings{}, brokenFiles{operation: c.operation, err: c.err})
			var fault *files.Error
			if !errors.As(err, &fault) || fault.Problem != c.want || !errors.Is(err, c.err) || fault.File != path {
				t.Errorf("got %v, want %s", err, c.want)
			}
			if got, err := LoadSettings(path); !reflect.DeepEqual(got, chosen) || err != nil {
				t.Errorf("the old file: %+v, %v", got, err)
			}
			onlyFiles(t, folder, "settings.toml")

			// A broken file that can't be copied isn't lost either.
			write(t, path, "broken")
			if err := saveSettings(path, Settings{}, brokenFiles{operation: c.operation, err: c.err}); !errors.As(err, &fault) || fault.Problem != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
			if got := read(t, path); got != "broken" {
				t.Errorf("the broken file: %q", got)
			}
			onlyFiles(t, folder, "settings.toml")
		})
	}
}

func TestAnUnconfirmedSaveSaysSo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.toml")
	err := saveSettings(path, chosen, brokenFiles{operation: "sync folder", err: syscall.EIO})
	var fault *files.Error
	if !errors.As(err, &fault) || fault.Problem != files.ProblemNotSynced {
		t.Error(err)
	}
	if got, err := LoadSettings(path); !reflect.DeepEqual(got, chosen) || err != nil {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestAReadOnlyFolder(t *testing.T) {
	folder := t.TempDir()
	if os.Geteuid() == 0 || runtime.GOOS == "windows" {
		if runtime.GOOS != "linux" {
			t.Skip("no folder here is read-only for this user")
		}
		folder = "/sys/kernel" // not even root can make files there
	} else if err := os.Chmod(folder, 0o500); err != nil {
		t.Fatal(err)
	}
	err := saveSettings(filepath.Join(folder, "settings.toml"), chosen, files.OS{})
	var fault *files.Error
	if !errors.As(err, &fault) || fault.Problem != files.ProblemReadOnly {
		t.Error(err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// hasty is a system that doesn't sync: that would take too long for thousands of files.
type hasty struct{ files.OS }

func (hasty) SyncFolder(string) error { return nil }

func (h hasty) CreateTemp(folder, pattern string) (files.File, error) {
	f, err := h.OS.CreateTemp(folder, pattern)
	return unsynced{f}, err
}

type unsynced struct{ files.File }

func (unsynced) Sync() error { return nil }

// FuzzSettings checks that settings can be loaded from and saved over any file, and that a broken
// one is kept.
func FuzzSettings(f *testing.F) {
	for _, seed := range []string{"", "environment = \"pp\"", "[window]\nwidth = 3", "window = 3", "a.b = 1\n[a.c]", "x = [1, \"a\", {b = 1}]", "x = []\ny = [[]]\n", "production = []", "[[window]]\nwidth=1", "d = 1979-05-27\nt = 07:32:00\nf = nan", "\"\" = 1\n\"a b\" = 2"} {
		f.Add([]byte(seed))
	}
	// This can be read once, but not with our tables added: it is then too deep.
	f.Add([]byte("x = \"" + strings.Repeat("[", maxDepth) + "\""))
	f.Add([]byte("[a" + strings.Repeat(".a", 60) + "]\nb" + strings.Repeat(".b", 60) + " = 1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "settings.toml")
		write(t, path, string(data))
		_, broken := LoadSettings(path)
		if err := saveSettings(path, chosen, hasty{}); err != nil {
			t.Fatal(err)
		}
		if got, err := LoadSettings(path); !reflect.DeepEqual(got, chosen) || err != nil {
			t.Fatalf("%+v, %v\n%s", got, err, read(t, path))
		}
		if broken != nil && read(t, path+".bak") != string(data) {
			t.Fatal("the broken file wasn't kept")
		}
	})
}
