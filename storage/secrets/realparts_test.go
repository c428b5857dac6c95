//go:build realparts && linux

package secrets

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ringback/ciba"
	"ringback/storage/journal"
)

// These tests use the gnome-keyring of the session that they run in:
//
//	export HOME=$(mktemp -d) XDG_RUNTIME_DIR=$(mktemp -d); chmod 700 "$XDG_RUNTIME_DIR"
//	unset DISPLAY WAYLAND_DISPLAY XDG_DATA_HOME XDG_CONFIG_HOME
//	dbus-run-session -- sh -c 'printf pw | gnome-keyring-daemon --unlock --components=secrets; go test -tags realparts ./storage'
//
// Packages: gnome-keyring, dbus, libglib2.0-bin. In a session with a screen the keyring would ask
// its user for a password, so there they are skipped. Missing and locked keyrings are tested in
// separate sessions.

// realBinding is used by the tests only, so that no secret of the user is touched.
var realBinding = Binding{Issuer: "https://test.invalid/op", ClientID: "ringback-test", Overrides: Overrides{Token: "https://test.invalid/op/connect/token"}}

// inside is the last argument of the test binary when it runs in a session made for it.
const inside = "in-a-session-made-for-it"

func insideSession() bool { return os.Args[len(os.Args)-1] == inside }

// needsSession skips a test if there is no keyring to use, or a user to disturb.
func needsSession(t *testing.T) {
	t.Helper()
	if os.Getenv("DBUS_SESSION_BUS_ADDRESS") == "" {
		t.Skip("there is no session bus: run this under dbus-run-session with an unlocked gnome-keyring")
	}
	if os.Getenv("DISPLAY")+os.Getenv("WAYLAND_DISPLAY") != "" {
		t.Skip("this session has a screen, and its keyring may be somebody's: run this under dbus-run-session without DISPLAY")
	}
}

// realSecrets returns secrets over the real keyring.
func realSecrets(t *testing.T) *Store {
	s := New(OSKeyring(), Options{})
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestRealKeyring(t *testing.T) {
	needsSession(t)
	s := realSecrets(t)
	if err := s.Probe(t.Context()); err != nil {
		t.Fatalf("no working keyring in this session: %v", err)
	}
	t.Cleanup(func() { _ = s.Forget(context.Background(), realBinding) })
	holds(t, s, realBinding, "", "", ErrNoSecret)
	for _, secret := range []string{"one+/=&<>\"\\", "two æøå 😉 \u2028 end", "three\nlines\nof it", strings.Repeat("x", 1850)} {
		if err := s.Set(t.Context(), realBinding, ciba.Secret(secret+"\r\n")); err != nil {
			t.Fatal(err)
		}
		holds(t, s, realBinding, secret, SourceKeyring, nil)
		// as the next run of the program
		holds(t, realSecrets(t), realBinding, secret, SourceKeyring, nil)
	}
	moved := realBinding
	moved.Overrides.BackchannelAuthentication = "https://elsewhere.invalid/token"
	holds(t, s, moved, "", "", ErrBoundElsewhere)
	for range 2 {
		if err := s.Forget(t.Context(), realBinding); err != nil {
			t.Fatal(err)
		}
	}
	holds(t, s, realBinding, "", "", ErrNoSecret)
}

// TestKeyringFaultsForReal runs this test binary in sessions whose keyring is locked or missing, or
// that have no bus.
func TestKeyringFaultsForReal(t *testing.T) {
	const locked = `printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
gdbus wait --session --timeout 10 org.freedesktop.secrets || exit 3
"$0" -test.run='^TestInsideASaveFirst$' -test.v ` + inside + ` || exit 4
gdbus call --session --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets --method org.freedesktop.Secret.Service.Lock "[objectpath '/org/freedesktop/secrets/collection/login']" >/dev/null || exit 5
exec "$0" -test.run='^TestInsideALockedSession$' -test.v ` + inside
	for _, c := range []struct {
		name, needs string
		command     []string
	}{
		{name: "locked", needs: "gnome-keyring-daemon gdbus", command: []string{"dbus-run-session", "--", "sh", "-c", locked, os.Args[0]}},
		{
			name: "no keyring on the bus",
			command: []string{"dbus-run-session", "--config-file=" + busWithoutServices(t), "--", os.Args[0],
				"-test.run=^TestInsideASessionWithoutKeyring$", "-test.v", inside},
		},
		{
			name: "no bus",
			command: []string{"env", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent/bus", os.Args[0],
				"-test.run=^TestInsideASessionWithoutKeyring$", "-test.v", inside},
		},
		{
			name: "a bus that is disabled",
			command: []string{"env", "DBUS_SESSION_BUS_ADDRESS=disabled:", os.Args[0],
				"-test.run=^TestInsideASessionWithoutKeyring$", "-test.v", inside},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, program := range append(strings.Fields(c.needs), c.command[0]) {
				if _, err := exec.LookPath(program); err != nil {
					t.Skipf("%s isn't installed", program)
				}
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			child := exec.CommandContext(ctx, c.command[0], c.command[1:]...)
			home := t.TempDir()
			child.Dir = home
			child.Env = []string{"HOME=" + home, "XDG_RUNTIME_DIR=" + home, "PATH=" + os.Getenv("PATH")}
			child.WaitDelay = 5 * time.Second // a daemon may keep the pipe open
			var output bytes.Buffer
			child.Stdout, child.Stderr = &output, &output
			err := child.Run()
			if err != nil && !errors.Is(err, exec.ErrWaitDelay) || !strings.Contains(output.String(), "--- PASS: TestInside") || strings.Contains(output.String(), "--- FAIL") {
				t.Errorf("%v\n%s", err, output.String())
			}
			t.Log(output.String())
		})
	}
}

// busWithoutServices returns the configuration of a bus that starts no service.
func busWithoutServices(t *testing.T) string {
	path := filepath.Join(t.TempDir(), "bus.conf")
	write(t, path, `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`)
	return path
}

func TestInsideASaveFirst(t *testing.T) {
	if !insideSession() {
		t.Skip("part of TestKeyringFaultsForReal")
	}
	if err := realSecrets(t).Set(t.Context(), realBinding, "one"); err != nil {
		t.Fatal(err)
	}
}

func TestInsideALockedSession(t *testing.T) { keyringFaults(t, ErrKeyringLocked) }

func TestInsideASessionWithoutKeyring(t *testing.T) { keyringFaults(t, ErrKeyringMissing) }

// keyringFaults checks that every call fails with want, soon, and that memory still works.
func keyringFaults(t *testing.T, want error) {
	if !insideSession() {
		t.Skip("part of TestKeyringFaultsForReal")
	}
	s := realSecrets(t)
	start := time.Now()
	_, _, get := s.Get(t.Context(), realBinding)
	for what, err := range map[string]error{"probe": s.Probe(t.Context()), "set": s.Set(t.Context(), realBinding, "two"), "get": get, "forget": s.Forget(t.Context(), realBinding)} {
		if !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", what, err, want)
		}
	}
	t.Logf("%v; four calls took %v", get, time.Since(start))
	must(t, s.SetInMemory(realBinding, "memory"))
	holds(t, s, realBinding, "memory", SourceMemory, nil)
}

