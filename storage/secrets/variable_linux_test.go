package secrets

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"
)

const takenName, takenValue = "RINGBACK_TEST_SECRET", "geheim-4711"

// TestATakenVariable: child processes don't get the variable, and it can't be read from this
// process. It needs a separate process.
func TestATakenVariable(t *testing.T) {
	if os.Getenv("RINGBACK_TEST_TAKES") == "" {
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestATakenVariable$", "-test.v")
		child.Env = append(os.Environ(), "RINGBACK_TEST_TAKES=yes", takenName+"X=stays", takenName+"="+takenValue+"\n", "RINGBACK_TEST_LAST=stays")
		output, err := child.CombinedOutput()
		if err != nil || !bytes.Contains(output, []byte("--- PASS: TestATakenVariable")) {
			t.Errorf("%v\n%s", err, output)
		}
		return
	}
	if got := TakeVariable(takenName, os.Getenv); got != takenValue {
		t.Fatalf("%d bytes were taken", len(got))
	}
	if got := TakeVariable(takenName, os.Getenv); got != "" {
		t.Error("it can be taken twice")
	}
	shown, err := os.ReadFile("/proc/self/environ")
	must(t, err)
	started, err := exec.CommandContext(t.Context(), "env").Output()
	must(t, err)
	for where, text := range map[string]string{"the process": string(shown), "a program that it starts": string(started)} {
		if strings.Contains(text, takenValue) || !strings.Contains(text, takenName+"X=stays") || !strings.Contains(text, "RINGBACK_TEST_LAST=stays") {
			t.Errorf("in %s: %t", where, strings.Contains(text, takenValue))
		}
	}
}
