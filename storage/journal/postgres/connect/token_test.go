package connect

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// tokenCommand is this test's own program, as one that prints a token.
func tokenCommand(what string) []string {
	return []string{os.Args[0], "-test.run=^TestTokenProgram$", "--", what}
}

// TestTokenProgram is no test, but that program.
func TestTokenProgram(*testing.T) {
	at := len(os.Args) - 1
	if at < 1 || os.Args[at-1] != "--" {
		return
	}
	_, _ = fmt.Fprintln(os.Stderr, "hemmelig")
	switch os.Args[at] {
	case "token":
		fmt.Print("eyJ.abc-_=\r\n")
	case "blank":
		fmt.Print("two words\n")
	case "binary":
		fmt.Print("\x00\xff\n")
	case "long":
		fmt.Print(strings.Repeat("x", maxToken+1))
	case "longest":
		fmt.Print(strings.Repeat("x", maxToken))
	case "fail":
		fmt.Print("hemmelig\n")
		os.Exit(3)
	case "hang":
		<-time.After(20 * time.Second) // whoever started it ends it before
	}
	os.Exit(0)
}

// TestTokenCommand: without a shell, within its bounds, and nothing that it writes is told.
func TestTokenCommand(t *testing.T) {
	for what, want := range map[string]string{"token": "eyJ.abc-_=", "longest": strings.Repeat("x", maxToken)} {
		if token, err := runTokenCommand(t.Context(), tokenCommand(what)); token != want || err != nil {
			t.Errorf("%s: %d bytes, %v", what, len(token), err)
		}
	}
	for what, want := range map[string]error{"blank": errTokenForm, "binary": errTokenForm, "long": errTokenLong, "nothing": errTokenEmpty, "fail; echo x": errTokenEmpty} {
		if token, err := runTokenCommand(t.Context(), tokenCommand(what)); token != "" || !errors.Is(err, want) {
			t.Errorf("%s: %d bytes, %v", what, len(token), err)
		}
	}
	_, err := runTokenCommand(t.Context(), tokenCommand("fail"))
	if err == nil || !strings.Contains(err.Error(), "status 3") || strings.Contains(err.Error(), "hemmelig") {
		t.Errorf("a failure: %v", err)
	}
	if _, err = runTokenCommand(t.Context(), []string{os.Args[0] + ".none"}); err == nil || errors.Is(err, exec.ErrNotFound) {
		t.Errorf("no program: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = runTokenCommand(ended, tokenCommand("hang")); !errors.Is(err, context.Canceled) {
		t.Errorf("nobody waits: %v", err)
	}
	late, cancel := context.WithTimeout(t.Context(), 1)
	defer cancel()
	if _, err = runTokenCommand(late, tokenCommand("hang")); !errors.Is(err, errTokenLate) {
		t.Errorf("too late: %v", err)
	}
}

// TestLimited breaks off in the middle of an output.
func TestLimited(t *testing.T) {
	var l limited
	for range 2 {
		_, _ = fmt.Fprint(&l, strings.Repeat("x", maxToken/2+1))
	}
	if !l.over || l.text.Len() > maxToken {
		t.Errorf("%d bytes", l.text.Len())
	}
}
