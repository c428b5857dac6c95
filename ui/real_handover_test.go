//go:build realparts && linux

package ui_test

import (
	"bytes"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"ringback/ciba/simulator"
)

// caller is a program that hands a request over and waits for its result.
type caller struct {
	*exec.Cmd
	stdout, stderr bytes.Buffer
	ended          chan struct{}
}

// callFor starts a program that waits for the result of a request.
func (s *screen) callFor(request string, arguments ...string) *caller {
	s.t.Helper()
	path, err := built()
	if err != nil {
		s.t.Fatal(err)
	}
	c := &caller{Cmd: s.command(path, append(arguments, "-request", "-", "-result", "-")...), ended: make(chan struct{})}
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(request), &c.stdout, &c.stderr
	if err := c.Start(); err != nil {
		s.t.Fatal(err)
	}
	go func() {
		defer close(c.ended)
		_ = c.Wait()
	}()
	s.t.Cleanup(func() {
		_ = c.Process.Kill()
		<-c.ended
	})
	return c
}

func (c *caller) hasEnded() bool {
	select {
	case <-c.ended:
		return true
	default:
		return false
	}
}

// gets waits for the end of a caller and checks its status and its only line.
func (c *caller) gets(t *testing.T, status int, contains string) {
	t.Helper()
	until(t, "the result", c.hasEnded)
	line := c.stdout.String()
	if got := c.ProcessState.ExitCode(); got != status || !strings.Contains(line, contains) || strings.Count(line, "\n") > 1 {
		t.Errorf("exit status %d, want %d\nstandard output: %s\nstandard error: %s", got, status, line, &c.stderr)
	}
}

// called reports whether a caller is connected to the window.
func (s *screen) called() bool {
	s.t.Helper()
	sockets, err := os.ReadFile("/proc/net/unix")
	if err != nil {
		s.t.Fatal(err)
	}
	const connected = " 03 "
	for line := range strings.Lines(string(sockets)) {
		if strings.Contains(line, connected) && strings.Contains(line, filepath.Join(s.home, ".run", "ringback")) {
			return true
		}
	}
	return false
}

// windows counts the visible windows of the program.
func (s *screen) windows() int {
	return len(strings.Fields(s.try("xdotool", "search", "--onlyvisible", "--name", "^Ringback")))
}

// otherProgram opens a window of another program, which gets the focus.
func (s *screen) otherProgram() (focus func()) {
	s.t.Helper()
	needs(s.t, "xev")
	begin(s.t, s.command("xev", "-name", "Case system"))
	var window string
	until(s.t, "another program", func() bool {
		window = s.try("xdotool", "search", "--onlyvisible", "--name", "^Case system$")
		return window != ""
	})
	return func() {
		s.t.Helper()
		until(s.t, "the focus of another program", func() bool {
			s.try("xdotool", "windowactivate", window)
			return s.try("xdotool", "getactivewindow") == window
		})
	}
}

// startAgain presses Start until the request waits: a form that was filled by another program rests
// for a second.
func (p *program) startAgain() {
	p.t.Helper()
	p.startOffered()
	until(p.t, "the request", func() bool {
		if p.title() == "Ringback · Waiting" {
			return true
		}
		p.key("ctrl+Return")
		return within(p.t, time.Second, func() bool { return p.title() == "Ringback · Waiting" })
	})
}

// TestRealOneWindow: the window, a case system that waits for a result, and links are processes of
// their own. There is one window; it comes to the front for what is offered, and stays where it is
// for a call that ended.
func TestRealOneWindow(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 1440, 900)
	p := s.shows(s.start())
	focusOther := s.otherProgram()
	inFront := func() bool { return s.try("xdotool", "getactivewindow") == p.window }

	focusOther()
	c := s.callFor(`{"person":"` + simulator.DocumentedPerson + `","text":"Kode 4821, Nordby Kommune","case":"S-1"}`)
	until(t, "the window in front", inFront)
	p.keep(p.window, "handed over")
	p.startAgain()
	p.approve()
	p.reaches("Verified")
	p.startOffered() // Done, by now
	p.key("ctrl+Return")
	p.reaches("")
	c.gets(t, 0, `"outcome":"verified"`)

	s.do("xdotool", "windowminimize", p.window)
	focusOther()
	s.start("ringback://verify?environment=demo&uuid=" + simulator.DocumentedPerson + "&case=S-2").refuses(0)
	until(t, "the window in front", inFront)
	p.startAgain()
	focusOther()
	s.start("ringback://hangup?case=S-1").refuses(0)
	s.start("ringback://hangup?case=S-2").refuses(0)
	p.reaches("Cancelled")
	if inFront() {
		t.Error("it came to the front to hang up")
	}

	p.stopAnswering(func() { s.start().refuses(2, "doesn’t answer") })
	s.start().refuses(0)
	until(t, "the window in front", inFront)
	if n := s.windows(); n != 1 {
		t.Errorf("%d windows", n)
	}
	p.key("ctrl+Return")
	p.reaches("")
	if status := p.shut(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	p.tellsNothing(simulator.DocumentedPerson, "Mette", "Kode 4821")
}

