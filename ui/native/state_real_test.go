//go:build linux && realparts

package native

import (
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// newScreen starts a virtual screen of its own.
func newScreen(t *testing.T) *xgb.Conn {
	t.Helper()
	if _, err := exec.LookPath("Xvfb"); err != nil {
		t.Skip("Xvfb isn't installed")
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	server := exec.CommandContext(t.Context(), "Xvfb", "-displayfd", "3", "-screen", "0", "1000x700x24", "-nolisten", "tcp", "-noreset")
	server.ExtraFiles = []*os.File{write}
	begin(t, server)
	write.Close()
	number, err := io.ReadAll(io.LimitReader(read, 4)) // ends with the line, or with Xvfb
	if strings.TrimSpace(string(number)) == "" {
		t.Fatalf("Xvfb gave no display: %v", err)
	}
	t.Setenv("DISPLAY", ":"+strings.TrimSpace(string(number)))
	x, err := connectToX()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(x.Close)
	return x
}

// begin starts a command and ends it with the test.
func begin(t *testing.T, command *exec.Cmd) {
	t.Helper()
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
}

// manage starts a window manager.
func manage(t *testing.T, x *xgb.Conn) {
	t.Helper()
	if _, err := exec.LookPath("openbox"); err != nil {
		t.Skip("openbox isn't installed")
	}
	manager := exec.CommandContext(t.Context(), "openbox")
	manager.Env = append(os.Environ(), "XDG_CACHE_HOME="+t.TempDir(), "XDG_CONFIG_HOME="+t.TempDir())
	begin(t, manager)
	has, err := minimisedBy(x)
	if err != nil {
		t.Fatal(err)
	}
	first := newWindow(t, x)
	await(t, "a window manager", func() bool {
		state, _ := numbers(x, first, has.state, mostStates)
		if len(state) > 0 {
			return true
		}
		_ = xproto.UnmapWindowChecked(x, first).Check() // one that starts overlooks it
		_ = xproto.MapWindowChecked(x, first).Check()
		return false
	})
	if err := xproto.DestroyWindowChecked(x, first).Check(); err != nil {
		t.Fatal(err)
	}
}

// createWindow creates a window that isn't shown.
func createWindow(t *testing.T, x *xgb.Conn) xproto.Window {
	t.Helper()
	screen := xproto.Setup(x).DefaultScreen(x)
	window, err := xproto.NewWindowId(x)
	if err != nil {
		t.Fatal(err)
	}
	err = xproto.CreateWindowChecked(x, screen.RootDepth, window, screen.Root, 300, 200, 400, 300, 0, xproto.WindowClassInputOutput, screen.RootVisual, 0, nil).Check()
	if err != nil {
		t.Fatal(err)
	}
	return window
}

// newWindow shows a window.
func newWindow(t *testing.T, x *xgb.Conn) xproto.Window {
	t.Helper()
	window := createWindow(t, x)
	if err := xproto.MapWindowChecked(x, window).Check(); err != nil {
		t.Fatal(err)
	}
	return window
}

// awaitStates waits until a window has some states, or none of them.
func awaitStates(t *testing.T, x *xgb.Conn, window xproto.Window, whether bool, states ...string) {
	t.Helper()
	await(t, strings.Join(states, " and ")+" to come or go", func() bool {
		has, err := statesOf(x, window, states...)
		return err == nil && !slices.Contains(has, !whether)
	})
}

// TestAWindowManagerIsAsked for what the toolkit lacks, and gives it.
func TestAWindowManagerIsAsked(t *testing.T) {
	x := newScreen(t)
	manage(t, x)
	behind := newWindow(t, x)
	if err := Maximise(uintptr(behind), patience); err != nil { // before or after it is managed
		t.Fatal(err)
	}
	awaitStates(t, x, behind, true, stateHigh, stateWide)
	if place, ok := PlaceOf(uintptr(behind), patience); !ok || !place.Full || !place.Maximised {
		t.Errorf("maximised, it is at %+v, %v", place, ok)
	}

	front := newWindow(t, x)
	if err := ToFront(uintptr(front)); err != nil {
		t.Fatal(err)
	}
	await(t, "the other window to come to the front", func() bool { return active(x) == front })
	if err := SetUrgent(uintptr(behind), true, patience); err != nil {
		t.Fatal(err)
	}
	awaitStates(t, x, behind, true, stateUrgent)
	if hints, _ := numbers(x, behind, xproto.AtomWmHints, hintWords); len(hints) > 0 {
		t.Errorf("and it has hints: %v", hints)
	}
	if err := ToFront(uintptr(behind)); err != nil {
		t.Fatal(err)
	}
	awaitStates(t, x, behind, false, stateUrgent) // by the window manager

	if err := changeState(x, behind, true, stateAbove); err != nil {
		t.Fatal(err)
	}
	awaitStates(t, x, behind, true, stateAbove)
	if err := EndAbove(uintptr(behind), patience); err != nil {
		t.Fatal(err)
	}
	awaitStates(t, x, behind, false, stateAbove)

	if err := SetUrgent(uintptr(front), true, patience); err != nil {
		t.Fatal(err)
	}
	awaitStates(t, x, front, true, stateUrgent)
	if err := SetUrgent(uintptr(front), false, patience); err != nil {
		t.Fatal(err)
	}
	awaitStates(t, x, front, false, stateUrgent)
}

// active returns the window that has the focus.
func active(x *xgb.Conn) xproto.Window {
	kind, err := atom(x, "_NET_ACTIVE_WINDOW")
	if err != nil {
		return 0
	}
	found, _ := numbers(x, xproto.Setup(x).DefaultScreen(x).Root, kind, 1)
	if len(found) == 0 {
		return 0
	}
	return xproto.Window(found[0])
}

// TestWithoutAWindowManager only the older mark is left, beside the hints that are there.
func TestWithoutAWindowManager(t *testing.T) {
	x := newScreen(t)
	window := newWindow(t, x)
	at := uintptr(window)
	if err := SetUrgent(at, true, patience); err != nil {
		t.Fatal(err)
	}
	urged := func() []uint32 {
		hints, err := numbers(x, window, xproto.AtomWmHints, hintWords)
		if err != nil {
			t.Fatal(err)
		}
		return hints
	}
	if hints := urged(); len(hints) != hintWords || hints[0] != hintUrged {
		t.Errorf("its hints are %v", hints)
	}
	const inputHint = 1
	data := make([]byte, 4*hintWords)
	xgb.Put32(data, hintUrged|inputHint)
	xgb.Put32(data[4:], 1)
	err := xproto.ChangePropertyChecked(x, xproto.PropModeReplace, window, xproto.AtomWmHints, xproto.AtomWmHints, 32, hintWords, data).Check()
	if err != nil {
		t.Fatal(err)
	}
	if err := SetUrgent(at, false, patience); err != nil {
		t.Fatal(err)
	}
	if hints := urged(); hints[0] != inputHint || hints[1] != 1 {
		t.Errorf("then its hints are %v", hints)
	}
	if err := EndAbove(at, patience); err == nil {
		t.Error("nobody is there to place it below others")
	}
	if err := Maximise(at, time.Millisecond); err == nil {
		t.Error("nobody is there to maximise it")
	}
	if err := SetUrgent(1, true, patience); err == nil {
		t.Error("a window that isn't there is urgent")
	}
}
