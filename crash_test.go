//go:build console

package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	keyring "github.com/zalando/go-keyring"

	"ringback/ciba/simulator"
	"ringback/storage/logs"
	"ringback/ui/desk"
)

// marks are what must be in no log, no report and on no standard error of a crash: the person
// asked, who approved, the text, the case and the secret.
func marks() []string {
	return []string{
		"8a9856e0-f12d-4217-b320-c8a076be9320", "Mette Holm", "1974-03-12", "Kode 4821, Mark by", "2026-17-marked", simulator.PublishedClientSecret,
	}
}

// crashIn runs the program and crashes it in a state of the desk, in a way: "error" is a panic with
// everything that the desk shows, "fault" one of Go's runtime, "signal" one of the system, as from
// C.
func crashIn(state desk.State, how string, args []string) {
	keyring.MockInit()
	p := program{watch: func(view desk.View) {
		if view.State != state {
			return
		}
		switch how {
		case "error":
			panic(fmt.Errorf("%+v: %w", view, errors.New(strings.Join(marks(), " "))))
		case "fault":
			new(sync.Mutex).Unlock()
		case "signal":
			self, _ := os.FindProcess(os.Getpid())
			_ = self.Signal(syscall.SIGSEGV)
			select {}
		}
	}}
	os.Exit(p.run(args))
}

// TestACrashTellsNothing crashes the program in each state of a verification outside the demo. What
// is on the disk then, and what it wrote to standard error, has fixed words and frames only.
func TestACrashTellsNothing(t *testing.T) {
	t.Parallel()
	issuer := startBroker(t, time.Second).issuer
	for _, state := range []desk.State{desk.Idle, desk.Starting, desk.Waiting, desk.Checking, desk.Ended} {
		for _, how := range []string{"error", "fault", "signal"} {
			t.Run(string(state)+"/"+how, func(t *testing.T) {
				if how == "signal" && runtime.GOOS == "windows" {
					t.Skip("there are no signals")
				}
				t.Parallel()
				c := newCrashing(t, issuer)
				c.crash(t, string(state), how)
				all := logs.Crashes(c.logs)
				if len(all) != 1 || !strings.Contains(all[0].Report, "ringback.crashIn.func1\n\tcrash_test.go:") && how != "signal" {
					t.Fatalf("%v", all)
				}
				said := c.command(t, "journal", "head")
				if told := "ringback: Ringback stopped unexpectedly"; strings.Count(said, told) != 1 || strings.Contains(c.command(t, "journal", "head"), told) {
					t.Errorf("the next start wrote %s", said)
				}
			})
		}
	}
}

// TestAnyStartCutsAReport: a command that doesn't name reports leaves nothing in them that must not
// be shown, either. Somebody may send the folder after ringback doctor.
func TestAnyStartCutsAReport(t *testing.T) {
	t.Parallel()
	c := newCrashing(t, "https://broker.example")
	must(t, os.MkdirAll(c.logs, 0o700))
	path := filepath.Join(c.logs, "20261129T120000.000Z-1.crash")
	must(t, os.WriteFile(path, []byte("Ringback\npanic: Mette Holm\n"), 0o600))
	c.command(t, "doctor", "-environment", "demo")
	if text, err := os.ReadFile(path); err != nil || len(marksIn(text)) > 0 {
		t.Errorf("the report is %q, %v", text, err)
	}
}

// crashing is a home with an environment outside the demo.
type crashing struct{ home, logs, environments string }

func newCrashing(t *testing.T, issuer string) crashing {
	t.Helper()
	home := t.TempDir()
	c := crashing{home: home, logs: filepath.Join(home, "ringback", "logs"), environments: filepath.Join(home, "own.toml")}
	must(t, os.WriteFile(c.environments, fmt.Appendf(nil, `[[environment]]
id = "nordby"
name = "Nordby Kommune"
kind = "test"
profile = "mitid-flex"
issuer = %q
client_id = %q
client_auth = "client_secret_post"
ip = "192.0.2.10"
`, issuer, simulator.PublishedClientID), 0o600))
	return c
}

