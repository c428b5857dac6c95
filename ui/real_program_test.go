//go:build realparts && linux

package ui_test

import (
	"bytes"
	"errors"
	"image"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// built is the path of the program. It is built once, unless RINGBACK_PROGRAM names one.
var built = sync.OnceValues(func() (string, error) {
	if path := os.Getenv("RINGBACK_PROGRAM"); path != "" {
		return filepath.Abs(path)
	}
	folder, err := os.MkdirTemp("", "ringback-real-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "ringback")
	tags, err := os.ReadFile("../.build/tags")
	if err != nil {
		return "", err
	}
	build := exec.Command("go", "build", "-tags", strings.TrimSpace(string(tags)), "-o", path, "ringback")
	if output, err := build.CombinedOutput(); err != nil {
		return "", errors.New(string(output))
	}
	return path, nil
})

// TestMain removes the built program.
func TestMain(m *testing.M) {
	status := m.Run()
	if path, err := built(); err == nil && os.Getenv("RINGBACK_PROGRAM") == "" {
		_ = os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(status)
}

// heard skips a test of a signal that this process ignores, as under nohup: a started program
// inherits that, and ignores it too.
func heard(t *testing.T, s syscall.Signal) {
	t.Helper()
	if signal.Ignored(s) {
		t.Skip("here every program ignores ", s)
	}
}

// program is a run of the program.
type program struct {
	*screen
	command *exec.Cmd
	output  output // standard output and standard error
	ended   chan struct{}
	window  string // its X id
	titles  map[string]bool
}

// output collects what a process says, while it runs.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(text []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(text)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// start starts the program.
func (s *screen) start(arguments ...string) *program {
	s.t.Helper()
	path, err := built()
	if err != nil {
		s.t.Fatal(err)
	}
	p := &program{screen: s, command: s.command(path, arguments...), ended: make(chan struct{}), titles: map[string]bool{}}
	p.command.Stdout, p.command.Stderr = &p.output, &p.output
	p.command.WaitDelay = time.Second
	if err := p.command.Start(); err != nil {
		s.t.Fatal(err)
	}
	go func() {
		defer close(p.ended)
		_ = p.command.Wait()
	}()
	s.t.Cleanup(func() {
		_ = p.command.Process.Kill()
		<-p.ended
		if s.t.Failed() {
			s.t.Logf("the program said:\n%s", p.output.String())
		}
	})
	return p
}

// open starts the program with a window of its own and waits for it.
func (s *screen) open(arguments ...string) *program {
	s.t.Helper()
	return s.shows(s.start(append([]string{"-separate"}, arguments...)...))
}

// shows waits for the window of a program.
func (s *screen) shows(p *program) *program {
	s.t.Helper()
	until(s.t, "the window", func() bool {
		found, _, _ := strings.Cut(s.try("xdotool", "search", "--onlyvisible", "--name", "^Ringback"), "\n")
		p.window = found
		return found != "" || p.over()
	})
	if p.over() {
		s.t.Fatalf("the program ended with %d", p.status())
	}
	until(s.t, "the focus", func() bool { return s.try("xdotool", "getactivewindow") == p.window })
	return p
}

// over reports whether the program has ended.
func (p *program) over() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// status waits for the end of the program and returns its exit status, -1 after a signal. A program
// that doesn't end is asked what each of its goroutines waits for.
func (p *program) status() int {
	p.t.Helper()
	if !within(p.t, patience, p.over) {
		if p.window != "" {
			p.keep(p.window, p.t.Name()+"-stuck")
		}
		_ = p.command.Process.Signal(syscall.SIGQUIT)
		within(p.t, patience, p.over)
		p.t.Fatalf("waited %v in vain for the end of the program", patience)
	}
	return p.command.ProcessState.ExitCode()
}

// shut closes a window that asks nothing and returns the exit status. A key goes to what has the
// focus, and the window manager takes this one: on a busy machine it may not have given the focus
// to a window that just opened, nor know the keyboard that "xdotool type" changed. So it is pressed
// again.
func (p *program) shut() int {
	p.t.Helper()
	for range 10 {
		p.key("alt+F4")
		if within(p.t, 3*time.Second, p.over) {
			break
		}
	}
	return p.status()
}

// title reads the window's title, without the badge that an outcome has outside production.
func (p *program) title() string {
	title := p.try("xdotool", "getwindowname", p.window)
	p.titles[title] = true
	return strings.NewReplacer("DEMO · ", "", "TEST · ", "").Replace(title)
}

// reaches waits for a title. Titles contain the state, in English.
func (p *program) reaches(word string) {
	p.t.Helper()
	want := "Ringback"
	if word != "" {
		want += " · " + word
	}
	if !within(p.t, patience, func() bool { return p.title() == want }) {
		p.keep(p.window, p.t.Name()+"-stuck")
		p.t.Fatalf("the title is %q, waited for %q", p.title(), want)
	}
}

// fill pastes a person into the field that has the focus and waits until the form is complete.
func (p *program) fill(person string) {
	p.t.Helper()
	p.paste(person)
	p.startOffered()
}

// startOffered waits until the button at the foot of the form can be pressed, and returns where it
// is.
func (p *program) startOffered() image.Point { return p.waitFor("the button of the form", inForm) }

// approve presses Approve on the demo's phone.
func (p *program) approve() {
	p.t.Helper()
	for range 3 { // on a busy machine the window can be between two pictures when it is clicked
		p.click(p.window, p.waitFor("Approve on the phone", besideForm))
		if within(p.t, patience/4, func() bool { _, there := filledButton(p.picture(), besideForm); return !there }) {
			return
		}
	}
	p.t.Fatal("the phone doesn't approve")
}

// picture returns a picture of the window.
func (p *program) picture() image.Image { return p.screen.picture(p.window) }

// waitFor waits for a button that is filled with the accent.
func (p *program) waitFor(what string, where func(at, size image.Point) bool) image.Point {
	p.t.Helper()
	var found image.Point
	if !within(p.t, patience, func() bool {
		at, ok := filledButton(p.picture(), where)
		found = at
		return ok
	}) {
		p.keep(p.window, p.t.Name()+"-stuck")
		p.t.Fatalf("waited in vain for %s; the title is %q", what, p.title())
	}
	return found
}

// walkTo moves the focus backwards through the window until the ring is around something in a
// place.
func (p *program) walkTo(what string, where func(at, size image.Point) bool) {
	p.t.Helper()
	for range 40 {
		p.key("shift+Tab")
		if within(p.t, 2*time.Second, func() bool { return hasRing(p.picture(), where) }) {
			return
		}
	}
	p.keep(p.window, p.t.Name()+"-stuck")
	p.t.Fatalf("the focus never comes to %s", what)
}