// TestRealANewerOfferIsDrawn at once, though nothing else moves when it takes the place of one of
// its size.
func TestRealANewerOfferIsDrawn(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 1440, 900)
	p := s.shows(s.start())
	p.key("a") // somebody has begun
	strip := func() []uint8 { return crop(p.picture(), image.Rect(0, 60, 700, 150)).Pix }
	for _, number := range []string{"S-1", "S-2"} {
		before := strip()
		s.start("ringback://verify?environment=demo&uuid=" + simulator.DocumentedPerson + "&case=" + number).refuses(0)
		until(t, "the offer of "+number, func() bool { return !bytes.Equal(strip(), before) })
		within(t, 2*time.Second, func() bool { return false }) // offers a second apart are all taken
	}
	p.keep(p.window, "newer offer")
}

// stopAnswering does something while the process stands still.
func (p *program) stopAnswering(do func()) {
	p.t.Helper()
	if err := p.command.Process.Signal(syscall.SIGSTOP); err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = p.command.Process.Signal(syscall.SIGCONT) }()
	do()
}

// TestRealResultOpensAWindow: where none is open, the request opens one that outlives whoever
// waits.
func TestRealResultOpensAWindow(t *testing.T) {
	heard(t, syscall.SIGINT)
	t.Parallel()
	s := newScreen(t, 1440, 900)
	first := s.callFor(`{"person":"` + simulator.DocumentedPerson + `","case":"S-1"}`)
	p := &program{screen: s, titles: map[string]bool{}, ended: make(chan struct{})}
	s.shows(p)
	pid, err := strconv.Atoi(s.do("xdotool", "getwindowpid", p.window))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Kill(pid, syscall.SIGKILL) })
	p.startOffered()
	if err := first.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	first.gets(t, 16, "")
	if first.stdout.Len() > 0 || !strings.Contains(first.stderr.String(), "The request stays in the window") {
		t.Errorf("it says %q and %q", &first.stdout, &first.stderr)
	}
	p.startOffered() // it is still there

	second := s.callFor(`{"case":"S-2"}`)
	until(t, "the second request at the window", s.called)
	// A window that closes before it has read the request leaves it to one that the caller opens.
	until(t, "the end of the window", func() bool {
		p.key("alt+F4")
		return within(t, 3*time.Second, second.hasEnded)
	})
	second.gets(t, 16, `{"event":"dropped","reason":"closed"}`)
}

// TestRealResultWithoutAWindow: where none can open, whoever waits is told.
func TestRealResultWithoutAWindow(t *testing.T) {
	t.Parallel()
	s := newHome(t)
	s.env = append(s.env, "DISPLAY=:59999") // no display is there
	none := s.callFor(`{"case":"S-1"}`)
	until(t, "the end of the caller", none.hasEnded)
	// The window may end before or after it takes the request; both are said.
	if status := none.ProcessState.ExitCode(); status == 2 {
		none.gets(t, 2, "")
		if !strings.Contains(none.stderr.String(), "didn’t open") {
			t.Errorf("it says %q", &none.stderr)
		}
	} else {
		none.gets(t, 16, `{"event":"dropped","reason":"closed"}`)
	}
	wrong := s.callFor(`{"case":"S-1"}`, "-environment", "nosuch")
	wrong.gets(t, 2, "")
	if !strings.Contains(wrong.stderr.String(), "nosuch") {
		t.Errorf("it says %q", &wrong.stderr)
	}
	s.write("environments.toml", "no TOML")
	broken := s.callFor(`{"case":"S-1"}`)
	broken.gets(t, 2, "")
	if !strings.Contains(broken.stderr.String(), "environments.toml") {
		t.Errorf("it says %q", &broken.stderr)
	}
}
