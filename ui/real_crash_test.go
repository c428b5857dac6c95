//go:build realparts && linux

package ui_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"ringback/ciba/simulator"
)

// TestRealCrash ends the window as a fault in C would, with a person in its form. Its report names
// nobody, and the next start says where it is, once.
func TestRealCrash(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 1440, 900)
	p := s.open()
	p.fill(mette)
	if err := p.command.Process.Signal(syscall.SIGSEGV); err != nil {
		t.Fatal(err)
	}
	if status := p.status(); status != 2 {
		t.Errorf("exit status %d", status)
	}
	report := regexp.MustCompile(`^\.local/share/ringback/logs/[0-9TZ.]+-\d+\.crash(\.told)?$`)
	read := func() (path, text string) {
		t.Helper()
		for _, path := range s.files() {
			if report.MatchString(path) {
				text, err := os.ReadFile(filepath.Join(s.home, path))
				if err != nil {
					t.Fatal(err)
				}
				return filepath.Join(s.home, path), string(text)
			}
		}
		t.Fatalf("there is no report: %v", s.files())
		return "", ""
	}
	path, raw := read()
	if !strings.HasPrefix(raw, "Ringback ") || !strings.Contains(raw, "\nSIGSEGV: segmentation violation\n") || !strings.Contains(raw, "goroutine ") {
		t.Errorf("the report:\n%s", raw)
	}
	p.tellsNothing(simulator.DocumentedPerson, "0x8a, 0x98, 0x56", "Nordby")

	next := s.start("verify")
	if status := next.status(); status != 0 || strings.Count(next.output.String(), path) != 1 {
		t.Errorf("status %d, it says:\n%s", status, next.output.String())
	}
	if _, kept := read(); strings.Contains(kept, "0x") || !strings.Contains(kept, "\nSIGSEGV: segmentation violation\n") {
		t.Errorf("what is kept:\n%s", kept)
	}
	next = s.start("verify")
	if status := next.status(); status != 0 || strings.Contains(next.output.String(), path) {
		t.Errorf("status %d, it says again:\n%s", status, next.output.String())
	}
}
