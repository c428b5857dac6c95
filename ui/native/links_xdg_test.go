//go:build unix && !darwin

package native

import (
	"cmp"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// linksIn returns links whose folders are in a new home.
func linksIn(t *testing.T) Links {
	t.Helper()
	home := t.TempDir()
	return Links{
		Program: "/opt/ringback/ringback", ConfigHome: filepath.Join(home, "config"), DataHome: filepath.Join(home, "data"),
		DataDirs: []string{filepath.Join(home, "usr"), "relative", filepath.Join(home, "data")},
		Write: func(path string, data []byte) error {
			return errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, data, 0o600))
		},
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
		t.Fatal(err)
	}
}

// TestDefaultsComeBack: whatever the list of defaults holds, registering changes the line of our
// links, and unregistering brings the list back as it was.
func TestDefaultsComeBack(t *testing.T) {
	const own = linkType + "=" + desktopFile + ";\n"
	const absent = "absent"
	for name, c := range map[string]struct{ before, registered, after string }{ // after is "" for before
		"no file": {
			before:     absent,
			registered: "[Default Applications]\n" + own,
			after:      absent,
		},
		"another group": {
			before:     "# mine\n[Added Associations]\ntext/html=a.desktop;\n",
			registered: "# mine\n[Added Associations]\ntext/html=a.desktop;\n\n[Default Applications]\n" + own,
			after:      "# mine\n[Added Associations]\ntext/html=a.desktop;\n\n[Default Applications]\n",
		},
		"other defaults": {
			before:     "[Default Applications]\ntext/html=a.desktop\n\n[X]\ny=z\n",
			registered: "[Default Applications]\n" + own + "text/html=a.desktop\n\n[X]\ny=z\n",
		},
		"another program": {
			before:     "[Default Applications]\na/b=c.desktop\n" + linkType + "=x.desktop;y.desktop;\nd/e=f.desktop\n",
			registered: "[Default Applications]\na/b=c.desktop\n" + own + "d/e=f.desktop\n",
		},
		"in another group": {
			before:     "[Added Associations]\n" + linkType + "=x.desktop;\n[Default Applications]\na/b=c.desktop\n",
			registered: "[Added Associations]\n" + linkType + "=x.desktop;\n[Default Applications]\n" + own + "a/b=c.desktop\n",
		},
		"no end of a line": {
			before:     "[Default Applications]",
			registered: "[Default Applications]\n" + own,
			after:      absent,
		},
		"with blanks": {
			before:     "[Default Applications]\n " + linkType + " = x.desktop;\n",
			registered: "[Default Applications]\n" + own,
			after:      "[Default Applications]\n" + linkType + "=x.desktop;\n",
		},
		"not the last word": {
			before:     "[Default Applications]\n" + linkType + "=x.desktop\n[Default Applications]\na/b=c.desktop\n",
			registered: "[Default Applications]\n" + own + "[Default Applications]\na/b=c.desktop\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := linksIn(t)
			if c.before != absent {
				write(t, l.list(), c.before)
			}
			for range 3 {
				if err := l.Register(); err != nil {
					t.Fatal(err)
				}
				if got, _ := readFile(l.list()); got != c.registered {
					t.Errorf("registered: %q, want %q", got, c.registered)
				}
			}
			if was, err := l.Unregister(); !was || err != nil {
				t.Errorf("unregistered: %v, %v", was, err)
			}
			want := cmp.Or(c.after, c.before)
			got, err := os.ReadFile(l.list())
			if gone := errors.Is(err, os.ErrNotExist); gone != (want == absent) || !gone && string(got) != want {
				t.Errorf("restored: %q, %v, want %q", got, err, want)
			}
			if _, err := os.Stat(l.ownFile()); !errors.Is(err, os.ErrNotExist) {
				t.Error("our desktop file is left behind")
			}
			if was, err := l.Unregister(); was || err != nil {
				t.Errorf("unregistered twice: %v, %v", was, err)
			}
		})
	}
}

// TestRegisterAfterTheProgramMoved: the path is renewed, and what was the default before us is
// still known.
func TestRegisterAfterTheProgramMoved(t *testing.T) {
	l := linksIn(t)
	const before = "[Default Applications]\n" + linkType + "=x.desktop;\n"
	write(t, l.list(), before)
	if err := l.Register(); err != nil {
		t.Fatal(err)
	}
	l.Program = "/opt/new/ringback"
	if err := l.Register(); err != nil {
		t.Fatal(err)
	}
	entry, _ := readFile(l.ownFile())
	if value(entry, entryGroup, "Exec") != `/opt/new/ringback %u` || value(entry, entryGroup, beforeKey) != "x.desktop;" {
		t.Errorf("%s", entry)
	}
	if _, err := l.Unregister(); err != nil {
		t.Fatal(err)
	}
	if got, _ := readFile(l.list()); got != before {
		t.Errorf("restored: %q", got)
	}
}

