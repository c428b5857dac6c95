//go:build console && linux

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"syscall"
	"testing"

	"ringback/ui/desk"
	"ringback/ui/handover"
)

const mette = "8a9856e0-f12d-4217-b320-c8a076be9320"

// session is a user's session with a screen, in which programs start. Its window is in this
// process.
type session struct {
	t      testing.TB
	env    []string
	folder string // the runtime folder
	place  handover.Place
}

func newSession(t testing.TB) *session {
	t.Helper()
	home := t.TempDir()
	s := &session{t: t, folder: filepath.Join(home, "run")}
	if err := os.Mkdir(s.folder, 0o700); err != nil {
		t.Fatal(err)
	}
	own := map[string]string{
		"HOME": home, "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home, "XDG_RUNTIME_DIR": s.folder,
		"DISPLAY": ":59", "WAYLAND_DISPLAY": "", "LC_ALL": "en_GB.UTF-8", "DBUS_SESSION_BUS_ADDRESS": "disabled:",
	}
	s.env = os.Environ()
	for name, value := range own {
		s.env = append(s.env, name+"="+value)
	}
	place, err := handover.Here(func(name string) string { return own[name] })
	if err != nil {
		t.Fatal(err)
	}
	s.place = place
	return s
}

// window opens the session's window, which takes what is handed over until the test ends.
func (s *session) window(take func(handover.Message, func(handover.Answer))) *handover.Window {
	s.t.Helper()
	w, err := s.place.OpenOr(s.t.Context(), handover.Message{Ask: handover.AskFront})
	if err != nil || w == nil {
		s.t.Fatalf("window %v, %v", w, err)
	}
	var serving sync.WaitGroup
	serving.Go(func() { w.Serve(take, func() {}) })
	s.t.Cleanup(func() {
		w.Leave()
		serving.Wait()
	})
	return w
}

// started is a program that runs.
type started struct {
	*exec.Cmd
	stdout, stderr bytes.Buffer
}

// program returns a program of this session, with a request on its standard input.
func (s *session) program(ctx context.Context, stdin string, arguments ...string) *started {
	p := &started{Cmd: exec.CommandContext(ctx, "ringback", arguments...)}
	p.Env, p.Stdin, p.Stdout, p.Stderr = s.env, strings.NewReader(stdin), &p.stdout, &p.stderr
	return p
}

// ends runs a program and checks its end.
func (p *started) ends(t *testing.T, status int, stdout, stderr string) {
	t.Helper()
	_ = p.Run()
	p.ended(t, status, stdout, stderr)
}

func (p *started) ended(t *testing.T, status int, stdout, stderr string) {
	t.Helper()
	if got := p.ProcessState.ExitCode(); got != status || p.stdout.String() != stdout || !strings.Contains(p.stderr.String(), stderr) || stderr == "" && p.stderr.Len() > 0 {
		t.Errorf("%q: exit status %d, want %d\nstandard output: %s\nstandard error: %s", p.Args, got, status, &p.stdout, &p.stderr)
	}
}

const noWindow = "This build of Ringback has no window."

