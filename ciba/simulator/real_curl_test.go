//go:build realparts

package simulator

import (
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestCurl runs the printed lines in a shell, as a user who copies them would.
func TestCurl(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "dash"} {
		t.Run(shell, func(t *testing.T) { curlIn(t, shell) })
	}
}

func curlIn(t *testing.T, shell string) {
	needs(t, shell, "It is Debian's package of that name, which make test installs.")
	needs(t, "curl", "It is Debian's package curl, which make test installs.")
	s, err := StartAt(t.Context(), "127.0.0.1:0", Options{Interval: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	lines := s.Curl()
	if len(lines) != 3 {
		t.Fatalf("%d lines", len(lines))
	}
	id := "" // what the user has read from the first answer
	run := func(line string) string {
		t.Helper()
		command := exec.CommandContext(t.Context(), shell, "-c", line+` --silent --show-error --write-out ' %{http_code}'`)
		command.Env = append(os.Environ(), "AUTH_REQ_ID="+id, "no_proxy=*")
		answer, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, answer)
		}
		return string(answer)
	}
	start := func() {
		t.Helper()
		answer := run(lines[0])
		var accepted acknowledgement
		if err := json.Unmarshal([]byte(strings.TrimSuffix(answer, " 200")), &accepted); err != nil {
			t.Fatalf("%v: %s", err, answer)
		}
		id = accepted.AuthReqID
	}

	start()
	if got := s.Prompts()[0]; got.Text != documentedText || got.PersonUUID != DocumentedPerson {
		t.Errorf("the phone shows %+v", got)
	}
	if got := run(lines[1]); got != `{"error":"authorization_pending"} 400` {
		t.Errorf("poll: %s", got)
	}
	if err := s.Approve(s.Prompts()[0].ID); err != nil {
		t.Fatal(err)
	}
	if got := run(lines[1]); !strings.HasPrefix(got, `{"id_token":"`) || !strings.HasSuffix(got, " 200") {
		t.Errorf("poll: %.80s", got)
	}

	start()
	if got := run(lines[2]); got != " 204" {
		t.Errorf("cancel: %s", got)
	}
	if got := run(lines[1]); got != `{"error":"invalid_grant"} 400` {
		t.Errorf("poll after the cancel: %s", got)
	}
}

// needs fails a test whose program is missing, because "make test" installs it. Where it can't be
// installed, RINGBACK_SKIP_MISSING=1 skips the test instead.
func needs(t *testing.T, program, advice string) {
	t.Helper()
	_, err := exec.LookPath(program)
	switch {
	case err == nil:
	case os.Getenv("RINGBACK_SKIP_MISSING") == "1":
		t.Skipf("%s isn't installed. %s", program, advice)
	default:
		t.Fatalf("%s isn't installed. %s Or set RINGBACK_SKIP_MISSING=1 to go on without this test.", program, advice)
	}
}
