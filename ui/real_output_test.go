//go:build realparts && linux

package ui_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestRealOutput: standard output that is full, closed, or a pipe that nobody reads, as shells may
// pass it. If the outcome can't be reported, nothing is sent.
func TestRealOutput(t *testing.T) {
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	const full, closed, unread = ">/dev/full", ">&-", "a pipe that nobody reads"
	for command, status := range map[string]int{"version": 0, "help": 0, "verify": 13, "verify -json": 13, "simulator -addr 127.0.0.1:0": 0} {
		for how, want := range map[string]int{full: 2, closed: 2, unread: status} {
			if how == unread && strings.HasPrefix(command, "simulator") {
				continue // it continues: clients need no output
			}
			t.Run(command+" "+how, func(t *testing.T) {
				ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
				defer stop()
				line := `exec "$0" ` + command
				if how != unread {
					line += " " + how
				}
				shell := exec.CommandContext(ctx, "sh", "-c", line, path)
				home := t.TempDir()
				shell.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_DATA_HOME="+home, "LC_ALL=en_GB.UTF-8")
				var said strings.Builder
				shell.Stderr = &said
				reader, writer, err := os.Pipe()
				if err != nil {
					t.Fatal(err)
				}
				_ = reader.Close()
				shell.Stdout = writer
				err = shell.Run()
				_ = writer.Close()
				var exit *exec.ExitError
				if err != nil && !errors.As(err, &exit) {
					t.Fatal(err)
				}
				got, told := shell.ProcessState.ExitCode(), strings.Contains(said.String(), "can’t be written to")
				if got != want || told != (how != unread) || !told && said.Len() > 0 {
					t.Errorf("status %d, want %d: %q", got, want, said.String())
				}
				if sends := strings.HasPrefix(command, "verify"); told && sends != strings.Contains(said.String(), "Nothing was sent") {
					t.Errorf("it says %q", said.String())
				}
			})
		}
	}
}