// TestStartsAreHandedOver: what a start asks reaches the window that is open, and only what was
// parsed.
func TestStartsAreHandedOver(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	taken := make(chan handover.Message, 1)
	s.window(func(m handover.Message, _ func(handover.Answer)) { taken <- m })
	for name, c := range map[string]struct {
		arguments []string
		stdin     string
		want      handover.Message // the zero Message: nothing is handed over
		status    int
		says      string
	}{
		"a second start":       {want: handover.Message{Ask: handover.AskFront}},
		"for an environment":   {arguments: []string{"-environment", "pp"}, want: handover.Message{Ask: handover.AskFront, Environment: "pp"}},
		"a link":               {arguments: []string{"ringback://verify?environment=demo&uuid=" + mette + "&reference=Bl%C3%A5b%C3%A6r&case=S-1"}, want: handover.Message{Ask: handover.AskLink, Environment: "demo", Person: mette, Text: "Blåbær", Case: "S-1"}},
		"a link that is wrong": {arguments: []string{"ringback://verify?uuid=a&uuid=b"}, want: handover.Message{Ask: handover.AskBadLink}, says: "twice"},
		"a request":            {arguments: []string{"-request", "-"}, stdin: `{"person":"` + mette + `","case":"S-2","hint_token":"t"}`, want: handover.Message{Ask: handover.AskRequest, Person: mette, Case: "S-2", HintToken: "t"}},
		"… for an environment": {arguments: []string{"-request", "-", "-environment", "pp"}, stdin: `{"ip":"192.0.2.7"}`, want: handover.Message{Ask: handover.AskRequest, Environment: "pp", IP: "192.0.2.7"}},
		"… that is wrong":      {arguments: []string{"-request", "-"}, stdin: `{"persno":""}`, status: 2, says: "can’t be used"},
		"a call that ended":    {arguments: []string{"ringback://hangup?case=S-1&environment=demo"}, want: handover.Message{Ask: handover.AskHangUp, Case: "S-1", Environment: "demo"}},
		"… of no case":         {arguments: []string{"ringback://hangup"}, status: 2, says: "names no case"},
		"a window of its own":  {arguments: []string{"-separate"}, status: 2, says: noWindow},
		"other environments":   {arguments: []string{"-environments", "mine.toml"}, status: 2, says: noWindow},
		"the tour":             {arguments: []string{"tour"}, status: 2, says: noWindow},
		"-result alone":        {arguments: []string{"-result", "-"}, status: 2, says: "-result takes - only"},
		"-result, separate":    {arguments: []string{"-request", "-", "-result", "-", "-separate"}, status: 2, says: "-result takes - only"},
		"-result into a file":  {arguments: []string{"-request", "-", "-result", "file"}, status: 2, says: "-result takes - only"},
	} {
		t.Run(name, func(t *testing.T) {
			s.program(t.Context(), c.stdin, c.arguments...).ends(t, c.status, "", c.says)
			if c.want == (handover.Message{}) {
				if len(taken) > 0 {
					t.Errorf("taken: %#v", reflect.ValueOf(<-taken))
				}
			} else if got := <-taken; got != c.want { // soon after it is acknowledged
				t.Errorf("taken: %#v", reflect.ValueOf(got))
			}
		})
	}
}

// TestNoWindowIsOpen: a link that hangs up starts none, and says nothing.
func TestNoWindowIsOpen(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	s.program(t.Context(), "", "ringback://hangup?case=S-1").ends(t, 0, "", "")
	s.program(t.Context(), "", "ringback://verify?case=S-1").ends(t, 2, "", noWindow)
	s.program(t.Context(), "{}", "-request", "-").ends(t, 2, "", noWindow)
	s.program(t.Context(), "{}", "-request", "-", "-result", "-").ends(t, 2, "", noWindow)
	s.env = append(s.env, "DISPLAY=")
	s.program(t.Context(), "", "ringback://hangup?case=S-1").ends(t, 0, "", "")
	s.program(t.Context(), "{}", "-request", "-", "-result", "-").ends(t, 2, "", "There is no screen")
	s.env = append(s.env, "DISPLAY=:59", "XDG_RUNTIME_DIR=")
	s.program(t.Context(), "", "ringback://hangup?case=S-1").ends(t, 0, "", "")
	s.program(t.Context(), "{}", "-request", "-", "-result", "-").ends(t, 2, "", "Is XDG_RUNTIME_DIR set?")
	s.env = append(s.env, "XDG_RUNTIME_DIR="+filepath.Join(s.folder, "absent"))
	s.program(t.Context(), "{}", "-request", "-", "-result", "-").ends(t, 2, "", "Is XDG_RUNTIME_DIR set?")
}

const dropped = `{"event":"dropped","reason":"closed"}` + "\n"

