package native

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// playing puts players into an empty PATH: scripts by their names.
func playing(t *testing.T, scripts map[string]string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	t.Setenv("PATH", folder)
	t.Setenv("TMPDIR", t.TempDir())
	for name, script := range scripts {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// nothingStays fails if a file of a sound is still there.
func nothingStays(t *testing.T) {
	t.Helper()
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("it leaves %v, %v", left, err)
	}
}

// TestTheFirstPlayerThatCanPlays and no other one; each gets the whole sound in a file.
func TestTheFirstPlayerThatCanPlays(t *testing.T) {
	const keeps = `while IFS= read -r line; do echo "$line"; done <"$1" >>"$0.played"`
	folder := playing(t, map[string]string{"pw-play": "exit 1", "paplay": keeps, "aplay": keeps})
	if !CanPlay() {
		t.Error("there is a player")
	}
	if err := Play(t.Context(), []byte("tones\n")); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(folder, "paplay.played")); string(got) != "tones\n" {
		t.Errorf("it plays %q, %v", got, err)
	}
	if _, err := os.Stat(filepath.Join(folder, "aplay.played")); err == nil {
		t.Error("it plays twice")
	}
	nothingStays(t)
}

func TestWithoutAPlayer(t *testing.T) {
	playing(t, nil)
	if CanPlay() || Play(t.Context(), nil) == nil {
		t.Error("there is no player")
	}
	playing(t, map[string]string{"aplay": `[ "$1" = -q ] && exit 3`})
	var status interface{ ExitCode() int }
	if err := Play(t.Context(), nil); !errors.As(err, &status) || status.ExitCode() != 3 {
		t.Errorf("its only player failed: %v", err)
	}
	nothingStays(t)
}

// TestASoundEndsWithItsContext, and its player, of which nothing stays.
func TestASoundEndsWithItsContext(t *testing.T) {
	folder := playing(t, map[string]string{"pw-play": `echo $$ >"$0.number"; read -r _ <"$0.never"`})
	number, never := filepath.Join(folder, "pw-play.number"), filepath.Join(folder, "pw-play.never")
	for _, path := range []string{number, never} {
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Play(ctx, []byte("tones")) }()
	said, err := os.ReadFile(number) // when it plays
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-ended; err == nil {
		t.Error("it says that it played")
	}
	if err := syscall.Kill(atoi(said), 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("process %s is still there: %v", said, err)
	}
	nothingStays(t)
}

// TestASoundEndsWithItsProgram, even if that is killed while a player hangs.
func TestASoundEndsWithItsProgram(t *testing.T) {
	const inside = "RINGBACK_TEST_PLAYS"
	if os.Getenv(inside) != "" {
		_ = Play(t.Context(), []byte("tones"))
		return
	}
	// What the player holds open ends with it.
	folder := playing(t, map[string]string{"pw-play": `exec 3>"$0.holds"; echo $$ >&3; read -r _ <"$0.never"`})
	holds, never := filepath.Join(folder, "pw-play.holds"), filepath.Join(folder, "pw-play.never")
	for _, path := range []string{holds, never} {
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	itself, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program := exec.CommandContext(t.Context(), itself, "-test.run", "^"+t.Name()+"$")
	program.Env = append(os.Environ(), inside+"=1")
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	held, err := os.Open(holds)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	said := bufio.NewReader(held)
	number, err := said.ReadBytes('\n') // when it plays
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = program.Wait()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = said.ReadByte()
	}()
	select {
	case <-ended:
	case <-time.After(10 * time.Second): // it never does
		t.Error("the player is still there")
		_ = syscall.Kill(atoi(number), syscall.SIGKILL)
	}
}

func atoi(digits []byte) (n int) {
	for _, one := range digits {
		if one >= '0' && one <= '9' {
			n = 10*n + int(one-'0')
		}
	}
	return n
}
