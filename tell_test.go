//go:build console && linux

package main

import (
	"bufio"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
)

// notifications is a desktop that notes what it is told.
type notifications chan string

// Notify is the method of the Desktop Notifications Specification.
func (n notifications) Notify(_ string, _ uint32, _, title, text string, _ []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	n <- title + ": " + text
	return 1, nil
}

// desktop returns the address of a session bus with a desktop that notes what it is told.
func desktop(t *testing.T) (address string, told notifications) {
	t.Helper()
	if _, err := exec.LookPath("dbus-daemon"); err != nil {
		t.Skip("dbus-daemon isn't installed")
	}
	daemon := exec.CommandContext(t.Context(), "dbus-daemon", "--session", "--nofork", "--print-address")
	out, err := daemon.StdoutPipe()
	must(t, err)
	must(t, daemon.Start())
	t.Cleanup(func() {
		_ = daemon.Process.Kill()
		_ = daemon.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Skipf("no session bus: %v", err)
	}
	address = strings.TrimSpace(line)
	bus, err := dbus.Connect(address)
	must(t, err)
	t.Cleanup(func() { _ = bus.Close() })
	told = make(notifications, 10)
	must(t, bus.Export(told, "/org/freedesktop/Notifications", "org.freedesktop.Notifications"))
	_, err = bus.RequestName("org.freedesktop.Notifications", dbus.NameFlagDoNotQueue)
	must(t, err)
	return address, told
}

// TestNoStartFailsInSilence: without a terminal, a start that was to open a window is told on the
// desktop; no argument is repeated there. A command of the console, or one whose caller waits,
// tells nobody.
func TestNoStartFailsInSilence(t *testing.T) {
	t.Parallel()
	address, told := desktop(t)
	s := newSession(t)
	s.env = append(s.env, "DBUS_SESSION_BUS_ADDRESS="+address)
	const misused = "Ringback: Ringback was started in a way that it doesn’t understand. “ringback help” lists what it can do."
	for _, c := range []struct {
		arguments string
		want      string // the beginning; "" for nothing
	}{
		{"", "Ringback: " + noWindow},
		{"ringback://verify?case=S-1", "Ringback: " + noWindow},
		{"tour", "Ringback: " + noWindow},
		{"-nosuchflag 0101701234", misused},
		{"0101701234", ""},
		{"-environment pp 0101701234", misused},
		{"-request file", "Ringback: -request takes - only"},
		{"ringback://hangup", "Ringback: "},
		{"-request - -result -", ""},
		{"verify -nosuchflag", ""},
		{"help", ""},
	} {
		p := s.program(t.Context(), "{}", strings.Fields(c.arguments)...)
		_ = p.Run()
		var got []string
		for len(told) > 0 { // the program waited until it was told
			got = append(got, <-told)
		}
		if c.want == "" && got != nil || c.want != "" && (len(got) != 1 || !strings.HasPrefix(got[0], c.want)) {
			t.Errorf("%q: told %q, want %q", c.arguments, got, c.want)
		}
		if slices.ContainsFunc(got, func(text string) bool { return strings.Contains(text, "0101701234") }) {
			t.Errorf("%q: an argument is shown", c.arguments)
		}
	}
}
