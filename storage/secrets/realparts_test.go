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