// TestResult: whoever waits writes the line and has the status that the window gives.
func TestResult(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		take   func(w *handover.Window, answer func(handover.Answer))
		status int
		line   string
		says   string
	}{
		"an outcome": {
			take: func(_ *handover.Window, answer func(handover.Answer)) {
				answer(handover.Answer{Line: `{"event":"ended"}`, Status: 11})
			},
			status: 11, line: `{"event":"ended"}` + "\n",
		},
		"dropped": {
			take: func(_ *handover.Window, answer func(handover.Answer)) {
				answer(answerOf(desk.Followed{Dropped: desk.DroppedChanged}))
			},
			status: 16, line: `{"event":"dropped","reason":"changed"}` + "\n",
		},
		"the window closes": {take: func(w *handover.Window, _ func(handover.Answer)) { go w.Close() }, status: 16, line: dropped},
		"it isn't taken": {
			take: func(_ *handover.Window, answer func(handover.Answer)) {
				answer(handover.Answer{Line: `{"event":"ended"}`, Status: 2})
			},
			status: 2, line: `{"event":"ended"}` + "\n", says: "didn’t take the request",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t)
			var w *handover.Window
			ready := make(chan struct{})
			w = s.window(func(m handover.Message, answer func(handover.Answer)) {
				<-ready
				if !m.Wait || m.Ask != handover.AskRequest || m.Person != mette {
					t.Errorf("taken: %#v", reflect.ValueOf(m))
				}
				c.take(w, answer)
			})
			close(ready)
			s.program(t.Context(), `{"person":"`+mette+`"}`, "-request", "-", "-result", "-").ends(t, c.status, c.line, c.says)
		})
	}
}

// TestCtrlCEndsOnlyTheWaiting: the window keeps the request, and nothing is written that could be
// taken for a result.
func TestCtrlCEndsOnlyTheWaiting(t *testing.T) {
	if signal.Ignored(os.Interrupt) {
		t.Skip("whoever runs the tests ignores Ctrl-C, and so does every program here")
	}
	t.Parallel()
	s := newSession(t)
	taken := make(chan struct{})
	s.window(func(handover.Message, func(handover.Answer)) { close(taken) })
	p := s.program(t.Context(), "{}", "-request", "-", "-result", "-")
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	<-taken
	if err := p.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	_ = p.Wait()
	p.ended(t, 16, "", "The request stays in the window")
}

// TestNobodyReadsTheResult: the status still says it, and standard error where it is.
func TestNobodyReadsTheResult(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	s.window(func(_ handover.Message, answer func(handover.Answer)) {
		_ = read.Close()
		answer(handover.Answer{Line: "x", Status: 10})
	})
	p := s.program(t.Context(), "{}", "-request", "-", "-result", "-")
	p.Stdout = write
	p.ends(t, 10, "", "The result could not be written here. The exit status tells what it was.")
	_ = write.Close()
}

// TestWindowThatCantBeReached: each says what happened, and nothing else opens.
func TestWindowThatCantBeReached(t *testing.T) {
	t.Parallel()
	socket := func(s *session) string { return s.place.String() }
	for name, c := range map[string]struct {
		does func(t *testing.T, s *session) // after the window has the place
		says string
	}{
		"it hangs": {does: func(*testing.T, *session) {}, says: "doesn’t answer"},
		"nonsense": {
			does: func(t *testing.T, s *session) {
				must(t, os.Remove(socket(s)))
				other, err := net.Listen("unix", socket(s))
				must(t, err)
				t.Cleanup(func() { _ = other.Close() })
				go func() {
					for conn, err := other.Accept(); err == nil; conn, err = other.Accept() {
						_, _ = conn.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
					}
				}()
			},
			says: "isn’t Ringback",
		},
		"a link": {
			does: func(t *testing.T, s *session) {
				must(t, os.Rename(socket(s), socket(s)+".away"))
				must(t, os.Symlink(socket(s)+".away", socket(s)))
			},
			says: "isn’t what Ringback makes there",
		},
		"its folder is open": {
			does: func(t *testing.T, s *session) { must(t, os.Chmod(filepath.Dir(socket(s)), 0o777)) },
			says: "Other users can write to",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t)
			w, err := s.place.OpenOr(t.Context(), handover.Message{Ask: handover.AskFront})
			must(t, err)
			defer w.Close()
			c.does(t, s)
			var all sync.WaitGroup
			for _, arguments := range [][]string{{}, {"ringback://verify?case=S-1"}, {"ringback://hangup?case=S-1"}, {"-request", "-", "-result", "-"}} {
				all.Go(func() { s.program(t.Context(), "{}", arguments...).ends(t, 2, "", c.says) })
			}
			all.Wait()
		})
	}
}

