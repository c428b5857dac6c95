//go:build realparts && linux

package ui_test

import (
	"bufio"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ringback/ciba/simulator"
)

// bus starts a session bus for this home, and returns its address.
func (s *screen) bus() string {
	s.t.Helper()
	needs(s.t, "dbus-daemon")
	bus := s.command("dbus-daemon", "--session", "--nofork", "--print-address=1", "--address=unix:tmpdir=/tmp")
	said, err := bus.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	begin(s.t, bus)
	line, err := bufio.NewReader(said).ReadString('\n')
	if err != nil {
		s.t.Fatal(err)
	}
	address := strings.TrimSpace(line)
	s.env = append(s.env, "DBUS_SESSION_BUS_ADDRESS="+address)
	return address
}

// keyring starts a session bus with an unlocked, empty keyring for this home.
func (s *screen) keyring() {
	s.t.Helper()
	needs(s.t, "dbus-send", "gnome-keyring-daemon", "secret-tool")
	s.bus()
	daemon := s.command("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets")
	daemon.Env = append(daemon.Env, "DISPLAY=") // with a display it would ask there and wait
	daemon.Stdin = strings.NewReader("a password")
	begin(s.t, daemon)
	until(s.t, "the keyring", func() bool {
		return strings.Contains(s.try("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/",
			"org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"), "boolean true")
	})
}

// waitForSave waits until the dialog that asks for the secret can be submitted, and returns where
// its button is.
func (p *program) waitForSave() image.Point { return p.waitFor("the button of the dialog", besideForm) }

// TestRealKeyring saves a secret through the window, and uses it in the window, in the next run and
// on the console.
func TestRealKeyring(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 1440, 900)
	s.keyring()
	s.broker(simulator.Approve)
	p := s.open("-environment", "own")
	p.setUp()
	p.key("ctrl+Return")
	p.reaches("Verified")
	p.keep(p.window, "own-verified")
	p.startOffered()
	p.key("ctrl+Return")
	p.reaches("")
	if status := p.shut(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	if found := s.do("secret-tool", "search", "--all", "service", "Ringback"); !strings.Contains(found, ownSecret) {
		t.Errorf("the secret isn't in the keyring: %s", found)
	}
	p.tellsNothing(simulator.DocumentedPerson, "Mette", ownSecret, "eyJ")

	again := s.open("-environment", "own") // without a dialog
	again.fill(simulator.DocumentedPerson)
	again.key("ctrl+Return")
	again.reaches("Verified")

	console := s.start("verify", "-environment", "own", "-uuid", simulator.DocumentedPerson)
	if status := console.status(); status != 0 {
		t.Errorf("on the console: exit status %d", status)
	}
}

// TestRealProductionSetup sets production up by the keyboard, and checks what is kept where.
func TestRealProductionSetup(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 1440, 900)
	s.keyring()
	p := s.open("-environment", "production")
	p.waitForSave()
	// Typed, not pasted: a clipboard that changes before the window has read it would give it the
	// wrong text.
	p.do("xdotool", "type", ownClient)
	p.key("Tab")
	p.do("xdotool", "type", ownSecret)
	p.key("Tab", "Tab") // past whether the secret is kept in memory only
	p.do("xdotool", "type", "Nordby Kommune")
	p.key("Tab")
	p.do("xdotool", "type", "192.0.2.44")
	p.keep(p.window, "production-setup")
	p.key("ctrl+Return")
	file := filepath.Join(s.config, "settings.toml")
	until(t, "settings with the client id", func() bool {
		content, err := os.ReadFile(file)
		return err == nil && strings.Contains(string(content), ownClient) && strings.Contains(string(content), "192.0.2.44")
	})
	if found := s.do("secret-tool", "search", "--all", "service", "Ringback"); !strings.Contains(found, ownSecret) {
		t.Errorf("the secret isn't in the keyring: %s", found)
	}
	p.asks(false)
	p.fill(simulator.DocumentedPerson) // the focus is where a request begins
	p.keep(p.window, "production-ready")
	if status := p.shut(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	p.tellsNothing(ownSecret, simulator.DocumentedPerson)

	// Once production is set up, the program doesn't start in demo by itself.
	again := s.open()
	again.fill(simulator.DocumentedPerson)
	again.keep(again.window, "production-again")
	if img := again.picture(); !hasWarningBadge(img) {
		t.Error("it doesn't start in production")
	}
}
