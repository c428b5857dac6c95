//go:build console

package main

import (
	"bytes"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"ringback/ui/desk"
)

// ranBy is how a program ended.
type ranBy struct {
	status         int
	stdout, stderr string
}

// runs runs a program in a folder.
func runs(t *testing.T, path, folder, stdin string, env []string, arguments ...string) ranBy {
	t.Helper()
	var stdout, stderr bytes.Buffer
	command := exec.CommandContext(t.Context(), path, arguments...)
	command.Dir, command.Stdin, command.Stdout, command.Stderr = folder, strings.NewReader(stdin), &stdout, &stderr
	command.Env = append(os.Environ(), env...)
	_ = command.Run()
	return ranBy{command.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// TestTwoPrograms: what needs a window starts ringbackw.exe, which stands beside ringback.exe, with
// the same arguments, standard input and folder, and without the secret.
func TestTwoPrograms(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer listener.Close()
	must(t, listener.(*net.TCPListener).SetDeadline(time.Now().Add(time.Minute)))
	env := []string{recordTo + "=" + listener.Addr().String(), desk.SecretVariable + "=hush"}
	ringback, err := exec.LookPath("ringback")
	must(t, err)
	const link = "ringback://verify?case=S-1&reference=Bl%C3%A5b%C3%A6r"
	const request = `{"case":"S-1","text":"blåbær"}`
	for name, c := range map[string]struct {
		arguments []string
		stdin     string
		waits     bool
	}{
		"nothing":      {},
		"a link":       {arguments: []string{link}},
		"a wrong link": {arguments: []string{"ringback://verify?nonsense=1"}},
		"environments": {arguments: []string{"-environments", `a b\"c" æøå\`, "-separate", "-environment="}},
		"a request":    {arguments: []string{"-environment", "pp", "-request", "-"}, stdin: request},
		"a long one":   {arguments: []string{"-request", "-"}, stdin: request + strings.Repeat(" ", 1<<14)},
		"the tour":     {arguments: []string{"tour"}},
		"its pictures": {arguments: []string{"tour", "-save", "x y"}, waits: true},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			came := make(chan record, 1)
			go func() {
				defer close(came)
				conn, err := listener.Accept()
				if err != nil {
					return
				}
				defer conn.Close()
				var r record
				if json.NewDecoder(conn).Decode(&r) == nil {
					came <- r
				}
			}()
			got := runs(t, ringback, folder, c.stdin, env, c.arguments...)
			want := ranBy{stderr: got.stderr}
			if c.waits {
				want = ranBy{status: 7, stdout: "to standard output\n", stderr: got.stderr}
			}
			if got != want || c.waits != strings.Contains(got.stderr, "to standard error\n") || !strings.Contains(got.stderr, desk.SecretVariable) {
				t.Errorf("%+v", got)
			}
			r, ok := <-came
			if !ok {
				t.Fatal("nothing was started")
			}
			if !reflect.DeepEqual(append([]string{}, r.Arguments...), append([]string{}, c.arguments...)) || string(r.Stdin) != c.stdin ||
				!sameFolder(r.Folder, folder) || r.Secret != "" {
				t.Errorf("started %+v", r)
			}
		})
	}
}

func sameFolder(a, b string) bool {
	one, err := os.Stat(a)
	other, err2 := os.Stat(b)
	return err == nil && err2 == nil && os.SameFile(one, other)
}

// TestTheOtherProgramIsMissing: nothing in PATH or in the working folder takes its place, and
// register names no program that isn't there.
func TestTheOtherProgramIsMissing(t *testing.T) {
	ringback, err := exec.LookPath("ringback")
	must(t, err)
	program, err := os.ReadFile(ringback)
	must(t, err)
	alone, elsewhere := filepath.Join(t.TempDir(), "ringback.exe"), t.TempDir()
	must(t, os.WriteFile(alone, program, 0o700))
	must(t, os.WriteFile(filepath.Join(elsewhere, windowName), program, 0o700))
	env := []string{"PATH=" + elsewhere + ";" + os.Getenv("PATH")}
	for _, arguments := range [][]string{{}, {"ringback://verify?case=S-1"}, {"-request", "-", "-result", "-"}, {"tour", "-save", "x"}, {"-probe"}, {"register"}} {
		got := runs(t, alone, elsewhere, "{}", env, arguments...)
		if got.status != 2 || got.stdout != "" || !strings.Contains(got.stderr, filepath.Join(filepath.Dir(alone), windowName)+" is missing") {
			t.Errorf("%q: %+v", arguments, got)
		}
	}
}
