package native

import (
	"bufio"
	"os/exec"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
)

// notifications is a desktop that notes what it is told.
type notifications chan string

// Notify is the method of the Desktop Notifications Specification.
func (n notifications) Notify(app string, _ uint32, _, title, text string, _ []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	n <- app + ": " + title + ": " + text
	return 1, nil
}

// newBus starts a session bus for a test.
func newBus(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("dbus-daemon"); err != nil {
		t.Skip("dbus-daemon isn't installed")
	}
	daemon := exec.CommandContext(t.Context(), "dbus-daemon", "--session", "--nofork", "--print-address")
	out, err := daemon.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := daemon.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = daemon.Process.Kill()
		_ = daemon.Wait()
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Skipf("no session bus: %v", err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", strings.TrimSpace(address))
}

func TestTell(t *testing.T) {
	newBus(t)
	if err := Tell("a", "b"); err == nil {
		t.Error("told, and nobody is there to show it")
	}

	bus, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	defer bus.Close()
	told := make(notifications, 1)
	if err := bus.Export(told, "/org/freedesktop/Notifications", "org.freedesktop.Notifications"); err != nil {
		t.Fatal(err)
	}
	if _, err := bus.RequestName("org.freedesktop.Notifications", dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	if err := Tell("Ringback", "The window doesn’t answer."); err != nil {
		t.Fatal(err)
	}
	if got := <-told; got != "Ringback: Ringback: The window doesn’t answer." {
		t.Errorf("told %q", got)
	}
}