// TestAnotherChoiceSince stays: unregistering takes back only what is ours.
func TestAnotherChoiceSince(t *testing.T) {
	l := linksIn(t)
	if err := l.Register(); err != nil {
		t.Fatal(err)
	}
	const since = "[Default Applications]\n" + linkType + "=since.desktop;\n"
	write(t, l.list(), since)
	if was, err := l.Unregister(); !was || err != nil {
		t.Errorf("%v, %v", was, err)
	}
	if got, _ := readFile(l.list()); got != since {
		t.Errorf("%q", got)
	}
}

// TestPackageRegistered: nothing is written where a package has the links.
func TestPackageRegistered(t *testing.T) {
	l := linksIn(t)
	package1 := filepath.Join(l.DataDirs[0], "applications", "dk.ringback.Ringback.desktop")
	write(t, filepath.Join(l.DataDirs[0], "applications", "a.desktop"), "[Desktop Entry]\nMimeType=x-scheme-handler/ringback2;\n[Other]\nMimeType="+linkType+";\n")
	if err := os.Symlink("nowhere", filepath.Join(l.DataDirs[0], "applications", "b.desktop")); err != nil {
		t.Fatal(err)
	}
	if where, err := l.byPackage(); where != "" || err != nil {
		t.Errorf("%s, %v", where, err)
	}
	write(t, package1, "[Desktop Entry]\nMimeType=text/html;"+linkType+"\n")
	var by *PackageError
	if err := l.Register(); !errors.As(err, &by) || by.Where != package1 {
		t.Errorf("%v", err)
	}
	for _, path := range []string{l.list(), l.ownFile()} {
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is written", path)
		}
	}
}

// TestListThatCantBeRead: it isn't replaced by one that lacks the user's choices.
func TestListThatCantBeRead(t *testing.T) {
	for name, make := range map[string]func(path string) error{
		"a folder": func(path string) error { return os.MkdirAll(path, 0o700) },
		"too long": func(path string) error { return os.WriteFile(path, make([]byte, maxFile+1), 0o600) },
	} {
		l := linksIn(t)
		if err := errors.Join(os.MkdirAll(l.ConfigHome, 0o700), make(l.list())); err != nil {
			t.Fatal(err)
		}
		if err := l.Register(); err == nil {
			t.Errorf("%s: registered", name)
		}
		if _, err := l.Unregister(); err == nil {
			t.Errorf("%s: unregistered", name)
		}
	}
}

// TestExecQuotes: a program in any folder is one argument.
func TestExecQuotes(t *testing.T) {
	for path, want := range map[string]string{
		"/usr/bin/ringback":    `/usr/bin/ringback`,
		`/home/a b/50% "$x"/r`: `"/home/a b/50%% \\"\\$x\\"/r"`,
		"/a`b\\c":              "\"/a\\\\`b\\\\\\\\c\"",
		"/a\nExec=evil":        `"/a\nExec=evil"`,
	} {
		if got := quoted(path); got != want {
			t.Errorf("%q: %s, want %s", path, got, want)
		}
	}
}

// TestSystemFindsTheProgram asks the system's own program what opens the links.
func TestSystemFindsTheProgram(t *testing.T) {
	t.Parallel()
	ask, err := exec.LookPath("xdg-mime")
	if err != nil {
		t.Skip("xdg-mime isn't installed")
	}
	l := linksIn(t)
	query := func() string {
		command := exec.CommandContext(t.Context(), ask, "query", "default", linkType)
		command.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + l.DataHome, "XDG_CONFIG_HOME=" + l.ConfigHome, "XDG_DATA_HOME=" + l.DataHome, "XDG_DATA_DIRS=" + l.DataDirs[0]}
		out, _ := command.Output()
		return strings.TrimSpace(string(out))
	}
	if got := query(); got != "" {
		t.Skipf("another program is there already: %s", got)
	}
	if err := l.Register(); err != nil {
		t.Fatal(err)
	}
	if got := query(); got != desktopFile {
		t.Errorf("%q opens the links", got)
	}
	if _, err := l.Unregister(); err != nil {
		t.Fatal(err)
	}
	if got := query(); got != "" {
		t.Errorf("%q opens the links afterwards", got)
	}
}

func FuzzDefaults(f *testing.F) {
	f.Add("[Default Applications]\n" + linkType + "=x.desktop;\n[Added Associations]\na=b\n")
	f.Add("# only a comment")
	f.Fuzz(func(t *testing.T, list string) {
		registered := withDefault(list, desktopFile+";")
		if got := value(registered, defaultGroup, linkType); got != desktopFile+";" {
			t.Fatalf("the default is %q", got)
		}
		if again := withDefault(registered, desktopFile+";"); again != registered {
			t.Fatalf("the second time it becomes %q", again)
		}
		if got := value(withDefault(registered, ""), defaultGroup, linkType); got != "" {
			t.Fatalf("the default stays %q", got)
		}
	})
}
