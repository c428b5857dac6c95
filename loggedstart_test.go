//go:build console

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestTheLogSaysWhyAStartFailed, the demo's too.
func TestTheLogSaysWhyAStartFailed(t *testing.T) {
	t.Parallel()
	for _, args := range []string{
		"verify -environment nowhere", "verify -language xx", "verify -environments absent.toml", "verify -scenario nonsense",
		"verify -environment pp -scenario refuse", "verify -request file", "-environments absent.toml -separate", "ringback://nonsense extra",
	} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			if runtime.GOOS == "windows" && strings.HasSuffix(args, "-separate") {
				t.Skip("there the program with the window reads the file")
			}
			c := newCrashing(t, "https://test.invalid/")
			child := c.child(t, exec.CommandContext(t.Context(), "ringback", strings.Fields(args)...))
			if err := child.Run(); err == nil {
				t.Fatal("it began")
			}
			logs, err := filepath.Glob(filepath.Join(c.logs, "*.log"))
			if err != nil || len(logs) != 1 {
				t.Fatalf("%v, %v", logs, err)
			}
			text, err := os.ReadFile(logs[0])
			must(t, err)
			if !strings.Contains(string(text), `"msg":"failed","error":"`) && !strings.Contains(string(text), `"msg":"refused","problem":"`) {
				t.Errorf("%s", text)
			}
		})
	}
}
