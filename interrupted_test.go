//go:build console && unix

package main

import (
	"bufio"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
)

// TestInterrupted presses Ctrl-C while the person decides: the request is cancelled at the broker.
func TestInterrupted(t *testing.T) {
	if signal.Ignored(os.Interrupt) {
		t.Skip("whoever runs the tests ignores Ctrl-C, and so does every program here")
	}
	t.Parallel()
	home := t.TempDir()
	child := exec.CommandContext(t.Context(), "ringback", "verify", "-json", "-scenario", "ignore")
	child.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_DATA_HOME="+home, "LC_ALL=en_GB.UTF-8")
	child.Stderr = os.Stderr
	stdout, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	last := ""
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		last = lines.Text()
		if strings.HasPrefix(last, `{"event":"acknowledged"`) {
			if err := child.Process.Signal(syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = child.Wait()
	if status := child.ProcessState.ExitCode(); status != 13 || !strings.HasPrefix(last, `{"event":"ended"`) || !strings.Contains(last, `"outcome":"cancelled"`) {
		t.Errorf("exit status %d, and at last %s", status, last)
	}
}