// TestEveryFieldOfARequestCrosses fills each field of a request, as whoever adds one must.
func TestEveryFieldOfARequestCrosses(t *testing.T) {
	var want desk.Request
	for i := range reflect.TypeFor[desk.Request]().NumField() {
		reflect.ValueOf(&want).Elem().Field(i).SetString(fmt.Sprint("field ", i))
	}
	if got := requestOf(messageOf(handover.AskRequest, want)); got != want {
		t.Errorf("%+v", got)
	}
}

// askedDesk notes what it is asked.
type askedDesk struct {
	view  desk.View
	asked []string
	offer desk.Offer
}

func (d *askedDesk) View() desk.View          { return d.view }
func (d *askedDesk) Notify(problem desk.Text) { d.asked = append(d.asked, problem.Key) }
func (d *askedDesk) Offer(o desk.Offer) {
	d.offer = o
	d.asked = append(d.asked, fmt.Sprintf("%s %s %s", o.Kind, o.Request.Environment, o.Request.Case))
}

func (d *askedDesk) HangUp(caseNumber, environment string) {
	d.asked = append(d.asked, "hang up "+caseNumber+" "+environment)
}

// TestWhatTheDeskIsAsked for each message.
func TestWhatTheDeskIsAsked(t *testing.T) {
	for _, c := range []struct {
		message handover.Message
		want    string // "" for nothing
	}{
		{handover.Message{Ask: handover.AskFront}, ""},
		{handover.Message{Ask: handover.AskFront, Environment: "demo"}, ""}, // it is in use
		{handover.Message{Ask: handover.AskFront, Environment: "pp"}, "program pp "},
		{handover.Message{Ask: handover.AskLink, Case: "S-1"}, "link  S-1"},
		{handover.Message{Ask: handover.AskRequest, Environment: "pp", Case: "S-1"}, "program pp S-1"},
		{handover.Message{Ask: handover.AskHangUp, Environment: "pp", Case: "S-1"}, "hang up S-1 pp"},
		{handover.Message{Ask: handover.AskBadLink}, "handover.bad_link"},
	} {
		d := &askedDesk{view: desk.View{Environment: desk.Environment{ID: "demo"}}}
		take(d, c.message, nil)
		if got := strings.Join(d.asked, ", "); got != c.want {
			t.Errorf("%v: %s, want %s", c.message, got, c.want)
		}
		if d.offer.Follow != nil {
			t.Errorf("%v: followed, and nobody waits", c.message)
		}
	}
	d, answers := &askedDesk{}, make(chan handover.Answer, 1)
	take(d, handover.Message{Ask: handover.AskRequest, Wait: true}, func(a handover.Answer) { answers <- a })
	d.offer.Follow(desk.Followed{Dropped: desk.DroppedReplaced})
	var line map[string]string
	if got := <-answers; got.Status != 16 || json.Unmarshal([]byte(got.Line), &line) != nil || line["reason"] != "replaced" || strings.HasSuffix(got.Line, "\n") {
		t.Errorf("%+v", got)
	}
}

// BenchmarkSecondStart measures a second start within this process: from main's first line until
// the open window has acknowledged a link.
func BenchmarkSecondStart(b *testing.B) {
	s := newSession(b)
	for _, pair := range s.env[len(os.Environ()):] {
		name, value, _ := strings.Cut(pair, "=")
		b.Setenv(name, value)
	}
	s.window(func(handover.Message, func(handover.Answer)) {})
	for b.Loop() {
		if status := run([]string{"ringback://verify?environment=demo&uuid=" + mette + "&case=S-1"}); status != 0 {
			b.Fatal(status)
		}
	}
}