// TestRealJournalKey: the journal's key is in the real keyring. Without it the journal reports
// that, and no new one is begun over the old.
func TestRealJournalKey(t *testing.T) {
	needsSession(t)
	if _, err := OSKeyring().Get(service, "journal key"); err == nil {
		t.Skip("this keyring has the key of somebody's journal")
	}
	t.Cleanup(func() { _ = OSKeyring().Delete(service, "journal key") })
	folder := t.TempDir()
	path := filepath.Join(folder, "journal.db")
	open := func() (*journal.File, error) {
		// as the next run of the program
		return journal.OpenFile(t.Context(), path, realSecrets(t), journal.FileOptions{})
	}
	j, err := open()
	if err != nil {
		t.Fatalf("no journal under a key of this keyring: %v", err)
	}
	must(t, j.Begin(t.Context(), journal.Record{ID: "a", Started: time.Now(), Environment: "pp", Kind: "test", Text: "Kode 4821"}, 0))
	must(t, j.End(t.Context(), "a", journal.Ending{At: time.Now(), Outcome: ciba.Verified}))
	must(t, j.Close())

	key, err := OSKeyring().Get(service, "journal key")
	if err != nil {
		t.Fatalf("the key isn't in the keyring: %v", err)
	}
	holdsRecord := func() {
		t.Helper()
		j, err := open()
		must(t, err)
		defer j.Close()
		records, err := j.List(t.Context(), journal.Filter{})
		if err != nil || len(records) != 1 || records[0].Text != "Kode 4821" || records[0].Outcome != ciba.Verified {
			t.Errorf("opened again it holds %+v, %v", records, err)
		}
	}
	holdsRecord()

	must(t, OSKeyring().Delete(service, "journal key"))
	before, err := os.ReadFile(path)
	must(t, err)
	for range 2 {
		if _, err := open(); !errors.Is(err, journal.ErrKeyLost) {
			t.Errorf("without its key: %v, want %v", err, journal.ErrKeyLost)
		}
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the journal was changed without its key (%v)", err)
	}
	if _, err := OSKeyring().Get(service, "journal key"); err == nil {
		t.Error("another key was made while a journal lies there")
	}

	must(t, OSKeyring().Set(service, "journal key", key))
	holdsRecord()
}