// crash runs the program until it crashes, and searches the raw report, the log and standard error.
func (c crashing) crash(t *testing.T, state, how string) {
	t.Helper()
	child := c.child(t, exec.CommandContext(t.Context(), "part", "crash", state, how, "verify", "-environment", "nordby", "-environments", c.environments, "-request", "-", "-json"))
	child.Stdin = strings.NewReader(`{"person": "8a9856e0-f12d-4217-b320-c8a076be9320", "text": "Kode 4821, Mark by", "case": "2026-17-marked"}`)
	var said bytes.Buffer
	child.Stderr = &said
	err := child.Run()
	if how := (*exec.ExitError)(nil); !errors.As(err, &how) || how.ExitCode() != 2 {
		t.Fatalf("it ended with %v: %s", err, said.Bytes())
	}
	searched := map[string][]byte{"standard error": said.Bytes()}
	entries, err := os.ReadDir(c.logs)
	must(t, err)
	for _, entry := range entries {
		text, err := os.ReadFile(filepath.Join(c.logs, entry.Name()))
		must(t, err)
		searched[filepath.Ext(entry.Name())] = text
	}
	if line := []byte(`"environment in use","environment":"nordby"`); how == "error" && !bytes.Contains(searched[".log"], line) {
		t.Errorf("the log is %q", searched[".log"])
	}
	if len(searched[".crash"]) < 200 {
		t.Errorf("the report is %q", searched[".crash"])
	}
	for name, text := range searched {
		for _, found := range marksIn(text) {
			t.Errorf("%s has %q:\n%s", name, found, text)
		}
	}
}

// child lets a program live in this home.
func (c crashing) child(t *testing.T, child *exec.Cmd) *exec.Cmd {
	t.Helper()
	child.Env = append(os.Environ(), "HOME="+c.home, "XDG_CONFIG_HOME="+c.home, "XDG_DATA_HOME="+c.home, "LC_ALL=en_GB.UTF-8",
		"RINGBACK_CLIENT_SECRET="+simulator.PublishedClientSecret, "DBUS_SESSION_BUS_ADDRESS=unix:path="+filepath.Join(c.home, "nobody"))
	return child
}

// command runs a command, and returns its standard error.
func (c crashing) command(t *testing.T, args ...string) string {
	t.Helper()
	child := c.child(t, exec.CommandContext(t.Context(), "ringback", args...))
	var said bytes.Buffer
	child.Stderr = &said
	_ = child.Run()
	return said.String()
}

// marksIn returns which marks are in a text, also as the bytes of an array, or as the words that
// registers and arguments show.
func marksIn(text []byte) (found []string) {
	for _, mark := range marks() {
		for part := range windows(mark, 12) {
			if bytes.Contains(text, []byte(part)) {
				found = append(found, part)
			}
		}
		for word := range windows(mark, 8) {
			if bytes.Contains(text, fmt.Appendf(nil, "0x%x", binary.LittleEndian.Uint64([]byte(word)))) {
				found = append(found, word+" in a word")
			}
		}
		for word := range windows(mark, 4) {
			if bytes.Contains(text, fmt.Appendf(nil, "%#x, %#x, %#x, %#x", word[0], word[1], word[2], word[3])) {
				found = append(found, word+" in an array")
			}
		}
	}
	if bytes.Contains(text, []byte("0x8a, 0x98, 0x56")) {
		found = append(found, "the UUID in an array")
	}
	return found
}

// windows returns every part of a text that has this many bytes; the whole text if it is shorter.
func windows(text string, size int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := 0; i == 0 || i+size <= len(text); i++ {
			if !yield(text[i:min(len(text), i+size)]) {
				return
			}
		}
	}
}

// TestTheSearchFindsMarks: what the tests of crashes search for is found in each form.
func TestTheSearchFindsMarks(t *testing.T) {
	for _, text := range []string{"xMette Holmx", "rax    0x6f4820657474654d", "f({0x4d, 0x65, 0x74, 0x74, ...})", "f({0x8a, 0x98, 0x56, 0xe0})", "lient 2026-17-markedx"} {
		if len(marksIn([]byte(text))) == 0 {
			t.Errorf("%s isn't found", text)
		}
	}
}
